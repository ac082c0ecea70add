import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/queries'
import type { DayMessageCommand, DayMessageOutcome, DayMessagesView, SendDayMessageCommand } from '../../api/types'

const address = '/api/day/messages'
const key = ['day-messages']

export function useDayMessages() {
  const api = useApi()
  return useQuery({ queryKey: key, queryFn: ({ signal }) => api.call<DayMessagesView>(address, { signal }) })
}

export function useSetDayMessage() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (command: DayMessageCommand) => api.call<DayMessagesView>(address, { method: 'PUT', body: command }),
    onSuccess: (view) => queries.setQueryData<DayMessagesView>(key, view),
  })
}

export function useSendDayMessage() {
  const api = useApi()
  return useMutation({ mutationFn: (command: SendDayMessageCommand) => api.call<DayMessageOutcome>(`${address}/send`, { method: 'POST', body: command }) })
}
