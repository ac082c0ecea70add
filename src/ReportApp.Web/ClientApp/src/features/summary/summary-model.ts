import type { ExpectedEnd, MeasureUnit, ReceiptsOutlook, ReportRow, SalesMetric, SalesSummary, SummaryLine, SummaryRow, ValueEffects } from '../../api/types'
import { visibleRows } from '../../grid/grid-model'
import type { Format } from '../../i18n/format'
import type { SummaryState } from './summary-state'

export const columns = ['plan', 'fact', 'attained', 'deviation', 'planToDate', 'pace', 'end', 'previous'] as const
export type SummaryColumn = (typeof columns)[number]

/** The reasons of a deviation of value, each with the measure whose records it goes by. */
export const effects = { area: 'price_area', price: 'price_val', withoutArea: 'no_area_val', ended: 'ended_val' } as const satisfies Readonly<Record<keyof ValueEffects, string>>
export type Effect = keyof ValueEffects
export const effectNames = ['area', 'price', 'withoutArea', 'ended'] as const satisfies readonly Effect[]

/** One row of the table: a metric of the whole, or a row of the tree by the chosen metric. */
export type TableRow = Readonly<{ key: string; row: ReportRow | null; line: SummaryLine; effects: ValueEffects | null; isTotal: boolean }>

/** Where rows are of value and one at least tells why it is not as planned. */
export const hasEffects = (rows: readonly TableRow[]): boolean => rows.some(({ row, line, effects: told }) => row !== null && line.metric === 'value' && told !== null)

/** The rows in sight, the whole last. */
export function tableRows(summary: SalesSummary, { view, metric, report }: SummaryState): readonly TableRow[] {
  if (view === 'metrics') return summary.total.lines.map((line) => ({ key: 'total', row: null, line, effects: summary.total.effects, isTotal: false }))
  const own = new Map(summary.rows.map((row) => [row.key, row]))
  const rows = visibleRows(summary.facts.rows, report.toggled).flatMap((row) => {
    const found = own.get(row.key)
    const line = found === undefined ? undefined : lineOf(found, metric)
    return found === undefined || line === undefined ? [] : [{ key: row.key, row, line, effects: found.effects, isTotal: false }]
  })
  const total = lineOf(summary.total, metric)
  return total === undefined ? rows : [...rows, { key: 'total', row: summary.facts.totals, line: total, effects: summary.total.effects, isTotal: true }]
}

const lineOf = ({ lines }: SummaryRow, metric: SalesMetric) => lines.find((line) => line.metric === metric)

/** How the period ends: by the forecast, or as it goes. */
export function endOf(row: string, { metric, runRate }: SummaryLine, outlook: ReceiptsOutlook | undefined): Readonly<{ value: number | null; basis: ExpectedEnd['basis'] | null }> {
  if (metric !== 'receipts') return { value: runRate, basis: null }
  const end = outlook?.rows[row]
  return { value: end?.amount ?? null, basis: end?.basis ?? null }
}

type Plan = SalesSummary['plans'][number]

/** Plans of which the same is to be said stand together. */
export function alike(plans: readonly Plan[]): readonly (readonly [Plan, ...Plan[]])[] {
  const groups = new Map<string, [Plan, ...Plan[]]>()
  for (const plan of plans) {
    const key = plan.others.length === 0 ? plan.of : plan.metric
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [plan])
    else group.push(plan)
  }
  return [...groups.values()]
}

/** What the end of the period is taken from: what is expected, or how it has gone so far. Null: a price has none. */
export const endsBy = (metric: SalesMetric): 'forecast' | 'runRate' | null => (metric === 'price' ? null : metric === 'receipts' ? 'forecast' : 'runRate')

/** What the plans of the rows come to where that is not the plan of the whole: people and objects are planned independently. Null: it is, or nothing is planned. */
export function mismatchOf(summary: SalesSummary, metric: SalesMetric): Readonly<{ rows: number; whole: number }> | null {
  const whole = lineOf(summary.total, metric)?.plan ?? null
  if (metric === 'price' || whole === null) return null
  const top = new Set(summary.facts.rows.filter(({ parent }) => parent === null).map(({ key }) => key))
  const plans = summary.rows.filter(({ key }) => top.has(key)).map((row) => lineOf(row, metric)?.plan ?? null).filter((plan) => plan !== null)
  const rows = plans.reduce((sum, plan) => sum + Math.round(plan * 100), 0) / 100
  return plans.length === 0 || rows === whole ? null : { rows, whole }
}

/** Of the plan in hundredths: enough, or too little for the time that has gone. */
export function toneOf({ attained, pace }: SummaryLine): 'done' | 'short' | null {
  if (attained === null) return null
  return attained >= 100 ? 'done' : (pace ?? attained / 100) < 0.8 ? 'short' : null
}

const units = { units: 'pieces', m2: 'area', value: 'money', receipts: 'money', price: 'money' } as const satisfies Readonly<Record<SalesMetric, MeasureUnit>>

/** Short enough for a cell. */
export function worded(value: number, metric: SalesMetric, currency: string, format: Format): string {
  if (metric === 'price') return format.money(Math.round(value), currency)
  return units[metric] === 'money' ? format.compactMoney(value, currency) : format.full(Math.round(value * 10) / 10, units[metric], currency)
}

/** With nothing left out. */
export const wordedInFull = (value: number, metric: SalesMetric, currency: string, format: Format): string => format.full(Math.round(value * 100) / 100, units[metric], currency)
