import type { Day, Month } from '../../api/types'
import { addDays, addMonths, daysBetween, isMonth, lastDay, monthsBetween } from '../../i18n/format'

/** Months, or days in a report without months; both included. */
export type Period = Readonly<{ from: Month | Day; to: Month | Day }>

export const presetNames = {
  months: ['window', 'month', 'quarter', 'year', 'last12', 'next12'],
  days: ['month', 'lastMonth', 'half', 'quarter', 'lastQuarter', 'year', 'week', 'lastWeek'],
} as const
export type PresetName = (typeof presetNames)['months' | 'days'][number]

/** @returns whole months, or days where the preset is a week */
export function preset(name: PresetName, today: Day): Period {
  const current = today.slice(0, 7)
  const year = today.slice(0, 4)
  const quarter = addMonths(current, -((Number(current.slice(5, 7)) - 1) % 3))
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7))
  switch (name) {
    case 'window':
      return { from: addMonths(current, -3), to: addMonths(current, 12) }
    case 'month':
      return { from: current, to: current }
    case 'lastMonth':
      return { from: addMonths(current, -1), to: addMonths(current, -1) }
    case 'quarter':
      return { from: quarter, to: addMonths(quarter, 2) }
    case 'lastQuarter':
      return { from: addMonths(quarter, -3), to: addMonths(quarter, -1) }
    case 'year':
      return { from: `${year}-01`, to: `${year}-12` }
    case 'last12':
      return { from: addMonths(current, -12), to: addMonths(current, -1) }
    case 'next12':
      return { from: addMonths(current, 1), to: addMonths(current, 12) }
    case 'half':
      return halfOf(today)
    case 'week':
      return { from: monday, to: addDays(monday, 6) }
    case 'lastWeek':
      return { from: addDays(monday, -7), to: addDays(monday, -1) }
  }
}

export function inDays({ from, to }: Period): Period {
  return { from: isMonth(from) ? `${from}-01` : from, to: isMonth(to) ? lastDay(to) : to }
}

/** The first fifteen days of a month, or the others. */
function halfOf(day: Day): Period {
  const month = day.slice(0, 7)
  return day.slice(8) <= '15' ? { from: `${month}-01`, to: `${month}-15` } : { from: `${month}-16`, to: lastDay(month) }
}

/** A month, a quarter and a year step by their own length, and so do halves of a month and days; any other window of months glides by a month. */
export function stepped(period: Period, direction: 1 | -1): Period {
  if (!isMonth(period.from) || !isMonth(period.to)) {
    const months = { from: period.from.slice(0, 7), to: period.to.slice(0, 7) }
    const whole = inDays(months)
    if (whole.from === period.from && whole.to === period.to) return inDays(stepped(months, direction))
    const half = halfOf(period.from)
    if (half.from === period.from && half.to === period.to) return halfOf(direction === 1 ? addDays(half.to, 1) : addDays(half.from, -1))
    const days = direction * daysBetween(period.from, period.to)
    return { from: addDays(period.from, days), to: addDays(period.to, days) }
  }
  const length = monthsBetween(period.from, period.to)
  const month = Number(period.from.slice(5, 7))
  const isWhole = length === 1 || (length === 3 && month % 3 === 1) || (length === 12 && month === 1)
  const by = direction * (isWhole ? length : 1)
  return { from: addMonths(period.from, by), to: addMonths(period.to, by) }
}
