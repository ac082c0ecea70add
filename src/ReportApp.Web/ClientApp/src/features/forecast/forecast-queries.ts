import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { forecastKey, useApi } from '../../api/queries'
import type {
  DealOverrides, ForecastAccuracy, ForecastChangesRequest, ForecastDeals, ForecastDealsRequest, ForecastMetric, ForecastMovement, ForecastWhy, ForecastWhyRequest, OverrideCommand, ReceiptsForecast, ReceiptsForecastRequest, SalesPeriods,
  SalesPeriodsRequest, ScenarioDraft, ScenarioOutcome, ScenarioRequest, ScenarioView,
} from '../../api/types'

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

/** What the money of a deal in the list is made of. */
export function useWhy(request: ForecastWhyRequest) {
  const api = useApi()
  return useQuery({
    queryKey: [forecastKey, 'why', request],
    queryFn: ({ signal }) => api.call<ForecastWhy>('/api/forecast/why', { method: 'POST', body: request, signal }),
    refetchInterval: 60_000,
  })
}

export function useSalesPeriods(request: SalesPeriodsRequest) {
  const api = useApi()
  return useQuery({
    queryKey: [forecastKey, 'sales-periods', request],
    queryFn: ({ signal }) => api.call<SalesPeriods>('/api/forecast/sales-periods', { method: 'POST', body: request, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  })
}

/** Past months do not change within a session. */
export function useAccuracy(metric: ForecastMetric) {
  const api = useApi()
  return useQuery({
    queryKey: ['forecast-accuracy', metric],
    queryFn: ({ signal }) => api.call<ForecastAccuracy>(`/api/forecast/accuracy?metric=${metric}`, { signal }),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data?.freshness.state === 'preparing' ? 3_000 : false),
  })
}

/** @param request Null: no scenario stands beside the forecast. */
export function useOutcome(request: ScenarioRequest | null) {
  const api = useApi()
  return useQuery({
    enabled: request !== null,
    queryKey: [forecastKey, 'scenario', request],
    queryFn: ({ signal }) => api.call<ScenarioOutcome>('/api/forecast/scenarios/run', { method: 'POST', body: request, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  })
}

export function useChanges(request: ForecastChangesRequest) {
  const api = useApi()
  return useQuery({
    queryKey: [forecastKey, 'changes', request],
    queryFn: ({ signal }) => api.call<ForecastMovement>('/api/forecast/changes', { method: 'POST', body: request, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  })
}

const overridesKey = 'overrides'

/** All that was said of a deal in place of the forecast. */
export function useOverrides(dealId: string) {
  const api = useApi()
  return useQuery({
    queryKey: [overridesKey, dealId],
    queryFn: ({ signal }) => api.call<DealOverrides>(`/api/forecast/overrides/${encodeURIComponent(dealId)}`, { signal }),
    staleTime: 0,
  })
}

/** Refused or not: what others said meanwhile is looked at again. */
export function useOverrule(dealId: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (command: OverrideCommand) => api.call<DealOverrides>(`/api/forecast/overrides/${encodeURIComponent(dealId)}`, { method: 'PUT', body: command }),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: [overridesKey, dealId] }), queries.invalidateQueries({ queryKey: [forecastKey] })]),
  })
}

const scenariosKey = ['scenarios'] as const

/** Those that people of the company have saved. */
export function useScenarios() {
  const api = useApi()
  return useQuery({
    queryKey: scenariosKey,
    queryFn: async ({ signal }) => (await api.call<{ items: readonly ScenarioView[] }>('/api/forecast/scenarios', { signal })).items,
  })
}

/** The list knows what was saved before anybody is told, so that it can be chosen at once. */
export function useSaveScenario() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, draft }: { id: number | null; draft: ScenarioDraft }) =>
      api.call<ScenarioView>(id === null ? '/api/forecast/scenarios' : `/api/forecast/scenarios/${id}`, { method: id === null ? 'POST' : 'PUT', body: draft }),
    onSuccess: async (saved) => {
      await queries.cancelQueries({ queryKey: scenariosKey })
      queries.setQueryData<readonly ScenarioView[]>(scenariosKey, (known) => [...(known ?? []).filter(({ id }) => id !== saved.id), saved])
      void queries.invalidateQueries({ queryKey: scenariosKey })
    },
  })
}

export function useRemoveScenario() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: number) => api.call<null>(`/api/forecast/scenarios/${id}`, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: scenariosKey }),
  })
}
