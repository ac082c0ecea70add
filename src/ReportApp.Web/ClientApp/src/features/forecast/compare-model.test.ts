import { expect, test } from 'vitest'
import type { ForecastRow, ScenarioView } from '../../api/types'
import { comparableOf, comparedLevers, comparedMonths, comparedOf, comparedTotal, withCompared } from './compare-model'
import { plainForecast } from './forecast-state'
import { neutral } from './scenario-model'

const crisis: ScenarioView = { id: 12, name: 'Кризис', levers: { arrivals: 0.5, winOdds: 1, price: 1, delayDays: 30, stopped: null }, mayChange: true, savedAt: '2026-11-18T09:00:00Z' }
const row = (...means: (number | null)[]): ForecastRow => ({
  key: 'total', parent: null, level: 0, title: null, overruled: null,
  months: means.map((mean, index) => ({
    month: `2026-0${index + 1}`, plan: null, fact: null, expected: mean === null ? null : { mean, signed: mean, open: 0, new: 0, range: null, soFar: null },
  })),
})

test('the built-in scenarios stand beside the forecast until others are picked, three at most', () => {
  expect(comparedOf(plainForecast, [])).toEqual(['pessimistic', 'optimistic'])
  expect(withCompared(plainForecast, 12, [crisis]).compared).toEqual(['pessimistic', 'optimistic', 12])
  expect(withCompared(plainForecast, 'pessimistic', [crisis]).compared).toEqual(['optimistic'])
  expect(comparedOf({ ...plainForecast, compared: [12, 13] }, [crisis])).toEqual([12])
  expect(comparedOf({ ...plainForecast, compared: [] }, [crisis])).toEqual([])
})

test('a scenario that is being made or changed counts as it stands on the screen', () => {
  const making = { ...plainForecast, scenario: { name: 'own' as const, changed: { ...neutral, price: 1.1 } } }
  expect(comparableOf(making, [crisis])).toEqual(['pessimistic', 'optimistic', 12, 'own'])
  expect(comparedLevers(making, 'own', [crisis])?.price).toBe(1.1)
  expect(comparedLevers({ ...plainForecast, scenario: { name: 12, changed: neutral } }, 12, [crisis])).toEqual(neutral)
  expect(comparedLevers(making, 12, [crisis])?.arrivals).toBe(0.5)
})

test('each month has the forecast, every scenario and by how much it differs, and so has the sum', () => {
  const months = comparedMonths(row(null, 100.1, 50), [row(null, 80, 50.2), row(null, 120.2, 49.9)])
  expect(months).toEqual([
    { month: '2026-02', base: 100.1, beside: [{ value: 80, delta: -20.1 }, { value: 120.2, delta: 20.1 }] },
    { month: '2026-03', base: 50, beside: [{ value: 50.2, delta: 0.2 }, { value: 49.9, delta: -0.1 }] },
  ])
  expect(comparedTotal(months ?? [])).toEqual({ base: 150.1, beside: [{ value: 130.2, delta: -19.9 }, { value: 170.1, delta: 20 }] })
  expect(comparedMonths(row(1), [row(1), null])).toBeNull()
})
