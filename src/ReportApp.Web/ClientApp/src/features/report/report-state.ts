import type { CellKey, Day, DrillPart, Filters, Language, Month, ReportRequest } from '../../api/types'
import { isDay, isMonth } from '../../i18n/format'

/** What the report page shows. The URL is its only home; functions on it are pure. */
export type ReportState = Readonly<{
  from: Month | Day | null
  to: Month | Day | null
  filters: Filters
  /** The cell whose list is open. */
  cell: CellKey | null
  /** Keys of rows that are folded, or open where they are folded by themselves. */
  toggled: readonly string[]
  language: Language | null
}>

export const dimensions = ['department', 'manager', 'object', 'source'] as const

const drillParts: readonly DrillPart[] = ['numerator', 'denominator', 'current', 'previous']

/** No key of ours and no host's id holds it. */
const cellSeparator = '|'

export const defaultState: ReportState = { from: null, to: null, filters: {}, cell: null, toggled: [], language: null }

export function toSearch(state: ReportState): URLSearchParams {
  const search = new URLSearchParams()
  if (state.from !== null) search.set('from', state.from)
  if (state.to !== null) search.set('to', state.to)
  for (const dimension of dimensions) for (const value of state.filters[dimension] ?? []) search.append(dimension, value)
  if (state.cell !== null) search.set('cell', [state.cell.row, state.cell.column, state.cell.measure, ...(state.cell.part ? [state.cell.part] : [])].join(cellSeparator))
  for (const key of state.toggled) search.append('toggled', key)
  if (state.language !== null) search.set('lang', state.language)
  return search
}

/** Whatever is not understood counts as absent: an old or a foreign link must still open the report. */
export function fromSearch(search: URLSearchParams): ReportState {
  const bound = (name: string) => {
    const value = search.get(name)
    return isMonth(value) || isDay(value) ? value : null
  }
  const [from, to] = [bound('from'), bound('to')]
  const isPeriod = from === null || to === null || (from <= to && from.length === to.length)
  const filters = Object.fromEntries(
    dimensions.map((dimension) => [dimension, [...new Set(search.getAll(dimension))]] as const).filter(([, values]) => values.length > 0),
  )
  const language = search.get('lang')
  return {
    from: isPeriod ? from : null,
    to: isPeriod ? to : null,
    filters,
    cell: readCell(search.get('cell')),
    toggled: [...new Set(search.getAll('toggled'))],
    language: language === 'ru' || language === 'en' ? language : null,
  }
}

function readCell(text: string | null): CellKey | null {
  const [row, column, measure, part, ...rest] = text?.split(cellSeparator) ?? []
  const known = drillParts.find((one) => one === part)
  if (!row || !column || !measure || rest.length > 0 || (part !== undefined && known === undefined)) return null
  return known === undefined ? { row, column, measure } : { row, column, measure, part: known }
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

export function withPeriod(state: ReportState, from: Month | Day | null, to: Month | Day | null): ReportState {
  return { ...state, cell: null, from, to }
}

export function withToggled(state: ReportState, row: string): ReportState {
  return { ...state, toggled: state.toggled.includes(row) ? state.toggled.filter((key) => key !== row) : [...state.toggled, row] }
}

export function isNarrowed(state: ReportState): boolean {
  return state.from !== null || state.to !== null || Object.keys(state.filters).length > 0
}
