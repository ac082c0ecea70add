import type { ForecastDeals, ForecastMonth, ForecastRow, Month } from '../../api/types'

/** In hundredths, so that nothing is lost on the way. */
export const addUp = (values: readonly number[]): number => values.reduce((sum, value) => sum + Math.round(value * 100), 0) / 100

const shownAhead = 3

/** What is expected of the current month and the two after it; null where nothing can be expected. */
export function soon(row: ForecastRow, current: Month): number | null {
  const money = row.months.filter(({ month }) => month >= current).slice(0, shownAhead).map(({ expected }) => expected?.mean ?? null)
  return money.length === 0 || money.includes(null) ? null : addUp(money.filter((value) => value !== null))
}

/** The months that {@link soon} adds up. */
export function soonMonths(row: ForecastRow, current: Month): readonly Month[] {
  return row.months.map(({ month }) => month).filter((month) => month >= current).slice(0, shownAhead)
}

/** The columns of the table, in their order. */
export const forecastMeasures = ['plan', 'fact', 'signed', 'open', 'new', 'mean', 'p10', 'p50', 'p90', 'gap'] as const
/** Of sales nothing is owed by contract; what may end stands last of the parts, where there is any. */
export const salesMeasures = ({ months }: ForecastRow): readonly ForecastMeasure[] => [
  'plan', 'fact', 'open', 'new', ...(months.some(({ expected }) => (expected?.signed ?? 0) !== 0) ? (['signed'] as const) : []), 'mean', 'p10', 'p50', 'p90', 'gap',
]
/** The same beside a scenario. */
export const scenarioMeasures = ['plan', 'fact', 'mean', 'scenario', 'delta', 'scenarioGap'] as const
export type ForecastMeasure = (typeof forecastMeasures)[number] | (typeof scenarioMeasures)[number]

/** What is expected, and its parts: behind them there is one list of deals. */
export const expectedMeasures: ReadonlySet<ForecastMeasure> = new Set(['mean', 'signed', 'open', 'new'])

/** Measures that are a difference: with their sign, below zero where money is missing. */
export const differences: ReadonlySet<ForecastMeasure> = new Set(['gap', 'delta', 'scenarioGap'])

/** How a difference is shown: money that is missing, or that is more. */
export const toneOf = (difference: number | null): 'short' | 'over' | undefined => (!difference ? undefined : difference < 0 ? 'short' : 'over')

/**
 * Null where nothing is known.
 * @param under The same month as the scenario has it.
 */
export function valueOf({ plan, fact, expected }: ForecastMonth, measure: ForecastMeasure, under?: ForecastMonth): number | null {
  const beside = under?.expected ?? null
  switch (measure) {
    case 'plan': return plan
    case 'fact': return fact
    case 'scenario': return beside?.mean ?? null
    case 'delta': return beside === null || expected === null ? null : addUp([beside.mean, -expected.mean])
    case 'scenarioGap': return plan === null || beside === null ? null : addUp([beside.mean, -plan])
    case 'gap': return plan === null || expected === null ? null : addUp([expected.mean, -plan])
    case 'p10': case 'p50': case 'p90': return expected?.range?.[measure] ?? null
    default: return expected?.[measure] ?? null
  }
}

/** Whether the list adds up to its own number, and that is the cell's. */
export function isProven({ mean, paid, new: unknown, refunds, rest, deals }: ForecastDeals, cell: number | null): boolean {
  return mean === cell && mean === addUp([paid, unknown, refunds, rest, ...deals.map(({ money }) => money)])
}
