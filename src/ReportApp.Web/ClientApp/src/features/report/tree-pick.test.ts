import { expect, test } from 'vitest'
import type { FilterValue } from '../../api/types'
import { found, inTreeOrder, isHeading, markOf, markOfHeading, toggled, toggledHeading, underHeadings } from './tree-pick'

const item = (value: string, parent: string | null = null): FilterValue => ({ value, title: `Имя ${value}`, parent, isGroup: parent === null, isActive: true })
const values = [item('d1'), item('a', 'd1'), item('b', 'd1'), item('d2'), item('c', 'd2')]

test('a group swallows its members', () => expect(toggled(values, ['a', 'c'], 'd1')).toEqual(['c', 'd1']))

test('taking one out of a chosen group leaves the others by name', () => expect(toggled(values, ['d1'], 'a')).toEqual(['b']))

test('marks tell how a value is chosen', () => {
  expect(['d1', 'a', 'd2', 'c'].map((value) => markOf(values, ['d1', 'c'], value))).toEqual(['chosen', 'through-group', 'partly', 'chosen'])
})

test('a department is a heading: choosing it chooses its people by name', () => {
  const caption = { ru: '', en: '' }
  const person = (value: string, parent: string): FilterValue => ({ ...item(value, parent), isGroup: false })
  const people = { dimension: 'manager', title: caption, values: [person('1', '1'), person('2', '1'), person('3', 'hidden')] }
  const tree = underHeadings(people, { dimension: 'department', title: caption, values: [item('1')] }).values
  const heading = tree.find(({ value }) => isHeading(value))?.value ?? ''
  expect(toggledHeading(tree, ['3'], heading)).toEqual(['3', '1', '2'])
  expect(toggledHeading(tree, ['3', '1', '2'], heading)).toEqual(['3'])
  expect([['1', '2'], ['1'], ['3']].map((picked) => markOfHeading(tree, picked, heading))).toEqual(['chosen', 'partly', 'none'])
})

test('a search keeps the way to what it found', () => expect(found(values, 'имя c').map(({ value }) => value)).toEqual(['d2', 'c']))

test('a value whose parent is hidden stands at the top', () => {
  expect(inTreeOrder([item('x', 'hidden'), ...values]).map((row) => `${row.level}${row.item.value}`)).toEqual(['0x', '0d1', '1a', '1b', '0d2', '1c'])
})
