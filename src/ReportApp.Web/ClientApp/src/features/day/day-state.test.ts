import { expect, test } from 'vitest'
import { type DayState, dayRequest, fromDaySearch, toDaySearch } from './day-state'

const state: DayState = { date: '2026-11-17', managers: ['11', '12'], departments: ['5'], opened: { row: 'manager:11', metric: 'reservations', number: 'toDate' } }

test('The address holds the whole state', () => {
  expect(fromDaySearch(toDaySearch(state))).toEqual(state)
  expect(toDaySearch(state, new URLSearchParams('lang=en&other=1')).get('lang')).toBe('en')
})

test('What is not understood counts as absent', () => {
  expect(fromDaySearch(new URLSearchParams('date=2026-02-30&row=manager:11&line=calls'))).toEqual({ date: null, managers: [], departments: [], opened: null })
  expect(fromDaySearch(new URLSearchParams('row=manager:11&line=value&list=all')).opened).toEqual({ row: 'manager:11', metric: 'value', number: 'fact' })
})

test('Only what is chosen is asked for', () => {
  expect(dayRequest(fromDaySearch(new URLSearchParams()))).toEqual({})
  expect(dayRequest(state)).toEqual({ date: '2026-11-17', managers: ['11', '12'], departments: ['5'] })
})
