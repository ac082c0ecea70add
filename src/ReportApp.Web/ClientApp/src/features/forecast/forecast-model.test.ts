import { expect, test } from 'vitest'
import type { ForecastDeals, ForecastMonth, ForecastRow } from '../../api/types'
import { isProven, soon, soonMonths, valueOf } from './forecast-model'

const range = { p10: 80, p50: 100, p90: 130 }
const month = (name: string, mean: number | null, plan: number | null = null): ForecastMonth => ({
  month: name, plan, fact: null, expected: mean === null ? null : { mean, signed: mean, open: 0, new: 0, range, soFar: range },
})
const row = (...months: ForecastMonth[]): ForecastRow => ({ key: 'total', parent: null, level: 0, title: null, months, overruled: null })

test('soon are three months from the current one on, to the kopeck', () => {
  const whole = row(month('2026-10', null), month('2026-11', 0.1), month('2026-12', 0.2), month('2027-01', 1), month('2027-02', 9))
  expect([soon(whole, '2026-11'), soonMonths(whole, '2026-11')]).toEqual([1.3, ['2026-11', '2026-12', '2027-01']])
  expect(soon(row(month('2026-11', 5), month('2026-12', null)), '2026-11')).toBeNull()
})

test('against a plan is known only with a plan and an expectation, below zero where money is missing', () => {
  expect(valueOf(month('2026-11', 90.5, 100), 'gap')).toBe(-9.5)
  expect(valueOf(month('2026-11', 90.5), 'gap')).toBeNull()
  expect(valueOf(month('2026-10', null, 100), 'gap')).toBeNull()
})

test('without a range there are no quantiles', () => {
  const { expected, ...rest } = month('2026-11', 5)
  expect(valueOf({ ...rest, expected: { ...expected!, range: null } }, 'p10')).toBeNull()
  expect(valueOf(month('2026-11', 5), 'p90')).toBe(130)
})

const deals = (mean: number, ...money: number[]): ForecastDeals =>
  ({ mean, paid: 1.1, new: 2.2, refunds: 0, rest: 0.3, count: 9, deals: money.map((each) => ({ money: each })) }) as unknown as ForecastDeals

test.each([
  ['the parts come to the cell', deals(6.3, 2.6, 0.1), 6.3, true],
  ['the parts come to another number', deals(6.3, 2.6), 6.3, false],
  ['the list is newer than the cell', deals(6.3, 2.6, 0.1), 6, false],
  ['the cell is gone', deals(6.3, 2.6, 0.1), null, false],
])('%s', (_, list, cell, proven) => expect(isProven(list, cell)).toBe(proven))
