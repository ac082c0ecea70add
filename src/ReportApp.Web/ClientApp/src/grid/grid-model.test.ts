import { expect, test } from 'vitest'
import type { ReportAnswer, ReportRow } from '../api/types'
import { summaryOf } from '../features/report/measures'
import { gridModel, headerRow, isWithoutData, moved, sortedRows, visibleRows } from './grid-model'

const caption = { ru: '', en: '' }
const row = (key: string, parent: string | null, level: number, value: number): ReportRow => ({
  key,
  parent,
  level,
  title: key,
  cells: [
    { column: '2026-10', measure: 'receipts', value, count: 1, isSmall: false },
    { column: '2026-11', measure: 'plan', value: value * 2, count: 1, isSmall: false },
    { column: '2026-11', measure: 'receipts', value, count: 1, isSmall: false },
    { column: '2026-11', measure: 'schedule', value: value / 2, count: 1, isSmall: false },
  ],
})
const answer: ReportAnswer = {
  reportId: 'r',
  title: caption,
  question: caption,
  period: { from: '2026-10', to: '2026-12' },
  isByMonth: true,
  basis: null,
  step: null,
  filters: {},
  previous: null,
  today: '2026-11-23',
  zone: '+03:00',
  currency: 'RUB',
  measures: [{ name: 'receipts', title: caption, basis: caption, about: caption, unit: 'money', parts: [] }],
  columns: [
    { key: '2026-10', measures: ['plan', 'receipts'], unit: null, parts: [] },
    { key: '2026-11', measures: ['plan', 'receipts', 'schedule'], unit: null, parts: [] },
    { key: '2026-12', measures: ['plan', 'schedule'], unit: null, parts: [] },
    { key: 'total', measures: ['plan', 'receipts'], unit: null, parts: [] },
  ],
  rows: [row('complex:1', null, 0, 2e6), row('building:1', 'complex:1', 1, 2e6), row('section:1', 'building:1', 2, 2e6), row('none', null, 0, 0)],
  totals: row('total', null, 0, 2e6),
  freshness: { state: 'fresh', asOf: null, reason: null },
  notices: [],
  chart: null,
  plans: [],
}

test('the whole period stands first, and each month says where it is in time', () => {
  const { groups, columns } = gridModel(answer, [])
  expect(groups.map(({ column, when, span }) => `${column} ${when} ${span}`)).toEqual(['total total 2', '2026-10 past 2', '2026-11 current 3', '2026-12 future 2'])
  expect(columns.filter(({ isFirstOfGroup }) => isFirstOfGroup)).toHaveLength(4)
})

test('of a period of one month the whole is not shown again', () => {
  const one = { ...answer, columns: answer.columns.filter(({ key }) => key === '2026-11' || key === 'total') }
  expect(gridModel(one, []).groups.map(({ column }) => column)).toEqual(['2026-11'])
})

test('a period without data is nothing but zeros without records', () => {
  const cell = { column: 'total', measure: 'receipts', value: 0, count: 0, isSmall: false }
  const period = (...cells: readonly (typeof cell)[]): ReportAnswer => ({ ...answer, rows: [{ ...answer.totals, key: 'none', cells }], totals: { ...answer.totals, cells: [] } })
  expect([period(), period(cell), period({ ...cell, count: 2 }), period({ ...cell, value: 1 })].map(isWithoutData)).toEqual([true, true, false, false])
})

test('a folded row hides all below it', () => {
  expect(gridModel(answer, ['complex:1']).rows.map((item) => item.row.key)).toEqual(['complex:1', 'none'])
  expect(gridModel(answer, []).rows).toHaveLength(4)
})

test('a measure without a cell stays undefined', () => {
  const first = gridModel(answer, []).rows[0]
  expect(first?.cells.get('2026-10 plan')).toBeUndefined()
  expect(first?.cells.get('2026-10 receipts')?.value).toBe(2e6)
})

test('the month in one glance is made of cells of the totals', () => {
  expect(summaryOf(answer)).toMatchObject({ month: '2026-11', attained: 0.5, expected: 3e6, gap: -1e6 })
  expect(summaryOf({ ...answer, measures: [] })).toBeNull()
})

test('of a period without the current month the strip speaks of the whole of it', () => {
  const cells = [
    { column: 'total', measure: 'plan', value: 4e6, count: 1, isSmall: false },
    { column: 'total', measure: 'receipts', value: 3e6, count: 1, isSmall: false },
    { column: 'total', measure: 'schedule', value: 5e5, count: 1, isSmall: false },
  ]
  const past: ReportAnswer = { ...answer, period: { from: '2026-09', to: '2026-10' }, columns: [], totals: { ...answer.totals, cells } }
  expect(summaryOf(past)).toMatchObject({ month: null, attained: 0.75, expected: null, gap: -1e6 })
})

test('people who left are folded until somebody opens them', () => {
  const rows = [row('team:1', null, 0, 1), row('manager:2', 'team:1', 1, 1), row('inactive', null, 0, 1), row('manager:3', 'inactive', 1, 1)]
  expect(visibleRows(rows, []).map(({ key }) => key)).toEqual(['team:1', 'manager:2', 'inactive'])
  expect(visibleRows(rows, ['inactive', 'team:1']).map(({ key }) => key)).toEqual(['team:1', 'inactive', 'manager:3'])
})

test('groups stand by the column with their own below them, what is unknown and not filled in last either way', () => {
  const of = (key: string, parent: string | null, value: number | null): ReportRow =>
    ({ key, parent, level: parent === null ? 0 : 1, title: key, cells: value === null ? [] : [{ column: 'total', measure: 'won', value, count: 1, isSmall: false }] })
  const rows = [
    of('none', null, 9), of('inactive', null, 8), of('team:1', null, 3), of('manager:1', 'team:1', 1), of('manager:2', 'team:1', null), of('manager:3', 'team:1', 2),
    of('team:2', null, 5), of('team:3', null, null),
  ]
  const keys = (isDescending: boolean) => sortedRows(rows, { by: { column: 'total', measure: 'won' }, isDescending }, ({ key }) => key, 'ru').map(({ key }) => key)
  expect(keys(true)).toEqual(['team:2', 'team:1', 'manager:3', 'manager:1', 'manager:2', 'team:3', 'inactive', 'none'])
  expect(keys(false)).toEqual(['team:1', 'manager:1', 'manager:3', 'manager:2', 'team:2', 'team:3', 'inactive', 'none'])
  expect(sortedRows(rows, null, ({ key }) => key, 'ru')).toBe(rows)
})

test('names stand as their language has them, numbers by what they are worth', () => {
  const titled = ['Корпус 10', 'Ёлки', 'Корпус 2', 'Жук'].map((title) => ({ ...row(title, null, 0, 1), title }))
  expect(sortedRows(titled, { by: 'name', isDescending: false }, ({ title }) => title ?? '', 'ru').map(({ title }) => title)).toEqual(['Ёлки', 'Жук', 'Корпус 2', 'Корпус 10'])
})

test('weeks are told by their Monday', () => {
  const weeks: ReportAnswer = {
    ...answer, isByMonth: false, step: 'week', period: { from: '2026-11-10', to: '2026-12-05' },
    columns: ['total', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30'].map((key) => ({ key, measures: ['receipts'], unit: null, parts: [] })),
  }
  expect(gridModel(weeks, []).groups.map(({ when }) => when)).toEqual(['total', 'past', 'past', 'current', 'future'])
})

test('the headers stand above the first row and keep the column', () => {
  const size = { rows: 5, columns: 8 }
  expect(moved({ row: 0, column: 3 }, 'ArrowUp', false, size, 10)).toEqual({ row: headerRow, column: 3 })
  expect(moved({ row: headerRow, column: 3 }, 'ArrowRight', false, size, 10)).toEqual({ row: headerRow, column: 4 })
  expect(moved({ row: headerRow, column: 3 }, 'ArrowDown', false, size, 10)).toEqual({ row: 0, column: 3 })
})

test('keys move inside the grid and never out of it', () => {
  const size = { rows: 5, columns: 8 }
  expect(moved({ row: 4, column: 7 }, 'ArrowDown', false, size, 10)).toEqual({ row: 4, column: 7 })
  expect(moved({ row: 2, column: 3 }, 'Home', false, size, 10)).toEqual({ row: 2, column: 0 })
  expect(moved({ row: 2, column: 3 }, 'End', true, size, 10)).toEqual({ row: 4, column: 7 })
  expect(moved({ row: 2, column: 3 }, 'x', false, size, 10)).toBeNull()
})
