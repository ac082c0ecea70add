import { expect, test } from 'vitest'
import type { PlanValues } from '../../api/types'
import { mayTakeOut, takingOut } from './take-out'

const current: PlanValues = { entryId: 'e1', amount: { amount: 500, currency: 'RUB' }, month: '2026-12', managerId: '11', metric: 'receipts', status: 'committed' }
const plan = { dealId: '100', currentMonth: '2026-11', suggestedManagerId: '12', managers: [{ id: '11', name: 'Иванов', isActive: true }, { id: '12', name: 'Южная', isActive: true }] }

test('A plan is taken out by a command of nothing on what stands in the deal', () => {
  expect(takingOut(plan, current)).toEqual({ dealId: '100', base: current, amount: 0, month: '2026-12', managerId: '11', metric: 'receipts', comment: null })
})

test('The plan of a month that is over, or of who has left, is taken out now and by who may plan', () => {
  const { month, managerId } = takingOut(plan, { ...current, month: '2026-09', managerId: '14' })
  expect([month, managerId]).toEqual(['2026-11', '12'])
})

test('Without a plan, of a lost deal and in a locked month nothing is taken out', () => {
  expect(mayTakeOut({ current, isLost: false, lockedMonths: ['2027-01'] })).toBe(true)
  expect(mayTakeOut({ current: null, isLost: false, lockedMonths: [] })).toBe(false)
  expect(mayTakeOut({ current, isLost: true, lockedMonths: [] })).toBe(false)
  expect(mayTakeOut({ current, isLost: false, lockedMonths: ['2026-12'] })).toBe(false)
})
