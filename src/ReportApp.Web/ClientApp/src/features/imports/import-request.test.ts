import { expect, test } from 'vitest'
import { importAddress, placeOf } from './import-request'
import { importTexts } from './texts'

const file = new File(['a;b'], 'оплаты & возвраты.csv')

test('a file goes with its source, its name and the columns a person chose', () => {
  const address = importAddress({ kind: 'payments', source: '1С', file, columns: { contract: 'Договор №', day: '' } }, '/preview')
  const url = new URL(address, 'http://localhost')
  expect(url.pathname).toBe('/api/imports/payments/preview')
  expect([...url.searchParams]).toEqual([['source', '1С'], ['fileName', 'оплаты & возвраты.csv'], ['columns', 'contract=Договор №']])
})

test('without chosen columns the server finds them', () => {
  const url = new URL(importAddress({ kind: 'schedule', source: 'x', file, columns: null }, '', { fingerprint: '1-ab' }), 'http://localhost')
  expect(url.searchParams.getAll('columns')).toEqual([])
  expect(url.searchParams.get('fingerprint')).toBe('1-ab')
})

test('a refusal names its line and field', () => {
  expect(placeOf('12:day')).toEqual({ line: '12', field: 'day' })
  expect(placeOf('source')).toEqual({ line: '', field: 'source' })
})

test('both languages know the same fields and reasons', () => {
  expect(Object.keys(importTexts.en.reasons)).toEqual(Object.keys(importTexts.ru.reasons))
  expect(Object.keys(importTexts.en.fields)).toEqual(Object.keys(importTexts.ru.fields))
})
