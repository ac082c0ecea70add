import { expect, test } from 'vitest'
import { fromOutlookSearch, missedOf, numbersOf, outlookDealsRequest, outlookRequest, shareOf, toOutlookSearch, unitOf, valueOf, withOutlookFilter, withRows } from './outlook-state'

test('the address holds the whole view', () => {
  const address = 'by=managers&object=building%3A7&department=5&manager=11&row=manager%3A11&number=before&lang=en'
  const state = fromOutlookSearch(new URLSearchParams(address))
  expect(toOutlookSearch(state, new URLSearchParams(address)).toString()).toBe(address)
  expect(outlookDealsRequest(state)).toEqual({
    rows: 'managers', row: 'manager:11', number: 'before', filters: { object: ['building:7'], department: ['5'], manager: ['11'] },
  })
  expect(outlookRequest(withOutlookFilter(withOutlookFilter(withOutlookFilter(state, 'object', []), 'department', []), 'manager', []))).toEqual({ rows: 'managers' })
})

test('what is not understood counts as absent', () => {
  expect(fromOutlookSearch(new URLSearchParams('by=objects&manager=&row=total&number=plan'))).toEqual({ rows: 'months', filters: {}, opened: null })
  expect(fromOutlookSearch(new URLSearchParams('by=territories&row=none&number=before')).opened).toBeNull()
  expect(fromOutlookSearch(new URLSearchParams('by=sources&row=none&number=open')).opened).toBeNull()
})

test('another side closes the list', () => {
  expect(withRows(fromOutlookSearch(new URLSearchParams('row=total&number=before')), 'sources')).toEqual({ rows: 'sources', filters: {}, opened: null })
})

test('a territory has what is counted of it beside its money', () => {
  const counts = { customers: 5, open: 2, openAmount: 1_000_000, contracts: 6, won: 7, closed: 10, winRate: 0.7 }
  const row = { key: 'total', title: null, plan: null, won: 7_250_000, expected: null, outlook: null, before: null, actual: null, error: null, counts }
  expect(numbersOf('territories').map((number) => [valueOf(row, number), unitOf(number)])).toEqual([
    [5, 'count'], [2, 'count'], [1_000_000, 'money'], [6, 'count'], [7_250_000, 'money'], [0.7, 'percent'], [null, 'money'], [null, 'money'],
  ])
  expect(valueOf({ ...row, counts: null }, 'open')).toBeNull()
})

test('there is no part of nothing', () => {
  expect([shareOf(1, 4), shareOf(1, 0), shareOf(null, 4), shareOf(1, null)]).toEqual([0.25, null, null, null])
})

test('where nothing came of what was expected, what was missed is the money', () => {
  expect(missedOf({ before: 28.3, actual: 0, error: null })).toBe(28.3)
  expect(missedOf({ before: 28.3, actual: 6, error: 3.7 })).toBeNull()
  expect(missedOf({ before: 0, actual: 0, error: null })).toBeNull()
  expect(missedOf({ before: null, actual: 0, error: null })).toBeNull()
})
