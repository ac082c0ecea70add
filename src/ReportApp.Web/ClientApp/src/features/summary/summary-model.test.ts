import { expect, test } from 'vitest'
import type { SalesSummary, SummaryLine } from '../../api/types'
import { createFormat } from '../../i18n/format'
import { alike, endOf, endsBy, hasEffects, mismatchOf, tableRows, toneOf, worded } from './summary-model'
import { fromSummarySearch } from './summary-state'

const line = (metric: SummaryLine['metric'], plan: number | null, others: Partial<SummaryLine> = {}): SummaryLine => ({
  metric, measure: 'sales_val', plan, fact: 9, attained: null, deviation: null, planToDate: null, pace: null, runRate: null, previous: null, previousMeasure: 'sales_val', ...others,
})

const row = (key: string, parent: string | null) => ({ key, parent, level: parent === null ? 0 : 1, title: key, cells: [] })

const summary = {
  facts: { rows: [row('team:5', null), row('manager:11', 'team:5'), row('inactive', null), row('manager:14', 'inactive')], totals: row('total', null) },
  rows: [
    { key: 'team:5', lines: [line('value', 15), line('units', 5)], effects: null },
    { key: 'manager:11', lines: [line('value', null), line('units', 3)], effects: null },
    { key: 'inactive', lines: [line('value', null), line('units', null)], effects: null },
    { key: 'manager:14', lines: [line('value', null), line('units', null)], effects: null },
  ],
  total: { key: 'total', lines: [line('units', 5), line('value', 20)], effects: null },
} as unknown as SalesSummary

const shown = (search: string) => tableRows(summary, fromSummarySearch(new URLSearchParams(search))).map(({ key, line: own }) => `${key} ${own.metric}`)

test('metrics of the whole, or the tree by one of them with the whole last', () => {
  expect(shown('')).toEqual(['total units', 'total value'])
  // People who have left are folded.
  expect(shown('by=people')).toEqual(['team:5 value', 'manager:11 value', 'inactive value', 'total value'])
  expect(shown('by=people&metric=units&toggled=inactive')).toEqual(['team:5 units', 'manager:11 units', 'inactive units', 'manager:14 units', 'total units'])
})

test('reasons stand beside rows of value where one tells them', () => {
  const told = { area: -10, price: 2, withoutArea: 1, ended: -3 }
  const rows = (search: string, effects: typeof told | null) => tableRows({ ...summary, total: { ...summary.total, effects } }, fromSummarySearch(new URLSearchParams(search)))
  expect(rows('by=people', told).at(-1)?.effects).toEqual(told)
  expect([hasEffects(rows('by=people', told)), hasEffects(rows('by=people', null)), hasEffects(rows('by=people&metric=units', told)), hasEffects(rows('', told))]).toEqual([true, false, false, false])
})

test('plans of the rows that are not the plan of the whole are told', () => {
  expect(mismatchOf(summary, 'value')).toEqual({ rows: 15, whole: 20 })
  expect(mismatchOf(summary, 'units')).toBeNull()
})

test('receipts end by the forecast, all else as it goes', () => {
  const outlook = { rows: { total: { amount: 12, basis: 'median' as const } } }
  expect(endOf('total', line('receipts', null, { runRate: null }), outlook)).toEqual({ value: 12, basis: 'median' })
  expect(endOf('team:5', line('receipts', null), outlook)).toEqual({ value: null, basis: null })
  expect(endOf('total', line('value', null, { runRate: 7 }), outlook)).toEqual({ value: 7, basis: null })
})

test('a plan is met, or behind for the time that has gone', () => {
  expect([toneOf(line('value', 1, { attained: 100, pace: 1.2 })), toneOf(line('value', 1, { attained: 50, pace: 0.9 })), toneOf(line('value', 1, { attained: 50, pace: 0.7 })), toneOf(line('value', null))]).toEqual(['done', null, 'short', null])
})

test('each metric in its own unit', () => {
  const format = createFormat('ru')
  const plain = (text: string) => text.replaceAll('\u00a0', ' ')
  expect([worded(2.5, 'units', 'RUB', format), worded(1234.56, 'm2', 'RUB', format), worded(11_250_000, 'value', 'RUB', format), worded(150_000.4, 'price', 'RUB', format)].map(plain)).toEqual([
    '2,5 шт', '1 234,6 м²', '11,3 млн ₽', '150 000 ₽',
  ])
})

test('only receipts end by the forecast, what is counted goes on as so far, and a price has no end', () => {
  expect((['units', 'm2', 'value', 'receipts', 'price'] as const).map(endsBy)).toEqual(['runRate', 'runRate', 'runRate', 'forecast', null])
})

test('metrics planned in the same way are told together, unless something differs', () => {
  const plan = (metric: SummaryLine['metric'], of: 'objects' | 'company', others: readonly { of: 'company'; amount: number }[] = []) => ({ metric, of, amount: 5, others })
  const groups = alike([plan('units', 'objects'), plan('m2', 'company'), plan('value', 'objects'), plan('receipts', 'objects', [{ of: 'company', amount: 7 }])])
  expect(groups.map((group) => group.map(({ metric }) => metric))).toEqual([['units', 'value'], ['m2'], ['receipts']])
})
