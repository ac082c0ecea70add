import type { DrillRequest, PersonCalendar, SessionView } from './schema'

/** What the server's document says (`npm run api`), under the names the screens use, and a few words of our own. */
export type {
  AccuracyRow, BoardAnswer, BoardDeal, BoardDeals, BoardEntry, BoardNumbers, BoardPromiseList, BoardPromises, BoardRequest, BoardRow, BulkSaved, Caption,
  CarryOver, CertainDeal, DayAnswer, DayLine, DayMessageCommand, DayMessageKind, DayMessageOutcome, DayMessageView, DayMessagesView, DayMetric, DayNorm, DayNumber, DayRecord, DayRecords, DayRecordsRequest, DayRequest, DayRow, DayStatus, DealOverrides,
  DealPlan, DealSources, DeltaReason, DrillAnswer, DrillLine, DrillList, DrillPart, DrillRequest, DrillRow, ExpectedBy, ExpectedEnd, Explanation, FilterList,
  FilterValue, ForecastAccuracy, ForecastBasis, ForecastChangesRequest, ForecastDealRow, ForecastDeals, ForecastDealsRequest, ForecastMetric, ForecastMonth, ForecastMove,
  ForecastMovement, ForecastRange, ForecastReason, ForecastRow, ForecastWhy, ForecastWhyRequest, Freshness, FunnelMonth, FunnelMonthRequest, FunnelNeed,
  FunnelRecords, FunnelRecordsRequest, FunnelRow, FunnelStep, ImportAddress, ImportKind, ImportPreview, ImportRecord, ImportResult, ImportedRow, ImportsView,
  KeyedPlanCommand, KnownFigure, KnownFiguresImported, KnownMetric, LaunchLever, MadeAddress, MappingDraft, MappingEffect, MarkView, MeasureUnit, Money, MonthMap, MonthMapCell, MonthMapRequest, MonthMapRow, MovedDeal,
  NeededDeals, NormSource, OneSided, OtherPlan, OutlookDealState, OutlookDeals, OutlookDealsRequest, OutlookNumber, OutlookRows, OverrideCommand, OverrideMode, OverrideView, OverruledDeals, PaymentSource, PersonCalendar, PersonCalendarCommand,
  PlanCommand, PlanEntryFate, PlanEntryView, PlanOf, PlanPreview, PlanPreviewRequest, PlanProposalAnswer, PlanProposalRequest, PlanRebalanceAnswer,
  PlanRebalanceRequest, PlanValues, ProfileMatch, ProposedMatch, ProposalReason, ProposedRole, ProposedSeller, RebalanceReason, RebalancedSeller,
  ReceiptsForecast, ReceiptsForecastRequest, ReceiptsOutlook, ReconciledFigure, ReconciledRecord, ReconciliationMark, ReconciliationView, ReportAnswer,
  ReportBasis, ReportCell, ReportColumn, ReportMeasure, ReportNotice, ReportRequest, ReportRow, ReportStep, ReportSummary, RoleLine, RoleSample, SalesMetric,
  SalesOutlook, SalesOutlookRequest, SalesOutlookRow, SalesPeriod, SalesPeriods, SalesPeriodsRequest, SalesSummary, ScenarioDraft, ScenarioLevers, ScenarioOutcome, ScenarioOutcomeRow, ScenarioRequest, ScenarioView, SetupView, SourceDifference, SourceMonth,
  SendDayMessageCommand, ShownPlan, SourceShare, SourcesView, StageLine, SummaryLine, SummaryRow, SyncView, TargetCell, TargetChange, TargetChanges,
  TargetDivision, TargetFileColumn, TargetFileFault, TargetFilePreview, TargetFileView, TargetProposal, TargetProposalRequest, TargetSheet, TargetSheetRow, TargetVersionView, TenantMapping, ValueEffects, WhyTerm, WriteState, WriteView,
} from './schema'

export type Session = SessionView
export type Language = 'ru' | 'en'
/** `yyyy-MM` */
export type Month = string
/** `yyyy-MM-dd` */
export type Day = string
export type Filters = Readonly<Record<string, readonly string[]>>
export type CellKey = Pick<DrillRequest, 'row' | 'column' | 'measure' | 'part'>

/** A refusal as the screens word it; status 0 when the server was not reached. */
export type Problem = Readonly<{
  status: number
  code: string
  traceId?: string | null
  errors?: readonly Readonly<{ field: string; reason: string }>[] | null
  retryAfterSeconds?: number | null
  /** As it stands now, when it is not what was changed. */
  calendar?: PersonCalendar | null
}>
