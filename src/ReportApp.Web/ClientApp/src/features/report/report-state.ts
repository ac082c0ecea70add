import type { CellKey, Day, DrillPart, Filters, Language, Month, ReportBasis, ReportRequest, ReportStep } from '../../api/types'
import { isSortedBy, type Sort } from '../../grid/grid-model'
import { isDay, isMonth } from '../../i18n/format'

/** What the report page shows. The URL is its only home; functions on it are pure. */
export type ReportState = Readonly<{
  from: Month | Day | null
  to: Month | Day | null
  filters: Filters
  /** Null: as the report does it by itself. */
  basis: ReportBasis | null
  step: ReportStep | null
  /** Null: in the order of the report. */
  sort: Sort | null
  /** The cell whose list is open. */
  cell: CellKey | null
  /** Keys of rows that are folded, or open where they are folded by themselves. */
  toggled: readonly string[]
  language: Language | null
}>

export const dimensions = ['department', 'manager', 'object', 'pipeline', 'source'] as const

const drillParts: readonly DrillPart[] = ['numerator', 'denominator', 'current', 'previous']

/** Parts of an address; a key made of people's words may hold the separator. */
const joined = (parts: readonly string[]) => parts.map((part) => part.replaceAll('%', '%25').replaceAll('|', '%7C')).join('|')
const partsOf = (text: string | null) => text?.split('|').map((part) => part.replaceAll('%7C', '|').replaceAll('%25', '%')) ?? []

export const defaultState: ReportState = { from: null, to: null, filters: {}, basis: null, step: null, sort: null, cell: null, toggled: [], language: null }

export function toSearch(state: ReportState): URLSearchParams {
  const search = new URLSearchParams()
  if (state.from !== null) search.set('from', state.from)
  if (state.to !== null) search.set('to', state.to)
  for (const dimension of dimensions) for (const value of state.filters[dimension] ?? []) search.append(dimension, value)
  if (state.basis !== null) search.set('basis', state.basis)
  if (state.step !== null) search.set('step', state.step)
  if (state.sort !== null) search.set('sort', joined([state.sort.isDescending ? 'desc' : 'asc', ...(state.sort.by === 'name' ? [] : [state.sort.by.column, state.sort.by.measure])]))
  if (state.cell !== null) search.set('cell', joined([state.cell.row, state.cell.column, state.cell.measure, ...(state.cell.part ? [state.cell.part] : [])]))
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
    basis: search.get('basis') === 'period' ? 'period' : null,
    step: search.get('step') === 'week' ? 'week' : null,
    sort: readSort(search.get('sort')),
    cell: readCell(search.get('cell')),
    toggled: [...new Set(search.getAll('toggled'))],
    language: language === 'ru' || language === 'en' ? language : null,
  }
}

function readSort(text: string | null): Sort | null {
  const [direction, column, measure, ...rest] = partsOf(text)
  if ((direction !== 'asc' && direction !== 'desc') || rest.length > 0 || (column === undefined) !== (measure === undefined)) return null
  return { by: column && measure ? { column, measure } : 'name', isDescending: direction === 'desc' }
}

function readCell(text: string | null): CellKey | null {
  const [row, column, measure, part, ...rest] = partsOf(text)
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
    ...(state.basis === null ? {} : { basis: state.basis }),
    ...(state.step === null ? {} : { step: state.step }),
  }
}

/** Another basis or step has other cells: nothing of the former one stays open or sorted by. */
export function withView(state: ReportState, view: Readonly<{ basis: ReportBasis | null }> | Readonly<{ step: ReportStep | null }>): ReportState {
  return { ...state, ...view, cell: null, sort: null }
}

/** A header pressed once puts the largest first, names from the first letter; twice the other way; three times as the report has it. */
export function withSort(state: ReportState, by: Sort['by']): ReportState {
  const { sort } = state
  const isSame = sort !== null && isSortedBy(sort, by)
  const first = by !== 'name'
  return { ...state, sort: !isSame ? { by, isDescending: first } : sort.isDescending === first ? { by, isDescending: !first } : null }
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
