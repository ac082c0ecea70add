import { expect, test } from 'vitest'
import { type Mark, markOf, planOf } from './month-mark'

const cases: readonly (readonly [string, string, number, number | null, boolean, Mark])[] = [
  ['as much as was planned', '2026-11-17', 2, 2, false, 'done'],
  ['less than was planned', '2026-11-17', 1, 2, false, 'part'],
  ['nothing of what was planned', '2026-11-17', 0, 2, false, 'none'],
  ['more given back than received', '2026-11-17', -5, 2, false, 'none'],
  ['today is not over', '2026-11-18', 0, 2, false, 'today'],
  ['today is done', '2026-11-18', 2, 2, false, 'done'],
  ['a day to come', '2026-11-19', 0, 2, false, 'upcoming'],
  ['money dated ahead', '2026-11-19', 1, 2, false, 'today'],
  ['a day off', '2026-11-15', 0, 0, true, 'off'],
  ['a day off to come', '2026-11-22', 0, 0, true, 'off'],
  ['something on a day off', '2026-11-15', 1, 0, true, 'extra'],
  ['something that nobody planned', '2026-11-17', 1, null, false, 'extra'],
  ['nothing planned and nothing done', '2026-11-17', 0, null, false, 'idle'],
]

test.each(cases)('%s', (_, date, fact, plan, isDayOff, mark) => {
  expect(markOf({ date, fact, plan, isDayOff }, '2026-11-18')).toBe(mark)
})

test('What waits today is no plan of the days to come', () => {
  const cell = { date: '2026-11-19', fact: 0, plan: 25, isDayOff: false }
  expect(planOf(cell, { metric: 'processed', today: '2026-11-18' })).toBeNull()
  expect(planOf(cell, { metric: 'processed', today: '2026-11-19' })).toBe(25)
  expect(planOf(cell, { metric: 'meetings', today: '2026-11-18' })).toBe(25)
})
