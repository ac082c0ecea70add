import type { Day, DayMetric, DayNumber, DayRequest } from '../../api/types'
import { isDay } from '../../i18n/format'

export const metrics = ['received', 'processed', 'meetings', 'reservations', 'contracts', 'value', 'receipts'] as const satisfies readonly DayMetric[]
const numbers: readonly DayNumber[] = ['fact', 'toDate', 'plan']

/** A number that was opened, and which list of it is shown. */
export type OpenedLine = Readonly<{ row: string; metric: DayMetric; number: DayNumber }>

/** What the day shows. The URL is its only home; functions on it are pure. */
export type DayState = Readonly<{
  /** Null: today. */
  date: Day | null
  managers: readonly string[]
  departments: readonly string[]
  opened: OpenedLine | null
}>

export function toDaySearch(state: DayState, kept: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const search = new URLSearchParams()
  if (state.date !== null) search.set('date', state.date)
  for (const value of state.departments) search.append('department', value)
  for (const value of state.managers) search.append('manager', value)
  if (state.opened !== null) {
    search.set('row', state.opened.row)
    search.set('line', state.opened.metric)
    if (state.opened.number !== 'fact') search.set('list', state.opened.number)
  }
  const language = kept.get('lang')
  if (language !== null) search.set('lang', language)
  return search
}

/** Whatever is not understood counts as absent: an old or a foreign link must still open the day. */
export function fromDaySearch(search: URLSearchParams): DayState {
  const date = search.get('date')
  const row = search.get('row')
  const metric = metrics.find((name) => name === search.get('line'))
  const all = (name: string) => [...new Set(search.getAll(name).filter((value) => value !== ''))]
  return {
    date: isDay(date) ? date : null,
    managers: all('manager'),
    departments: all('department'),
    opened: row === null || row === '' || metric === undefined ? null : { row, metric, number: numbers.find((name) => name === search.get('list')) ?? 'fact' },
  }
}

export function dayRequest(state: DayState): DayRequest {
  return {
    ...(state.date === null ? {} : { date: state.date }),
    ...(state.managers.length === 0 ? {} : { managers: state.managers }),
    ...(state.departments.length === 0 ? {} : { departments: state.departments }),
  }
}
