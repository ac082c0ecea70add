import { keepPreviousData, onlineManager, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useMemo } from 'react'
import type { ApiClient } from './client'
import { ApiError } from './client'
import type {
  BoardAnswer, BoardDeals, BoardPromiseList, BoardRequest, BulkSaved, DealPlan, DrillAnswer, DrillRequest, FilterList, KeyedPlanCommand, PlanCommand, PlanEntryView, PlanPreview,
  PlanPreviewRequest, PlanProposalAnswer, PlanProposalRequest, PlanRebalanceAnswer, PlanRebalanceRequest, ReportAnswer, ReportRequest, ReportSummary, SetupView, SyncView, WriteState,
} from './types'

const ApiContext = createContext<ApiClient | null>(null)
export const ApiProvider = ApiContext

export function useApi(): ApiClient {
  const api = useContext(ApiContext)
  if (api === null) throw new Error('useApi outside ApiProvider')
  return api
}

/** Faults that pass by themselves are tried once more; a refusal is not. */
function isWorthRetrying(failures: number, error: unknown): boolean {
  return failures < 1 && onlineManager.isOnline() && error instanceof ApiError && [0, 502, 503].includes(error.problem.status)
}

/** Without a network nothing waits for it in silence: what is asked fails at once, and is asked again when the network is back. */
export function createQueries(): QueryClient {
  const networkMode = 'always'
  return new QueryClient({
    defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 15_000, networkMode, refetchOnReconnect: true }, mutations: { retry: false, networkMode } },
  })
}

const path = (text: TemplateStringsArray, ...values: readonly string[]) => String.raw({ raw: text }, ...values.map(encodeURIComponent))

export function useReports() {
  const api = useApi()
  return useQuery({
    queryKey: ['reports'],
    queryFn: async ({ signal }) => (await api.call<{ items: readonly ReportSummary[] }>('/api/reports', { signal })).items,
    staleTime: Infinity,
  })
}

/** Ids of the reports that this person keeps at hand. */
export function useFavourites() {
  const api = useApi()
  return useQuery({
    queryKey: ['favourites'],
    queryFn: async ({ signal }) => (await api.call<{ items: readonly string[] }>('/api/favourites', { signal })).items,
    staleTime: 60_000,
  })
}

export function useKeepFavourite() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ reportId, isKept }: { reportId: string; isKept: boolean }) => api.call<null>(path`/api/favourites/${reportId}`, { method: isKept ? 'PUT' : 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['favourites'] }),
  })
}

export function useReport(reportId: string, request: ReportRequest) {
  const api = useApi()
  return useQuery({
    queryKey: ['report', reportId, request],
    queryFn: ({ signal }) => api.call<ReportAnswer>(path`/api/reports/${reportId}/run`, { method: 'POST', body: request, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.freshness.state === 'preparing' ? 3_000 : 60_000),
  })
}

export function useFilters(reportId: string) {
  const api = useApi()
  return useQuery({
    queryKey: ['filters', reportId],
    queryFn: async ({ signal }) => (await api.call<{ items: readonly FilterList[] }>(path`/api/reports/${reportId}/filters`, { signal })).items,
    staleTime: 60_000,
  })
}

export function useDrill(reportId: string, request: DrillRequest) {
  const api = useApi()
  return useQuery({
    queryKey: ['drill', reportId, request],
    queryFn: ({ signal }) => api.call<DrillAnswer>(path`/api/reports/${reportId}/drill`, { method: 'POST', body: request, signal }),
  })
}

export function useBoard(request: BoardRequest) {
  const api = useApi()
  return useQuery({
    queryKey: ['board', request],
    queryFn: ({ signal }) => api.call<BoardAnswer>('/api/plan-board/run', { method: 'POST', body: request, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.freshness.state === 'preparing' ? 3_000 : 60_000),
  })
}

/** The deals behind a row of the board. */
export function useBoardDeals(row: string, request: BoardRequest) {
  const api = useApi()
  return useQuery({
    queryKey: ['board', 'deals', row, request],
    queryFn: ({ signal }) => api.call<BoardDeals>('/api/plan-board/deals', { method: 'POST', body: { row, ...request }, signal }),
    refetchInterval: 60_000,
  })
}

/** The entries behind the promises of a row. */
export function useBoardPromises(row: string, request: BoardRequest) {
  const api = useApi()
  return useQuery({
    queryKey: ['board', 'promises', row, request],
    queryFn: ({ signal }) => api.call<BoardPromiseList>('/api/plan-board/promises', { method: 'POST', body: { row, ...request }, signal }),
  })
}

/** From which deals a plan could be made. Computed anew each time: what was saved since is planned already. */
export const useProposal = (request: PlanProposalRequest, isWanted: boolean) => usePutForward<PlanProposalAnswer>('/api/plan-board/proposal', request, isWanted)

/** How the plan would have to change for what came since. */
export const useRebalance = (request: PlanRebalanceRequest) => usePutForward<PlanRebalanceAnswer>('/api/plan-board/rebalance', request, true)

function usePutForward<Answer>(address: string, request: PlanProposalRequest, isWanted: boolean) {
  const api = useApi()
  return useQuery({
    enabled: isWanted,
    queryKey: [address, request],
    queryFn: ({ signal }) => api.call<Answer>(address, { method: 'POST', body: request, signal }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
}

export function usePlanPreview(request: PlanPreviewRequest) {
  const api = useApi()
  return useQuery({
    queryKey: ['plan-preview', request],
    queryFn: async ({ signal }) => (await api.call<{ items: readonly PlanPreview[] }>('/api/plan-entries/preview', { method: 'POST', body: request, signal })).items,
    // The base of every write stands in it: never an older copy.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
}

/** One after another: the second click of a double one repeats the first's keys, and gets its answer instead of "already being saved". */
const savingPlans = { id: 'save-plans' } as const

export function useSavePlans() {
  const remember = useRemember()
  const api = useApi()
  return useMutation({
    scope: savingPlans,
    mutationFn: async (items: readonly KeyedPlanCommand[]) =>
      (await api.call<{ items: readonly BulkSaved[] }>('/api/plan-entries/bulk', { method: 'POST', body: { items } })).items,
    onSuccess: (saved) => remember(...saved.map(({ entry }) => entry).filter((entry) => entry !== null)),
  })
}

export function useDealPlan(dealId: string) {
  const api = useApi()
  return useQuery({
    queryKey: ['deal-plan', dealId],
    queryFn: ({ signal }) => api.call<DealPlan>(path`/api/deals/${dealId}/plan`, { signal }),
    // What the CRM holds right now is the base of the write: never an older copy.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
}

/** The same for a page that stays open and follows what is saved. */
export function useDealPage(dealId: string) {
  const api = useApi()
  return useQuery({
    queryKey: ['board', 'deal', dealId],
    queryFn: ({ signal }) => api.call<DealPlan>(path`/api/deals/${dealId}/plan`, { signal }),
  })
}

export function useSync(isRunning: boolean) {
  const api = useApi()
  return useQuery({
    queryKey: ['sync'],
    queryFn: ({ signal }) => api.call<SyncView>('/api/sync', { signal }),
    refetchInterval: isRunning ? 1_500 : 30_000,
  })
}

export function useSyncNow() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api.call<null>('/api/sync/run', { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sync'] }),
  })
}

export function useSetup() {
  const api = useApi()
  return useQuery({ queryKey: ['setup'], queryFn: ({ signal }) => api.call<SetupView>('/api/setup', { signal }) })
}

/** States that change by themselves, so it is worth looking again soon. */
const moving: ReadonlySet<WriteState> = new Set(['queued', 'leased', 'sent', 'inDoubt'])

export function isMoving(entry: PlanEntryView): boolean {
  return moving.has(entry.write.state)
}

const entriesKey = ['plan-entries'] as const
type Entries = Readonly<Record<string, PlanEntryView>>

/** The viewer's entries that are not done, and those saved while this page is open: one list, one poll, for the rows and the bell. */
export function useEntries() {
  const api = useApi()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: entriesKey,
    queryFn: async ({ signal }): Promise<Entries> => {
      const known = queries.getQueryData<Entries>(entriesKey) ?? {}
      const pending = (await api.call<{ items: readonly PlanEntryView[] }>('/api/plan-entries?pending=true', { signal })).items
      const left = Object.values(known).filter((entry) => isMoving(entry) && !pending.some((other) => other.id === entry.id))
      const done = await Promise.all(left.map((entry) => api.call<PlanEntryView>(path`/api/plan-entries/${entry.id}`, { signal })))
      if (done.some((entry) => entry.write.state === 'confirmed')) void refreshNumbers(queries)
      return { ...known, ...byId([...pending, ...done]) }
    },
    refetchInterval: ({ state }) => (Object.values(state.data ?? {}).some(isMoving) ? 1_500 : 30_000),
  })
  return query.data
}

/** The newest entry of a deal. */
export function useEntryOf(dealId: string): PlanEntryView | null {
  const entries = useEntries()
  return useMemo(() => {
    const own = Object.values(entries ?? {}).filter((entry) => entry.dealId === dealId)
    return own.reduce<PlanEntryView | null>((newest, entry) => (newest === null || entry.write.changedAt >= newest.write.changedAt ? entry : newest), null)
  }, [entries, dealId])
}

export type EntryAction = 'undo' | 'retry' | 'cancel' | 'keep-mine' | 'take-theirs'

export function useSavePlan() {
  const remember = useRemember()
  const api = useApi()
  return useMutation({
    scope: savingPlans,
    mutationFn: ({ command, key }: { command: PlanCommand; key: string }) =>
      api.call<PlanEntryView>('/api/plan-entries', { method: 'POST', body: command, idempotencyKey: key }),
    onSuccess: (entry) => remember(entry),
  })
}

/** Empties the plan of a deal: what the CRM holds right now is read first. Null: it holds none, or `commandOf` wants none taken out. */
export function useTakeOut(dealId: string, commandOf: (plan: DealPlan) => PlanCommand | null) {
  const remember = useRemember()
  const queries = useQueryClient()
  const api = useApi()
  return useMutation({
    scope: savingPlans,
    mutationFn: async ({ key }: { key: string }) => {
      const command = commandOf(await api.call<DealPlan>(path`/api/deals/${dealId}/plan`))
      return command === null ? null : api.call<PlanEntryView>('/api/plan-entries', { method: 'POST', body: command, idempotencyKey: key })
    },
    onSuccess: (entry) => (entry === null ? void refreshBoard(queries) : remember(entry)),
  })
}

export function useEntryAction() {
  const remember = useRemember()
  const api = useApi()
  return useMutation({
    mutationFn: ({ id, action, key }: { id: string; action: EntryAction; key: string }) =>
      action === 'undo'
        ? api.call<PlanEntryView>(path`/api/plan-entries/${id}/undo`, { method: 'POST', idempotencyKey: key })
        : api.call<PlanEntryView>(path`/api/plan-entries/${id}/write/${action}`, { method: 'POST' }),
    onSuccess: (entry) => remember(entry),
  })
}

function useRemember() {
  const queries = useQueryClient()
  return async (...entries: readonly PlanEntryView[]) => {
    await queries.cancelQueries({ queryKey: entriesKey })
    queries.setQueryData<Entries>(entriesKey, (known) => ({ ...known, ...byId(entries) }))
    void queries.invalidateQueries({ queryKey: entriesKey })
    // An entry counts on the board from the moment it is accepted.
    void refreshBoard(queries)
  }
}

/** What the forecast shows, its lists included. */
export const forecastKey = 'forecast'

function refreshNumbers(queries: ReturnType<typeof useQueryClient>): Promise<unknown> {
  return Promise.all([queries.invalidateQueries({ queryKey: ['report'] }), queries.invalidateQueries({ queryKey: ['drill'] }), queries.invalidateQueries({ queryKey: [forecastKey] }), refreshBoard(queries)])
}

function refreshBoard(queries: ReturnType<typeof useQueryClient>): Promise<unknown> {
  return queries.invalidateQueries({ queryKey: ['board'] })
}

function byId(entries: readonly PlanEntryView[]): Entries {
  return Object.fromEntries(entries.map((entry) => [entry.id, entry]))
}
