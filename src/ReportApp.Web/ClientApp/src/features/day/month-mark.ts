import type { Day, MonthMap, MonthMapCell } from '../../api/types'

/** How a cell of the month stands: at days off and days to come nothing is missing yet. */
export type Mark = 'done' | 'part' | 'none' | 'today' | 'extra' | 'off' | 'upcoming' | 'idle'

export function markOf({ date, fact, plan, isDayOff }: MonthMapCell, today: Day): Mark {
  if (isDayOff && fact === 0) return 'off'
  if (fact === 0 && date > today) return 'upcoming'
  if (plan === null || plan <= 0) return fact === 0 ? 'idle' : 'extra'
  if (fact >= plan) return 'done'
  if (date >= today) return 'today'
  return fact > 0 ? 'part' : 'none'
}

/** How many inquiries will wait on a day to come nobody knows: today's are no plan of it. */
export const planOf = ({ date, plan }: MonthMapCell, { metric, today }: Pick<MonthMap, 'metric' | 'today'>): number | null => (metric === 'processed' && date > today ? null : plan)
