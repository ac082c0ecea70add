import { expect, test } from 'vitest'
import type { MappingDraft, RoleLine } from '../../api/types'
import { partsOf, withLink, withSources } from './mapping-changes'

const line = (role: string, more: Partial<RoleLine> = {}): RoleLine => ({
  role, isMany: false, isChain: false, isRequired: false, isTable: role.toLowerCase().endsWith('table'), table: null, sources: ['x'], choices: [{ source: 'x', title: 'X' }],
  isSure: true, problem: null, sample: null, shares: [], ...more,
})
const draft = (...roles: RoleLine[]): MappingDraft => ({ roles, stages: [], mapping: null, problems: [], records: 0 })

test('what is unsure or wrong is asked for first, the rest stands by its part', () => {
  const { open, parts } = partsOf(
    draft(
      line('sellerField', { isSure: false }),
      line('salesPipelines'),
      line('payments.table'),
      line('payments.dealField', { problem: 'missing' }),
      line('aNewPart.field'),
      // The table is not chosen: there is nothing to choose from.
      line('schedule.dueField', { sources: [], choices: [], isSure: false }),
    ),
  )
  expect(open.map(({ role }) => role)).toEqual(['sellerField', 'payments.dealField'])
  expect(parts.map(({ part, lines }) => [part, ...lines.map(({ role }) => role)])).toEqual([
    ['sales', 'salesPipelines'],
    ['payments', 'payments.table'],
    ['aNewPart', 'aNewPart.field'],
  ])
})

test('stages that nobody is sure of stand first', () => {
  const stage = (title: string, isSure: boolean) => ({ stage: title, title, pipeline: 'Продажи', step: 'lead' as const, isSure, problem: null, records: 0 })
  expect(partsOf({ ...draft(), stages: [stage('a', true), stage('b', false), stage('c', true)] }).stages.map(({ title }) => title)).toEqual(['b', 'a', 'c'])
})

test('another table takes the fields of the former one away, and leaves other parts alone', () => {
  const roles = draft(line('payments.table'), line('payments.dealField'), line('payments.notReceiptKinds'), line('schedule.dealField'), line('sellerField'))
  expect(withSources({ sellerField: ['a'] }, roles, 'payments.table', ['9'])).toEqual({
    sellerField: ['a'], 'payments.table': ['9'], 'payments.dealField': [], 'payments.notReceiptKinds': [],
  })
  expect(withSources({}, roles, 'payments.dealField', ['9'])).toEqual({ 'payments.dealField': ['9'] })
})

test('another list of buildings leaves the complexes alone', () => {
  const roles = draft(line('objects.complexTable'), line('objects.buildingTable'), line('objects.buildingComplexField'), line('objects.dealComplexFields'), line('objects.dealBuildingFields'))
  expect(Object.keys(withSources({}, roles, 'objects.buildingTable', ['9'])).sort()).toEqual(['objects.buildingComplexField', 'objects.buildingTable', 'objects.dealBuildingFields'])
})

test('a chain keeps its order, and no field stands in it twice', () => {
  expect(withLink([], 0, 'a')).toEqual(['a'])
  expect(withLink(['a'], 1, 'b')).toEqual(['a', 'b'])
  expect(withLink(['a', 'b', 'c'], 1, '')).toEqual(['a', 'c'])
  expect(withLink(['a', 'b', 'c'], 0, 'c')).toEqual(['c', 'b'])
  expect(withLink(['a', 'b'], 2, 'a')).toEqual(['b', 'a'])
})
