import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/queries'
import type { DayAnswer, DayRecords, DayRecordsRequest, DayRequest, MonthMap, MonthMapRequest, PersonCalendarCommand } from '../../api/types'
import { sameMap } from './day-state'

const key = 'day'

export function useDay(request: DayRequest) {
  const api = useApi()
  return useQuery({
    queryKey: [key, 'run', request],
    queryFn: ({ signal }) => api.call<DayAnswer>('/api/day', { method: 'POST', body: request, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.freshness.state === 'preparing' ? 3_000 : 60_000),
  })
}

export function useMonthMap(request: MonthMapRequest) {
  const api = useApi()
  const queries = useQueryClient()
  const keyOf = (asked: MonthMapRequest) => [key, 'map', asked]
  return useQuery({
    queryKey: keyOf(request),
    queryFn: async ({ signal }) => {
      const map = await api.call<MonthMap>('/api/day/month', { method: 'POST', body: request, signal })
      const same = sameMap(request, map)
      if (same !== null) queries.setQueryData(keyOf(same), map)
      return map
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.freshness.state === 'preparing' ? 3_000 : 60_000),
  })
}

export function useDayRecords(request: DayRecordsRequest) {
  const api = useApi()
  return useQuery({
    queryKey: [key, 'records', request],
    queryFn: ({ signal }) => api.call<DayRecords>('/api/day/records', { method: 'POST', body: request, signal }),
    refetchInterval: 60_000,
  })
}

export function useSetCalendar(person: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (command: PersonCalendarCommand) => api.call<null>(`/api/people/${encodeURIComponent(person)}/calendar`, { method: 'PUT', body: command }),
    onSettled: () => queries.invalidateQueries({ queryKey: [key] }),
  })
}
