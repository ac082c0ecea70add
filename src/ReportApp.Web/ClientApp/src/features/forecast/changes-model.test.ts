import { expect, test } from 'vitest'
import type { ForecastMovement, ForecastReason } from '../../api/types'
import { addsUp, boundsOf, changesPeriod, changesRequest, scaleOf, stepsOf } from './changes-model'
import { plainForecast } from './forecast-state'

const today = '2026-11-18'
const asked = (since: string | null, from: string | null = null, to: string | null = null) => changesPeriod({ since, from, to }, today)

test.each([
  ['nothing is asked', asked(null), { since: '2026-10-19', from: '2026-11', to: '2027-01' }],
  ['all is asked', asked('2026-09-30', '2026-09', '2026-12'), { since: '2026-09-30', from: '2026-09', to: '2026-12' }],
  ['too long ago', asked('2025-01-01'), { since: '2026-05-22', from: '2026-11', to: '2027-01' }],
  ['a day to come', asked('2027-01-01'), { since: '2026-11-17', from: '2026-11', to: '2027-01' }],
  ['months that were over then', asked('2026-10-19', '2026-07', '2026-09'), { since: '2026-10-19', from: '2026-10', to: '2026-10' }],
  ['months that nobody forecast then', asked('2026-06-01', '2026-11', '2027-11'), { since: '2026-06-01', from: '2026-11', to: '2027-05' }],
])('%s', (_, period, expected) => expect(period).toEqual(expected))

test('what can be asked for ends with the forecast of that day', () => {
  expect(boundsOf(today, '2026-10-19')).toEqual({ first: '2026-05-22', last: '2026-11-17', from: '2026-10', to: '2027-09' })
})

test('the question is of a row, a day and months', () => {
  expect(changesRequest('total', asked(null), { ...plainForecast, filters: { manager: ['11'] } })).toEqual({
    row: 'total', since: '2026-10-19', from: '2026-11', to: '2027-01', filters: { manager: ['11'] },
  })
})

const movement = (before: number, after: number, ...reasons: [ForecastReason, number][]): ForecastMovement => ({
  row: 'total', unit: 'RUB', before, after, reasons: reasons.map(([reason, amount]) => ({ reason, amount, count: 1, deals: [] })),
})

test('each reason begins where the one before it ended, to the kopeck', () => {
  const steps = stepsOf(movement(100.1, 90.4, ['begun', 0.2], ['lost', -9.9]))
  expect(steps.map(({ from, to }) => [from, to])).toEqual([[100.1, 100.3], [100.3, 90.4]])
})

test.each([
  ['reasons come to the present sum', movement(100.1, 90.4, ['begun', 0.2], ['lost', -9.9]), true],
  ['a kopeck is missing', movement(100.1, 90.4, ['begun', 0.2], ['lost', -9.89]), false],
  ['nothing moved', movement(5, 5), true],
])('%s', (_, whole, isRight) => expect(addsUp(whole)).toBe(isRight))

test('bars begin at nothing, unless the changes could not be seen then', () => {
  expect(scaleOf(movement(100, 40, ['lost', -60]))).toEqual({ least: 0, most: 100, isCut: false })
  expect(scaleOf(movement(100, 97, ['begun', 3], ['lost', -6]))).toEqual({ least: 95, most: 103, isCut: true })
  expect(scaleOf(movement(-10, 20, ['begun', 30]))).toEqual({ least: -10, most: 20, isCut: false })
  expect(scaleOf(movement(7, 7))).toEqual({ least: 0, most: 7, isCut: false })
})
