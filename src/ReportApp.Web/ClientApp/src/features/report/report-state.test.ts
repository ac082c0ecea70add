import { expect, test } from 'vitest'
import { defaultState, fromSearch, requestOf, type ReportState, toSearch, withFilter, withSort, withToggled, withView } from './report-state'

const full: ReportState = {
  from: '2026-08',
  to: '2027-11',
  filters: { manager: ['17', 'd1'], object: ['complex:1'] },
  basis: null,
  step: 'week',
  sort: { by: { column: '2026-11', measure: 'receipts' }, isDescending: true },
  cell: { row: 'complex:12/none', column: '2026-11', measure: 'receipts' },
  toggled: ['complex:1', 'complex:2'],
  language: 'en',
}

test('the address holds the whole view', () => {
  expect(fromSearch(new URLSearchParams(toSearch(full).toString()))).toEqual(full)
  expect(toSearch(defaultState).toString()).toBe('')
})

test('the address holds days and the chosen list of a ratio', () => {
  const state: ReportState = { ...full, from: '2026-11-01', to: '2026-11-15', cell: { row: 'total', column: 'total', measure: 'win_rate', part: 'denominator' } }
  expect(fromSearch(new URLSearchParams(toSearch(state).toString()))).toEqual(state)
  expect(fromSearch(new URLSearchParams('from=2026-02-30&to=2026-11'))).toEqual({ ...defaultState, to: '2026-11' })
  expect(fromSearch(new URLSearchParams('from=2026-11-01&to=2026-12&cell=a|b|c|d'))).toEqual(defaultState)
})

test('a row made of people’s words keeps its list, whatever they wrote', () => {
  const state: ReportState = { ...full, cell: { row: 'word:A|B 100%7C', column: '2026-11', measure: 'receipts' } }
  expect(fromSearch(new URLSearchParams(toSearch(state).toString()))).toEqual(state)
})

test('what is not understood counts as absent', () => {
  expect(fromSearch(new URLSearchParams('from=2026-13&to=x&cell=a|b&lang=de&other=1'))).toEqual(defaultState)
  expect(fromSearch(new URLSearchParams('from=2027-01&to=2026-01'))).toEqual(defaultState)
})

test('only what decides the numbers is asked for', () => {
  expect(requestOf(full)).toEqual({ from: '2026-08', to: '2027-11', filters: full.filters, step: 'week' })
  expect(requestOf(defaultState)).toEqual({})
})

test('a changed filter closes the list, and an empty one leaves', () => {
  const changed = withFilter(full, 'manager', [])
  expect(changed.cell).toBeNull()
  expect(changed.filters).toEqual({ object: ['complex:1'] })
})

test('a header pressed three times is as it was', () => {
  const by = { column: 'total', measure: 'reach' }
  const once = withSort(defaultState, by)
  const twice = withSort(once, { ...by })
  expect([once.sort?.isDescending, twice.sort?.isDescending, withSort(twice, by).sort]).toEqual([true, false, null])
  expect(withSort(once, 'name').sort).toEqual({ by: 'name', isDescending: false })
  expect(withSort(withSort(once, 'name'), 'name').sort).toEqual({ by: 'name', isDescending: true })
})

test('the address holds the order, also that by name', () => {
  const state: ReportState = { ...defaultState, sort: { by: 'name', isDescending: false }, basis: 'period' }
  expect(fromSearch(toSearch(state))).toEqual(state)
  expect(fromSearch(new URLSearchParams('sort=up|total|reach&basis=month&step=day'))).toEqual(defaultState)
})

test('another basis closes the list and its order', () => {
  expect(withView(full, { basis: 'period' })).toEqual({ ...full, basis: 'period', cell: null, sort: null })
})

test('folding twice is no folding', () => {
  expect(withToggled(withToggled(full, 'complex:9'), 'complex:9')).toEqual(full)
})
