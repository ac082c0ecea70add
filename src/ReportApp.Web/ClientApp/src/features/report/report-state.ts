import type { CellKey, Filters, Language, Month, ReportRequest } from '../../api/types'
import { isMonth } from '../../i18n/format'

/** What the report page shows. The URL is its only home; functions on it are pure. */
export type ReportState = Readonly<{
  from: Month | null
  to: Month | null
  filters: Filters
  /** The cell whose list is open. */
  cell: CellKey | null
  /** Keys of rows that are folded. */
  closed: readonly string[]
  language: Language | null
}>

export const dimensions = ['department', 'manager', 'object'] as const

/** No key of ours and no host's id holds it. */
const cellSeparator = '|'

export const defaultState: ReportState = { from: null, to: null, filters: {}, cell: null, closed: [], language: null }

export function toSearch(state: ReportState): URLSearchParams {
  const search = new URLSearchParams()
  if (state.from !== null) search.set('from', state.from)
  if (state.to !== null) search.set('to', state.to)
  for (const dimension of dimensions) for (const value of state.filters[dimension] ?? []) search.append(dimension, value)
  if (state.cell !== null) search.set('cell', [state.cell.row, state.cell.column, state.cell.measure].join(cellSeparator))
  for (const key of state.closed) search.append('closed', key)
  if (state.language !== null) search.set('lang', state.language)
  return search
}

/** Whatever is not understood counts as absent: an old or a foreign link must still open the report. */
export function fromSearch(search: URLSearchParams): ReportState {
  const month = (name: string) => {
    const value = search.get(name)
    return isMonth(value) ? value : null
  }
  const [from, to] = [month('from'), month('to')]
  const isPeriod = from === null || to === null || from <= to
  const filters = Object.fromEntries(
    dimensions.map((dimension) => [dimension, [...new Set(search.getAll(dimension))]] as const).filter(([, values]) => values.length > 0),
  )
  const language = search.get('lang')
  return {
    from: isPeriod ? from : null,
    to: isPeriod ? to : null,
    filters,
    cell: readCell(search.get('cell')),
    closed: [...new Set(search.getAll('closed'))],
    language: language === 'ru' || language === 'en' ? language : null,
  }
}

function readCell(text: string | null): CellKey | null {
  const [row, column, measure, ...rest] = text?.split(cellSeparator) ?? []
  return row && column && measure && rest.length === 0 ? { row, column, measure } : null
}

/** What of the state decides the numbers; the rest only decides how they are shown. */
export function requestOf(state: ReportState): ReportRequest {
  return {
    ...(state.from === null ? {} : { from: state.from }),
    ...(state.to === null ? {} : { to: state.to }),
    ...(Object.keys(state.filters).length === 0 ? {} : { filters: state.filters }),
  }
}

export function withFilter(state: ReportState, dimension: string, values: readonly string[]): ReportState {
  const { [dimension]: _, ...others } = state.filters
  return { ...state, cell: null, filters: values.length === 0 ? others : { ...others, [dimension]: values } }
}

export function withPeriod(state: ReportState, from: Month | null, to: Month | null): ReportState {
  return { ...state, cell: null, from, to }
}

export function withToggled(state: ReportState, row: string): ReportState {
  return { ...state, closed: state.closed.includes(row) ? state.closed.filter((key) => key !== row) : [...state.closed, row] }
}

export function isNarrowed(state: ReportState): boolean {
  return state.from !== null || state.to !== null || Object.keys(state.filters).length > 0
}
