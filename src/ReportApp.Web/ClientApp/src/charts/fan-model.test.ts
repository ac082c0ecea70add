import { expect, test } from 'vitest'
import type { ForecastMonth, ForecastRange, ForecastRow } from '../api/types'
import { fanOption, fanPoints, type FanWords } from './fan-model'

const current = '2026-11'
const range = (p10: number, p50: number, p90: number): ForecastRange => ({ p10, p50, p90 })
const past = (month: string, plan: number | null, fact: number | null): ForecastMonth => ({ month, plan, fact, expected: null })
const ahead = (month: string, plan: number | null, mean: number, own: ForecastRange | null, soFar: ForecastRange | null, fact: number | null = null): ForecastMonth => ({
  month, plan, fact, expected: { mean, signed: mean, open: 0, new: 0, range: own, soFar },
})
const row = (...months: ForecastMonth[]): ForecastRow => ({ key: 'total', parent: null, level: 0, title: null, months, overruled: null })
const whole = row(
  past('2026-09', 90, 70),
  past('2026-10', 100, 80),
  ahead('2026-11', 110, 100.1, range(90, 99, 120), range(90, 99, 120), 40),
  ahead('2026-12', 120, 130.2, range(100, 125, 160), range(205, 226, 270)),
  ahead('2027-01', null, 50, range(20, 45, 90), range(240, 275, 330)),
)

const words: FanWords = {
  plan: 'plan', fact: 'fact', soFar: 'so far', middle: 'middle', scenario: 'scenario', band: 'band', today: 'today',
  axisMonth: (month) => month.slice(5), axisMoney: String, hint: ({ month, middle }, under) => [month, `middle ${middle}`, ...(under === undefined ? [] : [`scenario ${under.middle}`])],
}
const paint = { accent: 'accent', scenario: 'purple', plan: 'grey', text: 'text', line: 'line', ground: 'ground', font: 'font' }
const option = (of: ForecastRow, isCumulative = false, under: ForecastRow | null = null) =>
  fanOption(fanPoints(of, current, isCumulative), under && fanPoints(under, current, isCumulative), current, words, paint)
const dataOf = (of: ReturnType<typeof option>, name: string) => of.series.find((series) => series.name === name)?.data

test('by month: fact to the left, the band opens from the last month that is over, the current one shows what came so far', () => {
  const fan = option(whole)
  expect(fan.xAxis.data).toEqual(['09', '10', '11', '12', '01'])
  expect(dataOf(fan, 'fact')).toEqual([70, 80, null, null, null])
  expect(dataOf(fan, 'so far')).toEqual([null, null, 40, null, null])
  expect(dataOf(fan, 'middle')).toEqual([null, 80, 99, 125, 45])
  expect(dataOf(fan, 'low')).toEqual([null, 80, 90, 100, 20])
  expect(dataOf(fan, 'band')).toEqual([null, 0, 30, 60, 70])
  expect(dataOf(fan, 'plan')).toEqual([90, 100, 110, 120, null])
})

test('the two lines of the band are one stack whatever their signs are, and only the upper one has ink', () => {
  const [low, high] = option(whole).series
  expect([low, high]).toMatchObject([
    { stack: 'band', stackStrategy: 'all', lineStyle: { opacity: 0 } },
    { stack: 'band', stackStrategy: 'all', lineStyle: { opacity: 0 }, areaStyle: { color: 'accent', opacity: 0.12 } },
  ])
  expect(low).not.toHaveProperty('areaStyle')
})

test('cumulative: it begins with the current month, ranges are those of the sums, and a month without a plan ends the plan', () => {
  const fan = option(whole, true)
  expect(fan.xAxis.data).toEqual(['11', '12', '01'])
  expect(dataOf(fan, 'fact')).toEqual([null, null, null])
  expect(dataOf(fan, 'middle')).toEqual([99, 226, 275])
  expect(dataOf(fan, 'band')).toEqual([30, 65, 90])
  expect(dataOf(fan, 'plan')).toEqual([110, 230, null])
  expect(fanPoints(whole, current, true).map(({ expected }) => expected)).toEqual([100.1, 230.3, 280.3])
})

test('without a range the mean is the line and there is no band', () => {
  const fan = option(row(past('2026-10', null, 80), ahead('2026-11', null, 100.1, null, null, 40), ahead('2026-12', null, 7, null, null)))
  expect(dataOf(fan, 'middle')).toEqual([80, 100.1, 7])
  expect(dataOf(fan, 'low')).toEqual([null, null, null])
})

test('where nothing can be expected only plan and fact are drawn', () => {
  const fan = option(row(past('2026-10', 100, 80), { month: '2026-11', plan: 110, fact: 40, expected: null }))
  expect([dataOf(fan, 'plan'), dataOf(fan, 'fact'), dataOf(fan, 'so far'), dataOf(fan, 'band')]).toEqual([[100, 110], [80, null], [null, 40], [null, null]])
})

test('a scenario is one line more, which begins where the known one ends', () => {
  const under = row(
    past('2026-09', 90, 70),
    past('2026-10', 100, 80),
    ahead('2026-11', 110, 90, range(80, 88, 110), range(80, 88, 110), 40),
    ahead('2026-12', 120, 110, null, range(180, 199, 230)),
    ahead('2027-01', null, 40, range(15, 35, 80), range(215, 236, 290)),
  )
  expect(dataOf(option(whole, false, under), 'scenario')).toEqual([null, 80, 88, 110, 35])
  expect(dataOf(option(whole, true, under), 'scenario')).toEqual([88, 199, 236])
  expect(dataOf(option(whole), 'scenario')).toBeUndefined()
  const hint = option(whole, false, under).tooltip.formatter([{ dataIndex: 3 }])
  expect([...hint.children].map((line) => line.textContent)).toEqual(['2026-12', 'middle 125', 'scenario 110'])
})

test('today stands at the current month', () => {
  const marks = option(whole).series.map((series) => ('markLine' in series ? series.markLine.data : null)).filter((data) => data !== null)
  expect(marks).toEqual([[{ xAxis: 2 }]])
})

test('the hint is of the month under the pointer', () => {
  const hint = option(whole).tooltip.formatter([{ dataIndex: 3 }])
  expect([...hint.children].map((line) => line.textContent)).toEqual(['2026-12', 'middle 125'])
})
