import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/queries'
import type { MappingDraft, MappingEffect, ProfileMatch, TenantMapping } from '../../api/types'
import type { MappingChanges } from './mapping-changes'

export function useDraft(changes: MappingChanges, isReady: boolean) {
  const api = useApi()
  return useQuery({
    queryKey: ['mapping-draft', changes],
    queryFn: ({ signal }) => api.call<MappingDraft>('/api/setup/draft', { method: 'POST', body: { roles: changes }, signal }),
    placeholderData: keepPreviousData,
    enabled: isReady,
    staleTime: 60_000,
  })
}

export function useEffectOf() {
  const api = useApi()
  return useMutation({ mutationFn: (mapping: TenantMapping) => api.call<MappingEffect>('/api/setup/effect', { method: 'POST', body: mapping }) })
}

export function useAcceptMapping() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (mapping: TenantMapping) => api.call<null>('/api/setup/mapping', { method: 'PUT', body: mapping }),
    onSuccess: () => queries.invalidateQueries(),
  })
}

export function usePrepare() {
  const api = useApi()
  return useMutation({ mutationFn: () => api.call<null>('/api/setup/prepare', { method: 'POST' }) })
}

export function useSaveProfile() {
  const api = useApi()
  return useMutation({ mutationFn: () => api.download('/api/setup/profile') })
}

export function useLoadProfile() {
  const api = useApi()
  return useMutation({
    mutationFn: async (file: File) => api.call<ProfileMatch>('/api/setup/profile', { method: 'POST', body: JSON.parse(await file.text()) as unknown }),
  })
}
