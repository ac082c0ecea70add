import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/queries'
import type { ImportKind, ImportPreview, ImportResult, ImportsView, MadeAddress, PaymentSource } from '../../api/types'
import { type Agreed, importAddress, type ImportFile } from './import-request'

const importsKey = ['imports'] as const

export function useImports() {
  const api = useApi()
  return useQuery({ queryKey: importsKey, queryFn: ({ signal }) => api.call<ImportsView>('/api/imports', { signal }) })
}

export function usePreview() {
  const api = useApi()
  return useMutation({
    mutationFn: (asked: ImportFile) => api.call<ImportPreview>(importAddress(asked, '/preview'), { method: 'POST', file: asked.file }),
  })
}

export function useImport() {
  const api = useApi()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ asked, fingerprint, agreed: { withdraw, confirmed } }: { asked: ImportFile; fingerprint: string; agreed: Agreed }) =>
      api.call<ImportResult>(importAddress(asked, '', { fingerprint, withdraw: String(withdraw), confirmed: confirmed.join(',') }), { method: 'POST', file: asked.file }),
    onSuccess: refresh,
  })
}

export function useUndoImport() {
  const api = useApi()
  const refresh = useRefresh()
  return useMutation({ mutationFn: (id: number) => api.call<null>(`/api/imports/${id}/undo`, { method: 'POST' }), onSuccess: refresh })
}

export function useCountSource() {
  const api = useApi()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ kind, counted }: { kind: ImportKind; counted: PaymentSource }) =>
      api.call<null>(`/api/imports/${kind}/counted`, { method: 'PUT', body: counted }),
    onSuccess: refresh,
  })
}

export function useMakeAddress() {
  const api = useApi()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ kind, source }: { kind: ImportKind; source: string }) =>
      api.call<MadeAddress>(`/api/imports/${kind}/address`, { method: 'POST', body: { source } }),
    onSuccess: refresh,
  })
}

export function useRevokeAddress() {
  const api = useApi()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ kind, source }: { kind: ImportKind; source: string }) =>
      api.call<null>(`/api/imports/${kind}/address/revoke`, { method: 'POST', body: { source } }),
    onSuccess: refresh,
  })
}

export function useTemplate() {
  const api = useApi()
  return useMutation({ mutationFn: (kind: ImportKind) => api.download(`/api/imports/${kind}/template`) })
}

/** What a file changes, it may change in every report. */
function useRefresh() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries()
}
