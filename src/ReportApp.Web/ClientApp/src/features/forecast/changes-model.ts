import type { Day, ForecastChangesRequest, ForecastMove, ForecastMovement, Month } from '../../api/types'
import { addDays, addMonths } from '../../i18n/format'
import { addUp } from './forecast-model'
import { forecastRequest, type ForecastState } from './forecast-state'

/** Days back; the last is the farthest that can be asked for. */
export const lookBacks = [7, 30, 90, 180] as const
const usual = 30
const farthest = 180
const shown = 3
const forecastMonths = 12

export type ChangesPeriod = Readonly<{ since: Day; from: Month; to: Month }>

/** What can be asked for: a day before today, and months that were forecast then. */
export function boundsOf(today: Day, since: Day): Readonly<{ first: Day; last: Day; from: Month; to: Month }> {
  const month = since.slice(0, 7)
  return { first: addDays(today, -farthest), last: addDays(today, -1), from: month, to: addMonths(month, forecastMonths - 1) }
}

const within = (value: string, least: string, most: string) => (value < least ? least : value > most ? most : value)

/** What is chosen, as far as it can be asked for; the rest is a month back, and the current month with the two after it. */
export function changesPeriod({ since, from, to }: Pick<ForecastState, 'since' | 'from' | 'to'>, today: Day): ChangesPeriod {
  const day = within(since ?? addDays(today, -usual), addDays(today, -farthest), addDays(today, -1))
  const bounds = boundsOf(today, day)
  const begin = within(from ?? today.slice(0, 7), bounds.from, bounds.to)
  return { since: day, from: begin, to: within(to ?? addMonths(begin, shown - 1), begin, bounds.to) }
}

export function changesRequest(row: string, period: ChangesPeriod, state: ForecastState): ForecastChangesRequest {
  return { row, ...period, ...forecastRequest(state) }
}

/** One bar of the waterfall: from where the money stood to where a reason brought it. */
export type Step = Readonly<{ move: ForecastMove; from: number; to: number }>

export function stepsOf({ before, reasons }: ForecastMovement): readonly Step[] {
  let level = before
  return reasons.map((move) => {
    const from = level
    level = addUp([level, move.amount])
    return { move, from, to: level }
  })
}

/** Whether the former sum and the reasons come to the present one. */
export const addsUp = (movement: ForecastMovement): boolean => (stepsOf(movement).at(-1)?.to ?? movement.before) === movement.after

/**
 * Where the bars begin and end. They begin at nothing, unless what moved could not be seen beside the whole: then the whole is cut short.
 */
export function scaleOf(movement: ForecastMovement): Readonly<{ least: number; most: number; isCut: boolean }> {
  const levels = [movement.before, movement.after, ...stepsOf(movement).map(({ to }) => to)]
  const [lowest, highest] = [Math.min(...levels), Math.max(...levels)]
  const isCut = lowest > (highest * 2) / 3 && highest > lowest
  return { least: isCut ? lowest - (highest - lowest) / 3 : Math.min(0, lowest), most: Math.max(0, highest), isCut }
}
