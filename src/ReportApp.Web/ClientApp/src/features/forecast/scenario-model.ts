import type { CertainDeal, ForecastRow, LaunchLever, Month, ScenarioLevers, ScenarioOutcome, ScenarioRequest, ScenarioView } from '../../api/types'
import { isMonth } from '../../i18n/format'
import type { ForecastState } from './forecast-state'

/** What a scenario changes, nothing left open. */
export type Levers = Readonly<{ arrivals: number; winOdds: number; price: number; delayDays: number; stopped: readonly string[]; deals: readonly CertainDeal[]; launches: readonly LaunchLever[] }>

/** Those that are there without anybody having saved them. */
export const builtIn = ['pessimistic', 'optimistic'] as const
/** Built in, `own` that is not saved yet, or the id of a saved one. */
export type ScenarioName = (typeof builtIn)[number] | 'own' | number

export type ScenarioChoice = Readonly<{
  name: ScenarioName
  /** Other levers than the scenario itself has; null: as it stands. */
  changed: Levers | null
}>

export const neutral: Levers = { arrivals: 1, winOdds: 1, price: 1, delayDays: 0, stopped: [], deals: [], launches: [] }

const sets: Readonly<Record<Exclude<ScenarioName, number>, Levers>> = {
  pessimistic: { ...neutral, arrivals: 0.8, winOdds: 0.7, delayDays: 15 },
  optimistic: { ...neutral, arrivals: 1.15, winOdds: 1.3 },
  own: neutral,
}

/** Bounds and step as they are typed: percents against the forecast, days. */
export const numberLevers = {
  arrivals: { min: -50, max: 100, step: 5, unit: '%' },
  winOdds: { min: -90, max: 300, step: 10, unit: '%' },
  price: { min: -50, max: 100, step: 1, unit: '%' },
  delayDays: { min: 0, max: 180, step: 5, unit: null },
} as const
export type NumberLever = keyof typeof numberLevers

/** «−20» stands for 0.8. */
export const typedOf = (lever: NumberLever, value: number): number => (numberLevers[lever].unit === null ? value : Math.round(value * 100) - 100)
export const leverOf = (lever: NumberLever, typed: number): number => (numberLevers[lever].unit === null ? typed : (typed + 100) / 100)

function ownLevers(name: ScenarioName, saved: readonly ScenarioView[]): Levers | null {
  if (typeof name !== 'number') return sets[name]
  const found = saved.find(({ id }) => id === name)
  return found === undefined ? null : { ...found.levers, stopped: found.levers.stopped ?? [], deals: found.levers.deals ?? [], launches: found.levers.launches ?? [] }
}

/** Null: nobody knows this scenario (any more). */
export function leversOf({ name, changed }: ScenarioChoice, saved: readonly ScenarioView[]): Levers | null {
  return changed ?? ownLevers(name, saved)
}

/** Changes levers of the chosen scenario; where none is chosen, of one that is not saved. */
export function withLevers(state: ForecastState, saved: readonly ScenarioView[], edit: (levers: Levers) => Levers): ForecastState {
  const { name, changed } = state.scenario ?? { name: 'own', changed: null }
  const own = ownLevers(name, saved)
  const next = edit(changed ?? own ?? neutral)
  return { ...state, scenario: { name, changed: own !== null && isSame(next, own) ? null : next } }
}

function isSame(one: Levers, other: Levers): boolean {
  return searchOf(one).toString() === searchOf(other).toString()
}

/** What a person says of a deal: the month in which it is won, `lost`, or null: as in the forecast. */
export type Fate = Month | 'lost' | null

export function fateOf({ deals }: Levers, dealId: string): Fate {
  const known = deals.find((deal) => deal.dealId === dealId)
  return known === undefined ? null : known.wonIn ?? 'lost'
}

export function withFate(levers: Levers, dealId: string, fate: Fate): Levers {
  const others = levers.deals.filter((deal) => deal.dealId !== dealId)
  return { ...levers, deals: fate === null ? others : [...others, { dealId, wonIn: fate === 'lost' ? null : fate }] }
}

/** Levers as they stand in an address. */
export function searchOf({ arrivals, winOdds, price, delayDays, stopped, deals, launches }: Levers): URLSearchParams {
  return new URLSearchParams([
    ['arrivals', String(arrivals)],
    ['odds', String(winOdds)],
    ['price', String(price)],
    ['delay', String(delayDays)],
    ...stopped.toSorted().map((row) => ['stop', row]),
    ...launches.map(({ row, like, month, share }) => ['launch', [row, like, month, share].join('~')]).toSorted(),
    ...deals.map(({ dealId, wonIn }) => ['deal', `${dealId}@${wonIn ?? 'lost'}`]).toSorted(),
  ] as [string, string][])
}

/** Null: the address holds none. */
export function leversFrom(search: URLSearchParams): Levers | null {
  if (!['arrivals', 'odds', 'price', 'delay', 'stop', 'deal', 'launch'].some((name) => search.has(name))) return null
  const number = (name: string, most: number, otherwise: number) => {
    const value = Number(search.get(name) || NaN)
    return value >= 0 && value <= most ? value : otherwise
  }
  const deals = search.getAll('deal').flatMap((text): CertainDeal[] => {
    const [dealId, fate] = [text.slice(0, text.lastIndexOf('@')), text.slice(text.lastIndexOf('@') + 1)]
    return dealId === '' || (fate !== 'lost' && !isMonth(fate)) ? [] : [{ dealId, wonIn: fate === 'lost' ? null : fate }]
  })
  const launches = search.getAll('launch').flatMap((text): LaunchLever[] => {
    const [row = '', like = '', month = '', share = ''] = text.split('~')
    return row === '' || like === '' || row === like || !isMonth(month) || share === '' || !(Number(share) >= 0 && Number(share) <= 1) ? [] : [{ row, like, month, share: Number(share) }]
  })
  return {
    launches: launches.filter(({ row }, index) => launches.findIndex((other) => other.row === row) === index),
    arrivals: number('arrivals', 5, 1),
    winOdds: number('odds', 10, 1),
    price: number('price', 5, 1),
    delayDays: Math.round(number('delay', 180, 0)),
    stopped: [...new Set(search.getAll('stop').filter((row) => row !== ''))],
    deals: deals.filter(({ dealId }, index) => deals.findIndex((other) => other.dealId === dealId) === index),
  }
}

/** Rows that stand for one object each: it can begin to be sold, or be what another one is like. */
export const objectsOf = (rows: readonly ForecastRow[]): readonly ForecastRow[] =>
  rows.filter(({ key, title }) => title !== null && !rows.some(({ parent }) => parent === key))

export function scenarioRequest(levers: Levers, { metric, filters }: ForecastState): ScenarioRequest {
  return { levers: levers satisfies ScenarioLevers, ...(Object.keys(filters).length === 0 ? {} : { filters }), ...(metric === 'sales' ? { metric } : {}) }
}

/** The same row as the scenario has it; null where the answers are not of the same moment. */
export function underScenario(row: ForecastRow, outcome: ScenarioOutcome): ForecastRow | null {
  const months = outcome.rows.find(({ key }) => key === row.key)?.months
  if (months === undefined) return null
  const expected = new Map(months.map((month) => [month.month, month.expected]))
  return { ...row, months: row.months.map((month) => ({ ...month, expected: expected.get(month.month) ?? null })) }
}
