import type { DayMetric, FunnelMonthRequest, Month } from '../../api/types'
import { isMonth } from '../../i18n/format'

export const steps = ['received', 'meetings', 'reservations', 'contracts'] as const satisfies readonly DayMetric[]
export type Step = (typeof steps)[number]

/** Which list of a ratio is shown: how many of the step there were, or how many sales. */
export const parts = ['numerator', 'denominator'] as const
export type Part = (typeof parts)[number]

/** Step that may have a target of its own; all follows from the contracts. */
export const hasOwnTarget = (step: DayMetric): boolean => step !== 'contracts'

/** A step of a row that was opened. */
export type OpenedStep = Readonly<{ row: string; step: Step; part: Part }>

/** What the month shows. The URL is its only home; functions on it are pure. */
export type FunnelState = Readonly<{
  /** Null: the current one. */
  month: Month | null
  managers: readonly string[]
  departments: readonly string[]
  opened: OpenedStep | null
}>

export function toFunnelSearch(state: FunnelState, kept: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const search = new URLSearchParams()
  if (state.month !== null) search.set('month', state.month)
  for (const value of state.departments) search.append('department', value)
  for (const value of state.managers) search.append('manager', value)
  if (state.opened !== null) {
    search.set('row', state.opened.row)
    search.set('step', state.opened.step)
    if (state.opened.part !== 'numerator') search.set('part', state.opened.part)
  }
  const language = kept.get('lang')
  if (language !== null) search.set('lang', language)
  return search
}

/** Whatever is not understood counts as absent: an old or a foreign link must still open the month. */
export function fromFunnelSearch(search: URLSearchParams): FunnelState {
  const [month, row] = [search.get('month'), search.get('row')]
  const step = steps.find((name) => name === search.get('step'))
  const all = (name: string) => [...new Set(search.getAll(name).filter((value) => value !== ''))]
  return {
    month: isMonth(month) ? month : null,
    managers: all('manager'),
    departments: all('department'),
    opened: row === null || row === '' || step === undefined ? null : { row, step, part: parts.find((name) => name === search.get('part')) ?? 'numerator' },
  }
}

export function funnelRequest({ month, managers, departments }: FunnelState): FunnelMonthRequest {
  return { ...(month === null ? {} : { month }), ...(managers.length === 0 ? {} : { managers }), ...(departments.length === 0 ? {} : { departments }) }
}
