import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/queries'
import type { Month, TargetChanges, TargetProposal, TargetProposalRequest, TargetSheet, TargetVersionView } from '../../api/types'
import { type Kind, type Metric, monthsShown } from './targets-state'

const key = 'targets'

/** @param from null: the current month */
export function useTargets(kind: Kind, metric: Metric, from: Month | null) {
  const api = useApi()
  return useQuery({
    queryKey: [key, kind, metric, from],
    queryFn: ({ signal }) => api.call<TargetSheet>(`/api/plan-targets?${new URLSearchParams({ kind, metric, months: String(monthsShown), ...(from === null ? {} : { from }) }).toString()}`, { signal }),
    placeholderData: keepPreviousData,
  })
}

export function useTargetVersions(kind: Kind, metric: Metric, cell: Readonly<{ scope: string; month: Month; version: number }> | null) {
  const api = useApi()
  return useQuery({
    enabled: cell !== null && cell.version > 0,
    queryKey: [key, 'versions', kind, metric, cell],
    queryFn: async ({ signal }) =>
      (await api.call<{ items: readonly TargetVersionView[] }>(
        `/api/plan-targets/versions?${new URLSearchParams({ kind, metric, scope: cell?.scope ?? '', month: cell?.month ?? '' }).toString()}`, { signal })).items,
  })
}

export function useSaveTargets() {
  const api = useApi()
  const refresh = useRefreshTargets()
  return useMutation({
    mutationFn: (changes: TargetChanges) => api.call<null>('/api/plan-targets', { method: 'PUT', body: changes }),
    onSettled: refresh,
  })
}

/** @param request null: nothing is asked for yet */
export function useTargetProposal(request: TargetProposalRequest | null) {
  const api = useApi()
  return useQuery<TargetProposal>({
    enabled: request !== null,
    queryKey: [key, 'proposal', request],
    queryFn: ({ signal }) => api.call<TargetProposal>('/api/plan-targets/proposal', { method: 'POST', body: request, signal }),
    // Of another row or division nothing may stand there meanwhile.
    placeholderData: (previous) => (previous?.scope === request?.scope && previous?.into === request?.into ? previous : undefined),
  })
}

export function useLock() {
  const api = useApi()
  const refresh = useRefreshTargets()
  return useMutation({
    mutationFn: ({ month, isLocked }: { month: Month; isLocked: boolean }) =>
      api.call<null>(`/api/plan-targets/locks/${encodeURIComponent(month)}`, { method: isLocked ? 'PUT' : 'DELETE' }),
    onSettled: refresh,
  })
}

/** Targets stand in reports, on the board and in the forecast. */
export function useRefreshTargets() {
  const queries = useQueryClient()
  return () => Promise.all([key, 'report', 'board', 'forecast', 'proposal', 'day'].map((name) => queries.invalidateQueries({ queryKey: [name] })))
}
