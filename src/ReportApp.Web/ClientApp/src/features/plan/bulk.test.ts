import { expect, test } from 'vitest'
import type { PlanEntryView, PlanValues, WriteState } from '../../api/types'
import { endOf, newestSince } from './bulk'

const plan = (amount: number): PlanValues => ({ entryId: `e${amount}`, amount: { amount, currency: 'RUB' }, month: '2026-12', managerId: '11', metric: 'receipts', status: 'committed' })

function entry(id: string, values: PlanValues | null, state: WriteState, createdAt = '2026-11-18T07:00:00+00:00', dealId = '100'): PlanEntryView {
  return {
    id, dealId, values, previous: null, authorId: '10', createdAt, comment: null, canUndo: false, fate: 'open', fateAt: null, replacedBy: null,
    write: { operationId: id, state, changedAt: createdAt, nextAttemptAt: null, reason: null, hostMessage: null, theirs: null, theirsBy: null, theirsAt: null },
  }
}

const known = (...entries: PlanEntryView[]) => Object.fromEntries(entries.map((one) => [one.id, one]))
const saved = entry('a', plan(500), 'queued')

const ends = (...entries: PlanEntryView[]) => endOf(saved, newestSince(saved, known(...entries)))

test('A row that was saved says how its own entry stands', () => {
  expect(ends()).toBe('waiting')
  expect(ends(entry('a', plan(500), 'confirmed'))).toBe('saved')
  expect(ends(entry('a', plan(500), 'cancelled'))).toBe('takenBack')
  for (const state of ['conflict', 'blocked', 'rejected', 'dead'] as const) expect(ends(entry('a', plan(500), state))).toBe('stuck')
})

test('After undo it says that of the undo, and after the undo of that it is saved again', () => {
  const confirmed = entry('a', plan(500), 'confirmed')
  const later = '2026-11-18T07:00:00.25+00:00'
  expect(ends(confirmed, entry('b', null, 'sent', later))).toBe('waiting')
  expect(ends(confirmed, entry('b', null, 'confirmed', later))).toBe('takenBack')
  expect(ends(confirmed, entry('b', plan(300), 'confirmed', later))).toBe('takenBack')
  // An undo that was withdrawn before it was sent has changed nothing.
  expect(ends(confirmed, entry('b', null, 'cancelled', later))).toBe('saved')
  expect(ends(confirmed, entry('b', null, 'confirmed', later), entry('c', { ...plan(500), entryId: 'a' }, 'confirmed', '2026-11-18T07:00:03+00:00'))).toBe('saved')
})

test('What was said before, or of other deals, does not count', () => {
  const confirmed = entry('a', plan(500), 'confirmed')
  expect(ends(confirmed, entry('0', null, 'confirmed', '2026-11-18T06:59:59+00:00'))).toBe('saved')
  expect(ends(confirmed, entry('z', null, 'confirmed', '2026-11-18T08:00:00+00:00', '101'))).toBe('saved')
})
