import { expect, test } from 'vitest'
import { type DayState, dayRequest, fromDaySearch, inMonth, mapRequest, sameMap, toDaySearch } from './day-state'

const state: DayState = { view: 'day', line: 'reservations', date: '2026-11-17', managers: ['11', '12'], departments: ['5'], opened: { row: 'manager:11', metric: 'reservations', number: 'toDate' } }

test('The address holds the whole state', () => {
  expect(fromDaySearch(toDaySearch(state))).toEqual(state)
  expect(toDaySearch(state, new URLSearchParams('lang=en&other=1')).get('lang')).toBe('en')
})

test('What is not understood counts as absent', () => {
  expect(fromDaySearch(new URLSearchParams('date=2026-02-30&row=manager:11&line=calls'))).toEqual({ view: 'day', line: 'receipts', date: null, managers: [], departments: [], opened: null })
  expect(fromDaySearch(new URLSearchParams('view=week')).view).toBe('day')
  expect(fromDaySearch(new URLSearchParams('row=manager:11&line=value&list=all')).opened).toEqual({ row: 'manager:11', metric: 'value', number: 'fact' })
})

test('Only what is chosen is asked for', () => {
  expect(dayRequest(fromDaySearch(new URLSearchParams()))).toEqual({})
  expect(dayRequest(state)).toEqual({ date: '2026-11-17', managers: ['11', '12'], departments: ['5'] })
})

test('The month keeps its line, with and without an opened cell', () => {
  const month: DayState = { ...state, view: 'month', line: 'value', opened: null }
  expect(toDaySearch(month).toString()).toBe('view=month&date=2026-11-17&department=5&manager=11&manager=12&line=value')
  expect(fromDaySearch(toDaySearch(month))).toEqual(month)
  const opened: DayState = { ...month, opened: { row: 'total', metric: 'value', number: 'fact' } }
  expect(fromDaySearch(toDaySearch(opened))).toEqual(opened)
  expect(mapRequest(opened)).toEqual({ metric: 'value', month: '2026-11', managers: ['11', '12'], departments: ['5'] })
  expect(mapRequest(fromDaySearch(new URLSearchParams('view=month')))).toEqual({ metric: 'receipts' })
})

test('Another month begins with its first day, and that of today with today', () => {
  expect(inMonth(state, '2026-12', 1, '2026-11-18')).toEqual({ ...state, date: '2027-01-01', opened: null })
  expect(inMonth(state, '2026-12', -1, '2026-11-18').date).toBeNull()
})

test('A cell of the month of today asks for no other month', () => {
  const [whole, cell] = [fromDaySearch(new URLSearchParams('view=month')), fromDaySearch(new URLSearchParams('view=month&date=2026-11-05'))]
  const map = { month: '2026-11', today: '2026-11-18' }
  expect(sameMap(mapRequest(whole), map)).toEqual(mapRequest(cell))
  expect(sameMap(mapRequest(cell), map)).toEqual(mapRequest(whole))
  expect(sameMap(mapRequest(cell), { ...map, today: '2026-12-01' })).toBeNull()
})
