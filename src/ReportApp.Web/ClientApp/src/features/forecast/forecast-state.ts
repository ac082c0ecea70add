import type { Filters, Month, ReceiptsForecastRequest } from '../../api/types'
import { isMonth } from '../../i18n/format'

/** What the forecast shows. The URL is its only home; functions on it are pure. */
export type ForecastState = Readonly<{
  /** Key of a row; null: all objects together. */
  object: string | null
  /** Whose list of deals is open. */
  month: Month | null
  isCumulative: boolean
  filters: Filters
}>

/** Objects are chosen in the list, not by a filter. */
export const forecastDimensions = ['department', 'manager'] as const

export function toForecastSearch(state: ForecastState, kept: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const search = new URLSearchParams()
  if (state.object !== null) search.set('object', state.object)
  if (state.month !== null) search.set('month', state.month)
  if (state.isCumulative) search.set('view', 'cumulative')
  for (const dimension of forecastDimensions) for (const value of state.filters[dimension] ?? []) search.append(dimension, value)
  const language = kept.get('lang')
  if (language !== null) search.set('lang', language)
  return search
}

/** Whatever is not understood counts as absent: an old or a foreign link must still open the forecast. */
export function fromForecastSearch(search: URLSearchParams): ForecastState {
  const month = search.get('month')
  const filters = forecastDimensions
    .map((dimension) => [dimension, [...new Set(search.getAll(dimension).filter((value) => value !== ''))]] as const)
    .filter(([, values]) => values.length > 0)
  return {
    object: search.get('object') || null,
    month: isMonth(month) ? month : null,
    isCumulative: search.get('view') === 'cumulative',
    filters: Object.fromEntries(filters),
  }
}

export function forecastRequest({ filters }: ForecastState): ReceiptsForecastRequest {
  return Object.keys(filters).length === 0 ? {} : { filters }
}

/** Another choice of people is another list. */
export function withFilter(state: ForecastState, dimension: string, values: readonly string[]): ForecastState {
  const { [dimension]: _, ...others } = state.filters
  return { ...state, month: null, filters: values.length === 0 ? others : { ...others, [dimension]: values } }
}
