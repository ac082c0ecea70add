import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { forecastKey, useApi } from '../../api/queries'
import type { ReceiptsOutlook, ReportRequest, SalesSummary } from '../../api/types'

export function useSummary(request: ReportRequest) {
  const api = useApi()
  return useQuery({
    queryKey: ['report', 'summary', request],
    queryFn: ({ signal }) => api.call<SalesSummary>('/api/sales-summary/run', { method: 'POST', body: request, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.facts.freshness.state === 'preparing' ? 3_000 : 60_000),
  })
}

/** A forecast takes its time: the table does not wait for it. */
export function useReceiptsOutlook(request: ReportRequest, isWanted: boolean) {
  const api = useApi()
  return useQuery({
    enabled: isWanted,
    queryKey: [forecastKey, 'outlook', request],
    queryFn: ({ signal }) => api.call<ReceiptsOutlook>('/api/sales-summary/outlook', { method: 'POST', body: request, signal }),
    staleTime: 300_000,
  })
}
