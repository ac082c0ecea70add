import { expect, test } from 'vitest'
import { type ForecastState, forecastRequest, fromForecastSearch, plainForecast, toForecastSearch, withFilter, withMetric } from './forecast-state'

const full: ForecastState = {
  metric: 'sales', object: 'building:7', month: '2026-12', view: 'cumulative', since: '2026-10-18', from: '2026-11', to: '2027-01',
  filters: { department: ['5'], manager: ['11', '12'] }, scenario: { name: 'pessimistic', changed: null }, compared: ['optimistic', 12],
}

test('the address holds the whole view and a chosen language stays in it', () => {
  const search = toForecastSearch(full, new URLSearchParams('lang=en&other=1'))
  expect(search.toString()).toBe('metric=sales&object=building%3A7&month=2026-12&view=cumulative&since=2026-10-18&from=2026-11&to=2027-01&department=5&manager=11&manager=12&scenario=pessimistic&compared=optimistic+12&lang=en')
  expect(fromForecastSearch(search)).toEqual(full)
})

test('what is not understood counts as absent', () => {
  expect(fromForecastSearch(new URLSearchParams('metric=price&object=&month=2026-13&view=3d&manager=&since=2026-02-30&from=now&scenario=rosy&arrivals=2'))).toEqual(plainForecast)
})

test('a scenario is in the address by its name, with its levers where they are others than its own', () => {
  const levers = { arrivals: 1, winOdds: 0.7, price: 1.05, delayDays: 15, stopped: ['complex:1', 'building:7'], deals: [{ dealId: '12', wonIn: null }, { dealId: 'a@b', wonIn: '2026-12' }], launches: [] }
  const search = toForecastSearch({ ...plainForecast, scenario: { name: 12, changed: levers } })
  expect(search.toString()).toBe(
    'scenario=12&arrivals=1&odds=0.7&price=1.05&delay=15&stop=building%3A7&stop=complex%3A1&deal=12%40lost&deal=a%40b%402026-12',
  )
  expect(fromForecastSearch(search).scenario).toEqual({ name: 12, changed: { ...levers, stopped: ['building:7', 'complex:1'] } })
})

test('levers beyond their range, and what is no deal or no month, count as absent', () => {
  const search = new URLSearchParams('scenario=own&arrivals=-1&odds=11&price=&delay=200&deal=7@2026-13&deal=@lost&deal=8@lost&deal=8@2026-12')
  expect(fromForecastSearch(search).scenario?.changed).toEqual({ arrivals: 1, winOdds: 1, price: 1, delayDays: 0, stopped: [], deals: [{ dealId: '8', wonIn: null }], launches: [] })
})

test('only whose money it is is asked', () => {
  expect(forecastRequest(full)).toEqual({ filters: full.filters, metric: 'sales' })
  expect(forecastRequest({ ...full, metric: 'receipts', filters: {} })).toEqual({})
  expect(forecastRequest({ ...full, metric: 'm2', filters: {} })).toEqual({ metric: 'm2' })
})

test('another choice of people closes the list', () => {
  expect(withFilter(full, 'manager', [])).toEqual({ ...full, month: null, filters: { department: ['5'] } })
})

test('the other metric shows the same objects and people, without the open list', () => {
  expect(withMetric(full, 'receipts')).toEqual({ ...full, metric: 'receipts', month: null })
})
