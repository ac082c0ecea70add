import { useQuery } from '@tanstack/react-query'
import { forecastKey, useApi } from '../../api/queries'
import type { OutlookDeals, OutlookDealsRequest, SalesOutlook, SalesOutlookRequest } from '../../api/types'

export function useSalesOutlook(request: SalesOutlookRequest) {
  const api = useApi()
  return useQuery({
    queryKey: [forecastKey, 'sales-outlook', request],
    queryFn: ({ signal }) => api.call<SalesOutlook>('/api/forecast/sales-outlook', { method: 'POST', body: request, signal }),
    // Rows of another kind mean nothing here.
    placeholderData: (old, query) => ((query?.queryKey[2] as SalesOutlookRequest | undefined)?.rows === request.rows ? old : undefined),
    refetchInterval: ({ state }) => (state.data?.freshness.state === 'preparing' ? 3_000 : 60_000),
  })
}

export function useOutlookDeals(request: OutlookDealsRequest) {
  const api = useApi()
  return useQuery({
    queryKey: [forecastKey, 'sales-outlook-deals', request],
    queryFn: ({ signal }) => api.call<OutlookDeals>('/api/forecast/sales-outlook/deals', { method: 'POST', body: request, signal }),
    refetchInterval: 60_000,
  })
}
