import { expect, test } from 'vitest'
import type { FilterValue } from '../../api/types'
import { found, inTreeOrder, markOf, toggled } from './tree-pick'

const item = (value: string, parent: string | null = null): FilterValue => ({ value, title: `Имя ${value}`, parent, isGroup: parent === null, isActive: true })
const values = [item('d1'), item('a', 'd1'), item('b', 'd1'), item('d2'), item('c', 'd2')]

test('a group swallows its members', () => expect(toggled(values, ['a', 'c'], 'd1')).toEqual(['c', 'd1']))

test('taking one out of a chosen group leaves the others by name', () => expect(toggled(values, ['d1'], 'a')).toEqual(['b']))

test('marks tell how a value is chosen', () => {
  expect(['d1', 'a', 'd2', 'c'].map((value) => markOf(values, ['d1', 'c'], value))).toEqual(['chosen', 'through-group', 'partly', 'chosen'])
})

test('a search keeps the way to what it found', () => expect(found(values, 'имя c').map(({ value }) => value)).toEqual(['d2', 'c']))

test('a value whose parent is hidden stands at the top', () => {
  expect(inTreeOrder([item('x', 'hidden'), ...values]).map((row) => `${row.level}${row.item.value}`)).toEqual(['0x', '0d1', '1a', '1b', '0d2', '1c'])
})
