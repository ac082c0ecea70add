import type { Filters, OutlookDealsRequest, OutlookNumber, OutlookRows, SalesOutlookRequest, SalesOutlookRow } from '../../api/types'

export const outlookRows = ['months', 'managers', 'sources', 'territories'] as const satisfies readonly OutlookRows[]

const sums = ['won', 'expected', 'outlook', 'before', 'actual'] as const satisfies readonly OutlookNumber[]
const territoryNumbers = ['customers', 'open', 'openAmount', 'contracts', 'won', 'winRate', 'expected', 'outlook'] as const satisfies readonly OutlookNumber[]

/** The numbers of these rows, in the order of their columns. */
export const numbersOf = (rows: OutlookRows): readonly OutlookNumber[] => (rows === 'territories' ? territoryNumbers : sums)

/** Null: there is none. */
export function valueOf({ counts, ...row }: SalesOutlookRow, number: OutlookNumber): number | null {
  switch (number) {
    case 'customers':
    case 'open':
    case 'openAmount':
    case 'contracts':
    case 'winRate':
      return counts?.[number] ?? null
    default:
      return row[number]
  }
}

/** What was expected where nothing came, so that no share of it can be told; null: a share can be, or nothing was expected. */
export const missedOf = ({ error, before, actual }: Pick<SalesOutlookRow, 'error' | 'before' | 'actual'>): number | null =>
  error === null && actual === 0 && before !== null && before !== 0 ? before : null

export function unitOf(number: OutlookNumber): 'money' | 'count' | 'percent' {
  if (number === 'winRate') return 'percent'
  return number === 'customers' || number === 'open' || number === 'contracts' ? 'count' : 'money'
}

/** What can be narrowed by. */
export const outlookDimensions = ['object', 'department', 'manager'] as const

/** What the screen shows. The URL is its only home; functions on it are pure. */
export type OutlookState = Readonly<{
  /** What stands down the side. */
  rows: OutlookRows
  filters: Filters
  /** The number whose deals are listed. */
  opened: Readonly<{ row: string; number: OutlookNumber }> | null
}>

export function toOutlookSearch({ rows, filters, opened }: OutlookState, kept: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const search = new URLSearchParams()
  if (rows !== 'months') search.set('by', rows)
  for (const dimension of outlookDimensions) for (const value of filters[dimension] ?? []) search.append(dimension, value)
  if (opened !== null) {
    search.set('row', opened.row)
    search.set('number', opened.number)
  }
  const language = kept.get('lang')
  if (language !== null) search.set('lang', language)
  return search
}

/** Whatever is not understood counts as absent: an old or a foreign link must still open the screen. */
export function fromOutlookSearch(search: URLSearchParams): OutlookState {
  const filters = outlookDimensions
    .map((dimension) => [dimension, [...new Set(search.getAll(dimension).filter((value) => value !== ''))]] as const)
    .filter(([, values]) => values.length > 0)
  const rows = outlookRows.find((each) => each === search.get('by')) ?? 'months'
  const [row, number] = [search.get('row'), numbersOf(rows).find((each) => each === search.get('number'))]
  return {
    rows,
    filters: Object.fromEntries(filters),
    opened: row && number !== undefined ? { row, number } : null,
  }
}

export function outlookRequest({ rows, filters }: OutlookState): SalesOutlookRequest {
  return { rows, ...(Object.keys(filters).length === 0 ? {} : { filters }) }
}

/** Null: no list is open. */
export function outlookDealsRequest(state: OutlookState): OutlookDealsRequest | null {
  return state.opened === null ? null : { ...outlookRequest(state), ...state.opened }
}

/** Another side has other rows. */
export const withRows = (state: OutlookState, rows: OutlookRows): OutlookState => ({ ...state, rows, opened: null })

/** Another choice is another list. */
export function withOutlookFilter(state: OutlookState, dimension: string, values: readonly string[]): OutlookState {
  const { [dimension]: _, ...others } = state.filters
  return { ...state, opened: null, filters: values.length === 0 ? others : { ...others, [dimension]: values } }
}

/** A part of the whole; null where there is no whole. */
export const shareOf = (value: number | null, whole: number | null): number | null => (value === null || !whole ? null : value / whole)
