import { expect, test } from 'vitest'
import { type ForecastState, forecastRequest, fromForecastSearch, toForecastSearch, withFilter } from './forecast-state'

const full: ForecastState = { object: 'building:7', month: '2026-12', isCumulative: true, filters: { department: ['5'], manager: ['11', '12'] } }

test('the address holds the whole view and a chosen language stays in it', () => {
  const search = toForecastSearch(full, new URLSearchParams('lang=en&other=1'))
  expect(search.toString()).toBe('object=building%3A7&month=2026-12&view=cumulative&department=5&manager=11&manager=12&lang=en')
  expect(fromForecastSearch(search)).toEqual(full)
})

test('what is not understood counts as absent', () => {
  expect(fromForecastSearch(new URLSearchParams('object=&month=2026-13&view=3d&manager='))).toEqual({ object: null, month: null, isCumulative: false, filters: {} })
})

test('only whose money it is is asked', () => {
  expect(forecastRequest(full)).toEqual({ filters: full.filters })
  expect(forecastRequest({ ...full, filters: {} })).toEqual({})
})

test('another choice of people closes the list', () => {
  expect(withFilter(full, 'manager', [])).toEqual({ ...full, month: null, filters: { department: ['5'] } })
})
