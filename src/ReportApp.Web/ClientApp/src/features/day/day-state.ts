import type { Day, DayMetric, DayNumber, DayRequest, Month, MonthMap, MonthMapRequest } from '../../api/types'
import { addMonths, isDay } from '../../i18n/format'

export const metrics = ['received', 'processed', 'meetings', 'reservations', 'contracts', 'value', 'receipts'] as const satisfies readonly DayMetric[]
const numbers: readonly DayNumber[] = ['fact', 'toDate', 'plan']

/** One day with all its lines, or one line on every day of the month. */
export const views = ['day', 'month'] as const
export type DayView = (typeof views)[number]

const usualLine: DayMetric = 'receipts'

/** A number that was opened, and which list of it is shown. */
export type OpenedLine = Readonly<{ row: string; metric: DayMetric; number: DayNumber }>

/** What the day shows. The URL is its only home; functions on it are pure. */
export type DayState = Readonly<{
  view: DayView
  /** Which line the month shows. */
  line: DayMetric
  /** Null: today. The month shown is that of the day. */
  date: Day | null
  managers: readonly string[]
  departments: readonly string[]
  opened: OpenedLine | null
}>

export function toDaySearch(state: DayState, kept: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const search = new URLSearchParams()
  if (state.view !== 'day') search.set('view', state.view)
  if (state.date !== null) search.set('date', state.date)
  for (const value of state.departments) search.append('department', value)
  for (const value of state.managers) search.append('manager', value)
  if (state.opened !== null) search.set('row', state.opened.row)
  const line = state.opened?.metric ?? state.line
  if (state.opened !== null || line !== usualLine) search.set('line', line)
  if (state.opened !== null && state.opened.number !== 'fact') search.set('list', state.opened.number)
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
    view: views.find((name) => name === search.get('view')) ?? 'day',
    line: metric ?? usualLine,
    date: isDay(date) ? date : null,
    managers: all('manager'),
    departments: all('department'),
    opened: row === null || row === '' || metric === undefined ? null : { row, metric, number: numbers.find((name) => name === search.get('list')) ?? 'fact' },
  }
}

/** The state in another month than that of the day; of today's month the day is today. */
export function inMonth(state: DayState, shown: Month, by: 1 | -1, today: Day): DayState {
  const month = addMonths(shown, by)
  return { ...state, date: month === today.slice(0, 7) ? null : `${month}-01`, opened: null }
}

const peopleOf = ({ managers, departments }: DayState) => ({ ...(managers.length === 0 ? {} : { managers }), ...(departments.length === 0 ? {} : { departments }) })

export function dayRequest(state: DayState): DayRequest {
  return { ...(state.date === null ? {} : { date: state.date }), ...peopleOf(state) }
}

export function mapRequest(state: DayState): MonthMapRequest {
  return { metric: state.opened?.metric ?? state.line, ...(state.date === null ? {} : { month: state.date.slice(0, 7) }), ...peopleOf(state) }
}

/** The same question in other words, for the month of today need not be named; null: it has no other. */
export function sameMap({ month: named, ...rest }: MonthMapRequest, { month, today }: Pick<MonthMap, 'month' | 'today'>): MonthMapRequest | null {
  return month !== today.slice(0, 7) ? null : named === undefined ? { ...rest, month } : rest
}
