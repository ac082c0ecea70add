import { expect, test } from 'vitest'
import { fromSummarySearch, summaryRequest, toSummarySearch, withView } from './summary-state'

test('the address holds the whole view', () => {
  const address = 'from=2026-11-16&to=2026-11-30&manager=12&cell=total%7Ctotal%7Csales_val&lang=en&by=objects&metric=units'
  const state = fromSummarySearch(new URLSearchParams(address))
  expect(toSummarySearch(state).toString()).toBe(address)
  expect(summaryRequest(state)).toEqual({ from: '2026-11-16', to: '2026-11-30', filters: { manager: ['12'] }, rows: 'objects' })
})

test('what is not understood counts as absent', () => {
  const state = fromSummarySearch(new URLSearchParams('by=moon&metric=won'))
  expect([state.view, state.metric]).toEqual(['metrics', 'value'])
  expect(summaryRequest(state)).toEqual({})
})

test('another side closes the list of the former one', () => {
  const opened = fromSummarySearch(new URLSearchParams('cell=manager:11%7Ctotal%7Csales_val&by=people'))
  expect(withView(opened, 'objects').report.cell).toBeNull()
})
