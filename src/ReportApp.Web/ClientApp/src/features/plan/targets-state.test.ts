import { expect, it } from 'vitest'
import type { TargetSheet } from '../../api/types'
import { belowOf, cellKey, changesOf, fromTargetsSearch, opensByObject, toTargetsSearch, type TargetsState, without } from './targets-state'

const cell = (value: number | null, version: number) => ({ value, version, currency: null })
const typed = (text: string, version = 0) => ({ text, version })
const row = (scope: string, parent: string | null, ...cells: TargetSheet['rows'][number]['cells']) =>
  ({ key: scope, parent, level: parent === null ? 0 : 1, group: 'people', title: scope, scope, mayEdit: true, cells })
const sheet: TargetSheet = {
  kind: 'sales',
  metric: 'receipts',
  metrics: ['receipts', 'value', 'units', 'm2'],
  currency: 'RUB', current: '2026-11',
  mayLock: true,
  months: [{ month: '2026-12', lockedBy: null, lockedAt: null }, { month: '2027-01', lockedBy: null, lockedAt: null }],
  rows: [
    row('department:2', null, cell(10, 1), cell(null, 0)),
    row('manager:11', 'department:2', cell(4, 3), cell(null, 0)),
    row('manager:12', 'department:2', cell(5, 1), cell(null, 0)),
  ],
}

it('keeps what is shown in the address', () => {
  const state: TargetsState = { metric: 'units', kind: 'business', from: '2026-12', byObject: true }
  expect(fromTargetsSearch(toTargetsSearch(state))).toEqual(state)
  expect(fromTargetsSearch(new URLSearchParams('metric=love&from=2026-13'))).toEqual({ metric: 'receipts', kind: 'sales', from: null, byObject: null })
  expect(fromTargetsSearch(toTargetsSearch({ ...state, byObject: false })).byObject).toBe(false)
})

it('opens on the side that has plans, and on people where both or none have', () => {
  const object = (value: number | null) => ({ ...row('complex:1', null, cell(value, 1)), group: 'objects' })
  const person = (value: number | null) => row('manager:11', null, cell(value, 1))
  const company = { ...row('', null, cell(7, 1)), group: 'company' }
  const opens = (...rows: TargetSheet['rows']) => opensByObject({ ...sheet, rows: [company, ...rows] })
  expect(opens(person(null), object(5))).toBe(true)
  expect(opens(person(5), object(5))).toBe(false)
  expect(opens(person(5), object(null))).toBe(false)
  expect(opens(person(null), object(null))).toBe(false)
  expect(opens(object(null))).toBe(true)
})

it('changes what was typed, with the version that was seen, and takes a target away where nothing is left', () => {
  const edits = { [cellKey('manager:11', '2026-12')]: typed('6 000,50', 2), [cellKey('manager:12', '2026-12')]: typed(' ', 1), [cellKey('department:2', '2026-12')]: typed('10'), [cellKey('manager:12', '2027-01')]: typed('7') }
  expect(changesOf(sheet, edits, 'ru')).toEqual({
    changes: [
      { scope: 'manager:11', month: '2026-12', value: 6000.5, version: 2 },
      { scope: 'manager:12', month: '2026-12', value: null, version: 1 },
      { scope: 'manager:12', month: '2027-01', value: 7, version: 0 },
    ],
    faults: new Set(),
  })
})

it('names what is no number, below zero, or half a flat', () => {
  const edits = { [cellKey('manager:11', '2026-12')]: typed('много'), [cellKey('manager:12', '2026-12')]: typed('-1'), [cellKey('manager:11', '2027-01')]: typed('1,5') }
  expect([...changesOf({ ...sheet, metric: 'units' }, edits, 'ru').faults]).toEqual(['manager:11|2026-12', 'manager:11|2027-01', 'manager:12|2026-12'])
  expect([...changesOf(sheet, edits, 'ru').faults]).toEqual(['manager:11|2026-12', 'manager:12|2026-12'])
})

it('adds up what stands below a row, as typed', () => {
  const [department] = sheet.rows
  expect(belowOf(sheet, department!, 0, {}, 'ru')).toBe(9)
  expect(belowOf(sheet, department!, 0, { [cellKey('manager:11', '2026-12')]: typed('7') }, 'ru')).toBe(12)
  expect(belowOf(sheet, department!, 1, {}, 'ru')).toBeNull()
})

it('keeps after saving what was typed meanwhile and what stands in months out of sight', () => {
  const saved = { a: typed('1'), b: typed('2'), 'manager:11|2026-12': typed('3'), 'manager:12|2026-12': typed('4') }
  const now = { ...saved, 'manager:12|2026-12': typed('45') }
  const changes = [{ scope: 'manager:11', month: '2026-12', value: 3, version: 0 }, { scope: 'manager:12', month: '2026-12', value: 4, version: 0 }]
  expect(without(now, saved, changes)).toEqual({ a: typed('1'), b: typed('2'), 'manager:12|2026-12': typed('45') })
})
