import { expect, test } from 'vitest'
import { defaultState, fromSearch, requestOf, type ReportState, toSearch, withFilter, withToggled } from './report-state'

const full: ReportState = {
  from: '2026-08',
  to: '2027-11',
  filters: { manager: ['17', 'd1'], object: ['complex:1'] },
  cell: { row: 'complex:12/none', column: '2026-11', measure: 'receipts' },
  closed: ['complex:1', 'complex:2'],
  language: 'en',
}

test('the address holds the whole view', () => {
  expect(fromSearch(new URLSearchParams(toSearch(full).toString()))).toEqual(full)
  expect(toSearch(defaultState).toString()).toBe('')
})

test('what is not understood counts as absent', () => {
  expect(fromSearch(new URLSearchParams('from=2026-13&to=x&cell=a|b&lang=de&other=1'))).toEqual(defaultState)
  expect(fromSearch(new URLSearchParams('from=2027-01&to=2026-01'))).toEqual(defaultState)
})

test('only what decides the numbers is asked for', () => {
  expect(requestOf(full)).toEqual({ from: '2026-08', to: '2027-11', filters: full.filters })
  expect(requestOf(defaultState)).toEqual({})
})

test('a changed filter closes the list, and an empty one leaves', () => {
  const changed = withFilter(full, 'manager', [])
  expect(changed.cell).toBeNull()
  expect(changed.filters).toEqual({ object: ['complex:1'] })
})

test('folding twice is no folding', () => {
  expect(withToggled(withToggled(full, 'complex:9'), 'complex:9')).toEqual(full)
})
