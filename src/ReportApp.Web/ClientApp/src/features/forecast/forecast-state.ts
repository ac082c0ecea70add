import type { Day, Filters, ForecastMetric, Month, ReceiptsForecastRequest } from '../../api/types'
import { isDay, isMonth } from '../../i18n/format'
import { builtIn, leversFrom, type ScenarioChoice, type ScenarioName, searchOf } from './scenario-model'

/** The chart by month or summed up, scenarios beside it, or what moved it since a day. */
export const forecastViews = ['monthly', 'cumulative', 'compare', 'changes'] as const
export type ForecastView = (typeof forecastViews)[number]

export const forecastMetrics = ['receipts', 'sales', 'units', 'm2'] as const satisfies readonly ForecastMetric[]

/** What the forecast shows. The URL is its only home; functions on it are pure. */
export type ForecastState = Readonly<{
  /** Null: nobody has chosen, so receipts where they are kept. */
  metric: ForecastMetric | null
  /** Key of a row; null: all objects together. */
  object: string | null
  /** Whose list of deals is open. */
  month: Month | null
  view: ForecastView
  /** Of the changes; null: the usual. */
  since: Day | null
  from: Month | null
  to: Month | null
  filters: Filters
  /** What stands beside the forecast; null: nothing. */
  scenario: ScenarioChoice | null
  /** Scenarios side by side; null: the usual ones. */
  compared: readonly ScenarioName[] | null
}>

/** A change is a step of "back" unless it replaces. */
export type ChangeForecast = (next: (state: ForecastState) => ForecastState, how?: 'push' | 'replace') => void

/** What it shows when nothing is asked of it. */
export const plainForecast: ForecastState = { metric: null, object: null, month: null, view: 'monthly', since: null, from: null, to: null, filters: {}, scenario: null, compared: null }

/** Objects are chosen in the list, not by a filter. */
export const forecastDimensions = ['department', 'manager'] as const

export function toForecastSearch(state: ForecastState, kept: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const search = new URLSearchParams()
  if (state.metric !== null) search.set('metric', state.metric)
  if (state.object !== null) search.set('object', state.object)
  if (state.month !== null) search.set('month', state.month)
  if (state.view !== 'monthly') search.set('view', state.view)
  for (const name of ['since', 'from', 'to'] as const) if (state[name] !== null) search.set(name, state[name])
  for (const dimension of forecastDimensions) for (const value of state.filters[dimension] ?? []) search.append(dimension, value)
  if (state.scenario !== null) {
    search.set('scenario', String(state.scenario.name))
    for (const [name, value] of state.scenario.changed === null ? [] : searchOf(state.scenario.changed)) search.append(name, value)
  }
  if (state.compared !== null) search.set('compared', state.compared.join(' '))
  const language = kept.get('lang')
  if (language !== null) search.set('lang', language)
  return search
}

/** Whatever is not understood counts as absent: an old or a foreign link must still open the forecast. */
export function fromForecastSearch(search: URLSearchParams): ForecastState {
  const monthOf = (name: string) => {
    const month = search.get(name)
    return isMonth(month) ? month : null
  }
  const since = search.get('since')
  const name = scenarioNameOf(search.get('scenario'))
  const filters = forecastDimensions
    .map((dimension) => [dimension, [...new Set(search.getAll(dimension).filter((value) => value !== ''))]] as const)
    .filter(([, values]) => values.length > 0)
  return {
    metric: forecastMetrics.find((metric) => metric === search.get('metric')) ?? null,
    object: search.get('object') || null,
    month: monthOf('month'),
    view: forecastViews.find((view) => view === search.get('view')) ?? 'monthly',
    since: isDay(since) ? since : null,
    from: monthOf('from'),
    to: monthOf('to'),
    filters: Object.fromEntries(filters),
    scenario: name === null ? null : { name, changed: leversFrom(search) },
    compared: search.has('compared') ? [...new Set((search.get('compared') ?? '').split(' ').map(scenarioNameOf).filter((each) => each !== null))] : null,
  }
}

function scenarioNameOf(text: string | null): ScenarioName | null {
  if (text !== null && /^[1-9]\d{0,14}$/.test(text)) return Number(text)
  return text === 'own' ? text : builtIn.find((name) => name === text) ?? null
}

export function forecastRequest({ metric, filters }: Pick<ForecastState, 'metric' | 'filters'>): ReceiptsForecastRequest {
  return { ...(Object.keys(filters).length === 0 ? {} : { filters }), ...(metric === null || metric === 'receipts' ? {} : { metric }) }
}

/** The same objects and people; what is open belongs to the other numbers. */
export const withMetric = (state: ForecastState, metric: ForecastMetric): ForecastState => ({ ...state, metric, month: null })

/** Another choice of people is another list. */
export function withFilter(state: ForecastState, dimension: string, values: readonly string[]): ForecastState {
  const { [dimension]: _, ...others } = state.filters
  return { ...state, month: null, filters: values.length === 0 ? others : { ...others, [dimension]: values } }
}
