import { isMoving } from '../../api/queries'
import type { PlanEntryView, PlanValues, WriteState } from '../../api/types'

/** The most deals that one bulk takes. */
export const mostInBulk = 200

/** A report whose filters name the people of a plan. */
export const peopleReport = 'sales-by-owner'

/** What has become of a row that was saved: in the CRM, on its way, taken back, or waiting for a person. */
export type RowEnd = 'saved' | 'waiting' | 'takenBack' | 'stuck'

const withoutEffect: ReadonlySet<WriteState> = new Set(['cancelled', 'superseded'])

/** The newest entry of the deal since it was saved: undo is an entry of its own. */
export function newestSince(saved: PlanEntryView, known: Readonly<Record<string, PlanEntryView>>): PlanEntryView {
  const first = known[saved.id] ?? saved
  const since = Date.parse(saved.createdAt)
  return Object.values(known)
    .filter((entry) => entry.dealId === saved.dealId && entry.id !== saved.id && Date.parse(entry.createdAt) >= since && !withoutEffect.has(entry.write.state))
    .reduce((newest, entry) => (newest === first || Date.parse(entry.createdAt) >= Date.parse(newest.createdAt) ? entry : newest), first)
}

export function endOf(saved: PlanEntryView, newest: PlanEntryView): RowEnd {
  const { state } = newest.write
  if (isMoving(newest)) return 'waiting'
  if (state === 'cancelled') return 'takenBack'
  return state !== 'confirmed' ? 'stuck' : isSame(saved.values, newest.values) ? 'saved' : 'takenBack'
}

const isSame = (one: PlanValues | null, other: PlanValues | null) =>
  one === null || other === null
    ? one === other
    : one.amount.amount === other.amount.amount && one.amount.currency === other.amount.currency && one.month === other.month && one.managerId === other.managerId
