import type { BoardRequest, Month } from '../../api/types'
import { isMonth } from '../../i18n/format'

/** What the plan board shows. The URL is its only home; functions on it are pure. */
export type BoardState = Readonly<{
  /** Null: the current one. */
  month: Month | null
  managers: readonly string[]
  departments: readonly string[]
  /** Keys of rows whose deals are shown. */
  open: readonly string[]
  /** Only deals without an entry. */
  unplanned: boolean
}>

export function toBoardSearch(state: BoardState, kept: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const search = new URLSearchParams()
  if (state.month !== null) search.set('month', state.month)
  for (const value of state.departments) search.append('department', value)
  for (const value of state.managers) search.append('manager', value)
  for (const key of state.open) search.append('open', key)
  if (state.unplanned) search.set('unplanned', '1')
  const language = kept.get('lang')
  if (language !== null) search.set('lang', language)
  return search
}

/** Whatever is not understood counts as absent: an old or a foreign link must still open the board. */
export function fromBoardSearch(search: URLSearchParams): BoardState {
  const month = search.get('month')
  const all = (name: string) => [...new Set(search.getAll(name).filter((value) => value !== ''))]
  return {
    month: isMonth(month) ? month : null,
    managers: all('manager'),
    departments: all('department'),
    open: all('open'),
    unplanned: search.get('unplanned') === '1',
  }
}

export function boardRequest(state: BoardState): BoardRequest {
  return {
    ...(state.month === null ? {} : { month: state.month }),
    ...(state.managers.length === 0 ? {} : { managers: state.managers }),
    ...(state.departments.length === 0 ? {} : { departments: state.departments }),
  }
}

export function withOpen(state: BoardState, row: string): BoardState {
  return { ...state, open: state.open.includes(row) ? state.open.filter((key) => key !== row) : [...state.open, row] }
}
