import { expect, test } from 'vitest'
import { periodsOf } from './counted'

test('where nothing is named the CRM tells of every day', () => {
  expect(periodsOf([])).toEqual([{ file: null, from: null, to: null }])
})

test('a source ends on the day before the next one begins', () => {
  expect(periodsOf([{ file: '1С', from: null }, { file: null, from: '2026-11-01' }])).toEqual([
    { file: '1С', from: null, to: '2026-10-31' },
    { file: null, from: '2026-11-01', to: null },
  ])
})

test('before the first named day the CRM tells', () => {
  expect(periodsOf([{ file: '1С', from: '2026-03-01' }])).toEqual([
    { file: null, from: null, to: '2026-02-28' },
    { file: '1С', from: '2026-03-01', to: null },
  ])
})
