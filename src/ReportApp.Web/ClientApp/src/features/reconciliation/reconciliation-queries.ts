import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/queries'
import type { DeltaReason, KnownFigure, KnownFiguresImported, MarkView, Month, ReconciledFigure, ReconciledRecord, ReconciliationMark, ReconciliationView, SourceDifference, SourcesView } from '../../api/types'

const viewKey = ['reconciliation'] as const
const markKey = ['reconciliation-mark'] as const

export function useMark() {
  const api = useApi()
  return useQuery({ queryKey: markKey, queryFn: ({ signal }) => api.call<MarkView>('/api/reconciliation/mark', { signal }), staleTime: 300_000 })
}

export function useReconciliation() {
  const api = useApi()
  return useQuery({ queryKey: viewKey, queryFn: ({ signal }) => api.call<ReconciliationView>('/api/reconciliation', { signal }) })
}

export function useSetFigures() {
  const api = useApi()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (figures: readonly KnownFigure[]) => api.call<null>('/api/reconciliation/figures', { method: 'PUT', body: { figures } }),
    onSuccess: refresh,
  })
}

export function useImportFigures() {
  const api = useApi()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (file: File) => api.call<KnownFiguresImported>('/api/reconciliation/import', { method: 'POST', file }),
    onSuccess: refresh,
  })
}

export function useSign() {
  const api = useApi()
  const refresh = useRefresh()
  return useMutation({ mutationFn: () => api.call<ReconciliationMark>('/api/reconciliation/sign', { method: 'POST' }), onSuccess: refresh })
}

export function useRecords({ month, row, metric, delta }: ReconciledFigure, reason: DeltaReason) {
  const api = useApi()
  return useQuery({
    queryKey: [...viewKey, 'records', month, row, metric, delta, reason],
    queryFn: async ({ signal }) =>
      (await api.call<{ items: readonly ReconciledRecord[] }>(`/api/reconciliation/records?${new URLSearchParams({ month, row, metric, reason })}`, { signal })).items,
  })
}

export function useSources() {
  const api = useApi()
  return useQuery({ queryKey: [...viewKey, 'sources'], queryFn: ({ signal }) => api.call<SourcesView>('/api/reconciliation/sources', { signal }) })
}

/** What only one of two sources tells of a month; `null` is the CRM's own table. */
export function useDifference(month: Month, left: string | null, right: string | null) {
  const api = useApi()
  return useQuery({
    queryKey: [...viewKey, 'sources', month, left, right],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ month })
      if (left !== null) query.set('left', left)
      if (right !== null) query.set('right', right)
      return api.call<SourceDifference>(`/api/reconciliation/sources/differences?${query}`, { signal })
    },
  })
}

function useRefresh() {
  const queries = useQueryClient()
  return () => Promise.all([queries.invalidateQueries({ queryKey: viewKey }), queries.invalidateQueries({ queryKey: markKey })])
}
