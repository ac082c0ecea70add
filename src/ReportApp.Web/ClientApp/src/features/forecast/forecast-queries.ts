import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { forecastKey, useApi } from '../../api/queries'
import type { ForecastAccuracy, ForecastDeals, ForecastDealsRequest, ReceiptsForecast, ReceiptsForecastRequest } from '../../api/types'

export function useForecast(request: ReceiptsForecastRequest) {
  const api = useApi()
  return useQuery({
    queryKey: [forecastKey, 'run', request],
    queryFn: ({ signal }) => api.call<ReceiptsForecast>('/api/forecast/run', { method: 'POST', body: request, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.freshness.state === 'preparing' ? 3_000 : 60_000),
  })
}

export function useForecastDeals(request: ForecastDealsRequest) {
  const api = useApi()
  return useQuery({
    queryKey: [forecastKey, 'deals', request],
    queryFn: ({ signal }) => api.call<ForecastDeals>('/api/forecast/deals', { method: 'POST', body: request, signal }),
    refetchInterval: 60_000,
  })
}

/** Past months do not change within a session. */
export function useAccuracy() {
  const api = useApi()
  return useQuery({
    queryKey: ['forecast-accuracy'],
    queryFn: ({ signal }) => api.call<ForecastAccuracy>('/api/forecast/accuracy', { signal }),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data?.freshness.state === 'preparing' ? 3_000 : false),
  })
}
