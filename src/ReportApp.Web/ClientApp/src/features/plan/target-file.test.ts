import { expect, test } from 'vitest'
import type { TargetFileColumn } from '../../api/types'
import { nothingSaid, targetFileAddress, withRole, yearsAround } from './target-file'
import { targetFileTexts } from './target-file-texts'

const column = (title: string, role: string | null): TargetFileColumn => ({ title, role, values: [], month: null })

test('a file goes with its name and only what was said of it', () => {
  const address = targetFileAddress('/preview', 'план & факт.xlsx', { ...nothingSaid, roles: ['scope', '', 'plan'], metric: 'receipts', year: 2027 })
  const url = new URL(address, 'http://localhost')
  expect(url.pathname).toBe('/api/plan-targets/file/preview')
  expect([...url.searchParams]).toEqual([['fileName', 'план & факт.xlsx'], ['metric', 'receipts'], ['year', '2027'], ['columns', '0=scope'], ['columns', '2=plan']])
})

test('that no column is ours is said too', () => {
  expect(targetFileAddress('/preview', 'a.csv', { ...nothingSaid, roles: ['', ''] })).toBe('/api/plan-targets/file/preview?fileName=a.csv&columns=none')
})

test('the import names the preview that was agreed to', () => {
  expect(targetFileAddress('', 'a.csv', nothingSaid, 'ab12')).toBe('/api/plan-targets/file?fileName=a.csv&fingerprint=ab12')
})

test('a field stands in one column, months in many', () => {
  const columns = [column('Кто', 'scope'), column('Код', null), column('2026-11', 'plan'), column('2026-12', null)]
  expect(withRole(columns, 1, 'scope')).toEqual(['', 'scope', 'plan', ''])
  expect(withRole(columns, 3, 'plan')).toEqual(['scope', '', 'plan', 'plan'])
})

test('a table is by months or by rows, never both', () => {
  const wide = [column('Кто', 'scope'), column('2026-11', 'plan'), column('План', null)]
  expect(withRole(wide, 2, 'value')).toEqual(['scope', '', 'value'])
  const long = [column('Кто', 'scope'), column('Месяц', 'period'), column('План', 'value'), column('2026-11', null)]
  expect(withRole(long, 3, 'plan')).toEqual(['scope', '', '', 'plan'])
})

test('plans are made for the year, the one before and two to come', () => {
  expect(yearsAround('2026-11')).toEqual([2025, 2026, 2027, 2028])
})

test('both languages know the same reasons and fields', () => {
  expect(Object.keys(targetFileTexts.en.reasons)).toEqual(Object.keys(targetFileTexts.ru.reasons))
  expect(Object.keys(targetFileTexts.en.fields)).toEqual(Object.keys(targetFileTexts.ru.fields))
})
