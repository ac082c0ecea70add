import { expect, test } from 'vitest'
import type { ForecastMonth, ForecastRow, ScenarioOutcome, ScenarioView } from '../../api/types'
import { valueOf } from './forecast-model'
import { plainForecast } from './forecast-state'
import { fateOf, leverOf, leversFrom, leversOf, neutral, objectsOf, scenarioRequest, searchOf, typedOf, underScenario, withFate, withLevers } from './scenario-model'

const crisis: ScenarioView = { id: 12, name: 'Кризис', levers: { arrivals: 0.5, winOdds: 1, price: 1, delayDays: 30, stopped: null }, mayChange: true, savedAt: '2026-11-18T09:00:00Z' }
const choosing = (name: 'pessimistic' | 'own' | number) => ({ ...plainForecast, scenario: { name, changed: null } })

test('levers are those of the scenario, or what was changed of them; of one that is gone nobody knows any', () => {
  expect(leversOf({ name: 'pessimistic', changed: null }, [])).toEqual({ ...neutral, arrivals: 0.8, winOdds: 0.7, delayDays: 15 })
  expect(leversOf({ name: 'optimistic', changed: null }, [])).toEqual({ ...neutral, arrivals: 1.15, winOdds: 1.3 })
  expect(leversOf({ name: 12, changed: null }, [crisis])).toEqual({ ...neutral, arrivals: 0.5, delayDays: 30 })
  expect(leversOf({ name: 13, changed: null }, [crisis])).toBeNull()
  expect(leversOf({ name: 12, changed: neutral }, [crisis])).toEqual(neutral)
})

test('a changed lever marks the scenario as changed until it is as it was', () => {
  const changed = withLevers(choosing(12), [crisis], (levers) => ({ ...levers, price: 1.1 }))
  expect(changed.scenario).toEqual({ name: 12, changed: { ...neutral, arrivals: 0.5, delayDays: 30, price: 1.1 } })
  expect(withLevers(changed, [crisis], (levers) => ({ ...levers, price: 1 })).scenario).toEqual({ name: 12, changed: null })
})

test('where no scenario is chosen a change begins one of its own', () => {
  expect(withLevers(plainForecast, [], (levers) => withFate(levers, '7', 'lost')).scenario).toEqual({ name: 'own', changed: { ...neutral, deals: [{ dealId: '7', wonIn: null }] } })
})

test('a deal has one fate at most', () => {
  const won = withFate(withFate(neutral, '7', 'lost'), '7', '2026-12')
  expect([won.deals, fateOf(won, '7'), fateOf(won, '8')]).toEqual([[{ dealId: '7', wonIn: '2026-12' }], '2026-12', null])
  expect(withFate(won, '7', null)).toEqual(neutral)
})

test.each([
  ['arrivals', 0.8, -20],
  ['winOdds', 1.15, 15],
  ['price', 1, 0],
  ['delayDays', 15, 15],
] as const)('%s %d is typed as %d', (lever, value, typed) => expect([typedOf(lever, value), leverOf(lever, typed)]).toEqual([typed, value]))

test('what is asked are the levers, and whose money it is', () => {
  expect(scenarioRequest(neutral, plainForecast)).toEqual({ levers: neutral })
  expect(scenarioRequest(neutral, { ...plainForecast, filters: { manager: ['11'] } })).toEqual({ levers: neutral, filters: { manager: ['11'] } })
})

test('beside a scenario stands the difference to the forecast, and that to the plan', () => {
  const expected = (mean: number) => ({ mean, signed: mean, open: 0, new: 0, range: null, soFar: null })
  const month = (name: string, plan: number | null, mean: number | null): ForecastMonth => ({ month: name, plan, fact: null, expected: mean === null ? null : expected(mean) })
  const row: ForecastRow = { key: 'total', parent: null, level: 0, title: null, overruled: null, months: [month('2026-10', 9, null), month('2026-11', 100, 90.3), month('2026-12', null, 50)] }
  const outcome: ScenarioOutcome = {
    unit: 'RUB', movers: [],
    rows: [{ key: 'total', months: [{ month: '2026-11', expected: expected(80.1) }, { month: '2026-12', expected: expected(50.2) }] }],
  }
  const under = underScenario(row, outcome)
  const seen = row.months.map((each, index) => (['scenario', 'delta', 'scenarioGap'] as const).map((measure) => valueOf(each, measure, under?.months[index])))
  expect(seen).toEqual([[null, null, null], [80.1, -10.2, -19.9], [50.2, 0.2, null]])
  expect(underScenario({ ...row, key: 'complex:9' }, outcome)).toBeNull()
})

test('keeps starts of sales in the address, and passes over what is none', () => {
  const levers = { ...neutral, launches: [{ row: 'building:7', like: 'building:1', month: '2027-02', share: 0.3 }] }
  expect(leversFrom(searchOf(levers))).toEqual(levers)
  const broken = new URLSearchParams([['launch', 'a~a~2027-02~0.3'], ['launch', 'a~b~2027-13~0.3'], ['launch', 'a~b~2027-02~7'], ['launch', 'a~b~2027-02~'], ['launch', 'a'], ['launch', 'c~b~2027-02~0'], ['launch', 'c~d~2027-03~0']])
  expect(leversFrom(broken)?.launches).toEqual([{ row: 'c', like: 'b', month: '2027-02', share: 0 }])
})

test('lets only single objects begin to be sold', () => {
  const row = (key: string, parent: string | null, title: string | null = key) => ({ key, parent, level: 0, title, months: [], overruled: null })
  expect(objectsOf([row('complex:1', null), row('building:1', 'complex:1'), row('complex:1/none', 'complex:1', null), row('complex:2', null), row('none', null, null)]).map(({ key }) => key)).toEqual(['building:1', 'complex:2'])
})
