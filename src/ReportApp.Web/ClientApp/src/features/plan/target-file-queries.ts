import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/queries'
import type { Language, TargetFilePreview, TargetFileView } from '../../api/types'
import { type Choice, targetFileAddress } from './target-file'
import { useRefreshTargets } from './targets-queries'
import type { Kind, Metric } from './targets-state'

/** What a file would do, as it is read by what was said of it. */
export function useTargetFile(file: File, choice: Choice) {
  const api = useApi()
  return useQuery({
    queryKey: ['target-file', file.name, file.size, file.lastModified, choice],
    queryFn: ({ signal }) => api.call<TargetFilePreview>(targetFileAddress('/preview', file.name, choice), { method: 'POST', file, signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
}

export function useTakeTargetFile(file: File) {
  const api = useApi()
  const refresh = useRefreshTargets()
  return useMutation({
    mutationFn: ({ choice, fingerprint }: { choice: Choice; fingerprint: string }) =>
      api.call<TargetFileView>(targetFileAddress('', file.name, choice, fingerprint), { method: 'POST', file }),
    onSuccess: refresh,
  })
}

export function useTargetTemplate() {
  const api = useApi()
  return useMutation({
    mutationFn: ({ kind, metric, year, language }: { kind: Kind; metric: Metric; year: number; language: Language }) =>
      api.download(`/api/plan-targets/template?${new URLSearchParams({ kind, metric, year: String(year), language }).toString()}`),
  })
}
