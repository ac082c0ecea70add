import { expect, test } from 'vitest'
import { boardRequest, type BoardState, fromBoardSearch, toBoardSearch, withOpen } from './board-state'

const full: BoardState = { month: '2026-12', managers: ['11', '12'], departments: ['5'], open: ['manager:11'], unplanned: true }

test('the address holds the whole board and a chosen language stays in it', () => {
  const search = toBoardSearch(full, new URLSearchParams('lang=en&other=1'))
  expect(search.toString()).toBe('month=2026-12&department=5&manager=11&manager=12&open=manager%3A11&unplanned=1&lang=en')
  expect(fromBoardSearch(search)).toEqual(full)
})

test('what is not understood counts as absent', () => {
  expect(fromBoardSearch(new URLSearchParams('month=2026-13&manager=&open=a&open=a&unplanned=yes'))).toEqual({
    month: null, managers: [], departments: [], open: ['a'], unplanned: false,
  })
})

test('only what decides the numbers is asked', () => {
  expect(boardRequest(full)).toEqual({ month: '2026-12', managers: ['11', '12'], departments: ['5'] })
  expect(boardRequest(fromBoardSearch(new URLSearchParams()))).toEqual({})
})

test('a row opens and closes', () => {
  expect(withOpen(withOpen(full, 'none'), 'manager:11').open).toEqual(['none'])
})
