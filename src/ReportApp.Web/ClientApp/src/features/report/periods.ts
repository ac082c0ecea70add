import type { Month } from '../../api/types'
import { addMonths, monthsBetween } from '../../i18n/format'

export type Period = Readonly<{ from: Month; to: Month }>

export const presetNames = ['window', 'month', 'quarter', 'year', 'last12', 'next12'] as const
export type PresetName = (typeof presetNames)[number]

export function preset(name: PresetName, current: Month): Period {
  const year = current.slice(0, 4)
  switch (name) {
    case 'window':
      return { from: addMonths(current, -3), to: addMonths(current, 12) }
    case 'month':
      return { from: current, to: current }
    case 'quarter': {
      const from = addMonths(current, -((Number(current.slice(5, 7)) - 1) % 3))
      return { from, to: addMonths(from, 2) }
    }
    case 'year':
      return { from: `${year}-01`, to: `${year}-12` }
    case 'last12':
      return { from: addMonths(current, -12), to: addMonths(current, -1) }
    case 'next12':
      return { from: addMonths(current, 1), to: addMonths(current, 12) }
  }
}

/** A month, a quarter and a year step by their own length; any other window glides by a month. */
export function stepped(period: Period, direction: 1 | -1): Period {
  const length = monthsBetween(period.from, period.to)
  const month = Number(period.from.slice(5, 7))
  const isWhole = length === 1 || (length === 3 && month % 3 === 1) || (length === 12 && month === 1)
  const by = direction * (isWhole ? length : 1)
  return { from: addMonths(period.from, by), to: addMonths(period.to, by) }
}
