import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/queries'
import type { FunnelMonth, FunnelMonthRequest, FunnelRecords, FunnelRecordsRequest } from '../../api/types'

/** Its needs are those of the day, and change with them. */
const key = 'day'

export function useFunnelMonth(request: FunnelMonthRequest) {
  const api = useApi()
  return useQuery({
    queryKey: [key, 'month', request],
    queryFn: ({ signal }) => api.call<FunnelMonth>('/api/funnel-month', { method: 'POST', body: request, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.freshness.state === 'preparing' ? 3_000 : 60_000),
  })
}

export function useFunnelRecords(request: FunnelRecordsRequest, isWanted: boolean) {
  const api = useApi()
  return useQuery({
    enabled: isWanted,
    queryKey: [key, 'month-records', request],
    queryFn: ({ signal }) => api.call<FunnelRecords>('/api/funnel-month/records', { method: 'POST', body: request, signal }),
  })
}
