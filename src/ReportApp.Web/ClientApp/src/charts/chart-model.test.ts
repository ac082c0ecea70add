import { expect, test } from 'vitest'
import type { ReportAnswer, ReportRow } from '../api/types'
import { chartItems } from './chart-model'

const caption = { ru: '', en: '' }
const row = (key: string, value: number | null, parent: string | null = null): ReportRow => ({
  key,
  parent,
  level: parent === null ? 0 : 1,
  title: key,
  cells: value === null ? [] : [{ column: 'total', measure: 'm', value, count: 1, isSmall: false }],
})
const answer = (kind: 'funnel' | 'bars', rows: readonly ReportRow[]) =>
  ({ chart: { kind, measure: 'm' }, rows, measures: [], columns: [], title: caption }) as unknown as ReportAnswer

test('a funnel keeps the order of its steps, each as wide as its part of the first', () => {
  const items = chartItems(answer('funnel', [row('a', 85), row('b', 68), row('c', 0)]))
  expect(items.map(({ value, size, next }) => [value, size, next])).toEqual([[85, 1, 0.8], [68, 0.8, 0], [0, 0, 0]])
})

test('bars are the people, from the largest on, without their departments and without zeros', () => {
  const items = chartItems(answer('bars', [row('team', 5), row('x', 2, 'team'), row('y', 3, 'team'), row('z', 0, 'team'), row('none', null)]))
  expect(items.map((item) => item.row?.key)).toEqual(['y', 'x'])
})

test('more than eight bars end in one of all others, to the kopeck', () => {
  const items = chartItems(answer('bars', Array.from({ length: 14 }, (_, index) => row(`r${index}`, 100 - index + 0.1))))
  expect(items).toHaveLength(8)
  expect(items.at(-1)).toMatchObject({ row: null, value: 630.7 })
})

test('nothing is drawn of nothing', () => {
  expect(chartItems(answer('funnel', [row('a', 0)]))).toEqual([])
})
