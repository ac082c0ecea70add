import type { ForecastRow, Month } from '../../api/types'
import { addUp } from './forecast-model'
import type { ForecastState } from './forecast-state'
import { builtIn, type Levers, leversOf, type ScenarioName } from './scenario-model'
import type { ScenarioView } from '../../api/types'

/** More do not fit beside the forecast. */
export const mostCompared = 3

/** What stands beside the forecast: what was picked, as far as it is known; where nothing was, the built-in ones. */
export function comparedOf({ compared }: ForecastState, saved: readonly ScenarioView[]): readonly ScenarioName[] {
  const known = (compared ?? builtIn).filter((name) => typeof name !== 'number' || saved.some(({ id }) => id === name))
  return known.slice(0, mostCompared)
}

/** What can be picked: the built-in scenarios, those of the company, and the one that is being made. */
export function comparableOf({ scenario }: ForecastState, saved: readonly ScenarioView[]): readonly ScenarioName[] {
  return [...builtIn, ...saved.map(({ id }) => id), ...(scenario?.name === 'own' ? (['own'] as const) : [])]
}

/** The scenario that is being changed counts as it stands on the screen. */
export function comparedLevers({ scenario }: ForecastState, name: ScenarioName, saved: readonly ScenarioView[]): Levers | null {
  return leversOf(scenario?.name === name ? scenario : { name, changed: null }, saved)
}

/** Picks one more, or one less; in the order in which they can be picked. */
export function withCompared(state: ForecastState, name: ScenarioName, saved: readonly ScenarioView[]): ForecastState {
  const now = comparedOf(state, saved)
  const next = now.includes(name) ? now.filter((other) => other !== name) : [...now, name]
  return { ...state, compared: comparableOf(state, saved).filter((each) => next.includes(each)).slice(0, mostCompared) }
}

export type ComparedMonth = Readonly<{ month: Month; base: number; beside: readonly Readonly<{ value: number; delta: number }>[] }>

/** The months ahead of a row with the same under each scenario; null while one of them is not there yet. */
export function comparedMonths(row: ForecastRow, beside: readonly (ForecastRow | null)[]): readonly ComparedMonth[] | null {
  const others = beside.filter((other) => other !== null)
  if (others.length < beside.length) return null
  return row.months.flatMap(({ month, expected }): ComparedMonth[] => {
    const values = others.map((other) => other.months.find((each) => each.month === month)?.expected?.mean)
    if (expected === null || values.includes(undefined)) return []
    return [{ month, base: expected.mean, beside: values.filter((value) => value !== undefined).map((value) => ({ value, delta: addUp([value, -expected.mean]) })) }]
  })
}

export function comparedTotal(months: readonly ComparedMonth[]): Omit<ComparedMonth, 'month'> {
  const base = addUp(months.map((month) => month.base))
  const beside = (months[0]?.beside ?? []).map((_, index) => {
    const value = addUp(months.map((month) => month.beside[index]?.value ?? 0))
    return { value, delta: addUp([value, -base]) }
  })
  return { base, beside }
}
