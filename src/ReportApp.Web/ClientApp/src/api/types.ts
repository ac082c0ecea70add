/** The API's own records (docs/api.md), member by member. Money is a number in currency units. */

export type Caption = Readonly<{ ru: string; en: string }>
/** `yyyy-MM` */
export type Month = string
/** `yyyy-MM-dd` */
export type Day = string
/** ISO 8601, UTC */
export type Instant = string

export type Language = 'ru' | 'en'

export type Session = Readonly<{
  token: string
  expiresAt: Instant
  viewer: Readonly<{ id: string; name: string; isAdministrator: boolean }>
  language: string
  host: string
  hostOrigin: string
  place: string
  recordId: string | null
  setup: 'mapping' | 'syncing' | 'ready'
}>

export type Problem = Readonly<{
  status: number
  code: string
  traceId?: string | null
  errors?: readonly Readonly<{ field: string; reason: string }>[] | null
  retryAfterSeconds?: number | null
}>

export type Filters = Readonly<Record<string, readonly string[]>>
export type ReportSummary = Readonly<{ id: string; title: Caption; question: Caption; group: string }>
export type ReportRequest = Readonly<{ from?: Month; to?: Month; filters?: Filters }>

export type ReportAnswer = Readonly<{
  reportId: string
  title: Caption
  question: Caption
  period: Readonly<{ from: Month; to: Month }>
  today: Day
  zone: string
  currency: string
  measures: readonly ReportMeasure[]
  columns: readonly ReportColumn[]
  rows: readonly ReportRow[]
  totals: ReportRow
  freshness: Freshness
  notices: readonly ReportNotice[]
}>

export type ReportMeasure = Readonly<{ name: string; title: Caption; basis: Caption; about: Caption }>
export type ReportColumn = Readonly<{ key: string; measures: readonly string[] }>
export type ReportRow = Readonly<{ key: string; parent: string | null; level: number; title: string | null; cells: readonly ReportCell[] }>
export type ReportCell = Readonly<{ column: string; measure: string; value: number; count: number }>
export type Freshness = Readonly<{ state: 'fresh' | 'late' | 'stopped' | 'preparing'; asOf: Instant | null; reason: string | null }>
/** Its drill also repeats the period and filters of the question, which the page holds anyway. */
export type ReportNotice = Readonly<{ code: string; count: number; amount: number | null; drill: CellKey | null }>

export type CellKey = Readonly<{ row: string; column: string; measure: string }>
export type DrillRequest = CellKey & ReportRequest

export type DrillAnswer = Readonly<{
  reportId: string
  row: string
  rowTitle: string | null
  column: string
  measure: string
  currency: string
  count: number
  sum: number
  truncated: boolean
  rows: readonly DrillRow[]
}>

export type DrillRow = Readonly<{
  kind: 'deal' | 'target' | 'unassigned'
  hostId: string
  title: string | null
  hostUrl: string | null
  value: number
  managerId: string | null
  managerName: string | null
  stage: string | null
  object: string | null
  dealAmount: number | null
  probability: number | null
  probabilitySource: string | null
  expectedClose: Day | null
  plan: PlanValues | null
  lines: readonly DrillLine[]
}>

export type DrillLine = Readonly<{ hostId: string; day: Day | null; value: number; kind: string | null }>

export type FilterValue = Readonly<{ value: string; title: string; parent: string | null; isGroup: boolean; isActive: boolean }>
export type FilterList = Readonly<{ dimension: string; title: Caption; values: readonly FilterValue[] }>

export type Money = Readonly<{ amount: number; currency: string }>
export type PlanMetric = 'receipts'
export type PlanValues = Readonly<{
  entryId: string
  amount: Money
  month: Month
  managerId: string
  metric: PlanMetric
  status: 'draft' | 'committed' | 'cancelled'
}>

export type PlanCommand = Readonly<{
  dealId: string
  base: PlanValues | null
  amount: number
  month: Month
  managerId: string
  metric: PlanMetric
  comment: string | null
}>

export type WriteState =
  | 'queued'
  | 'leased'
  | 'sent'
  | 'inDoubt'
  | 'confirmed'
  | 'conflict'
  | 'blocked'
  | 'rejected'
  | 'dead'
  | 'superseded'
  | 'cancelled'

export type WriteView = Readonly<{
  operationId: string
  state: WriteState
  changedAt: Instant
  nextAttemptAt: Instant | null
  reason: string | null
  hostMessage: string | null
  theirs: PlanValues | null
  theirsBy: string | null
  theirsAt: Instant | null
}>

export type PlanEntryView = Readonly<{
  id: string
  dealId: string
  values: PlanValues | null
  previous: PlanValues | null
  authorId: string
  createdAt: Instant
  comment: string | null
  write: WriteView
  canUndo: boolean
}>

export type Person = Readonly<{ id: string; name: string; isActive: boolean }>
export type ScheduleLine = Readonly<{ due: Day; amount: number; unpaid: number; kind: string | null }>

export type DealPlan = Readonly<{
  dealId: string
  title: string
  hostUrl: string
  stage: string | null
  object: string | null
  dealAmount: number | null
  currency: string
  paid: number
  current: PlanValues | null
  suggestedAmount: number | null
  suggestedMonth: Month
  suggestedManagerId: string | null
  schedule: readonly ScheduleLine[]
  managers: readonly Person[]
  entries: readonly PlanEntryView[]
}>

/** Sent back as it came: the client shows the proposal and does not look inside. */
export type TenantMapping = Readonly<Record<string, unknown>>
export type ProposedRole = Readonly<{ role: string; source: string | null; title: string | null; isSure: boolean }>
export type SetupView = Readonly<{
  state: Session['setup']
  proposal: TenantMapping
  accepted: TenantMapping | null
  roles: readonly ProposedRole[]
  problems: readonly Readonly<{ role: string; reason: string }>[]
}>

export type SyncView = Readonly<{
  state: 'preparing' | 'running' | 'idle' | 'stopped'
  asOf: Instant | null
  percent: number | null
  reason: string | null
  feeds: readonly Readonly<{
    kind: string
    /** What it is for the reports: deal, user, complex, building, schedule, payment … */
    name: string
    records: number
    quarantined: number
    lastRunAt: Instant | null
    caughtUp: boolean
    reason: string | null
  }>[]
}>
