import type { ReportRequest, SalesMetric } from '../../api/types'
import { fromSearch, type ReportState, requestOf, toSearch } from '../report/report-state'

export const views = ['metrics', 'people', 'objects'] as const
export type SummaryView = (typeof views)[number]

export const salesMetrics = ['units', 'm2', 'value', 'receipts', 'price'] as const satisfies readonly SalesMetric[]

/** What the summary shows. The URL is its only home; functions on it are pure. */
export type SummaryState = Readonly<{
  /** Period, filters and the open cell, as of any report. */
  report: ReportState
  /** What stands down the side. */
  view: SummaryView
  /** Of people and objects. */
  metric: SalesMetric
}>

export function toSummarySearch({ report, view, metric }: SummaryState): URLSearchParams {
  const search = toSearch(report)
  if (view !== 'metrics') search.set('by', view)
  if (metric !== 'value') search.set('metric', metric)
  return search
}

/** Whatever is not understood counts as absent: an old or a foreign link must still open the summary. */
export function fromSummarySearch(search: URLSearchParams): SummaryState {
  return {
    report: fromSearch(search),
    view: views.find((view) => view === search.get('by')) ?? 'metrics',
    metric: salesMetrics.find((metric) => metric === search.get('metric')) ?? 'value',
  }
}

/** The metrics alone need no tree: the whole is the same. */
export function summaryRequest({ report, view }: SummaryState): ReportRequest {
  return { ...requestOf(report), ...(view === 'objects' ? { rows: 'objects' } : {}) }
}

/** Another side has other rows. */
export const withView = (state: SummaryState, view: SummaryView): SummaryState => ({ ...state, view, report: { ...state.report, cell: null } })

