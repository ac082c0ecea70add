import { expect, test } from 'vitest'
import type { TargetProposal, TargetSheet, TargetSheetRow } from '../../api/types'
import { changesOf, divisionsOf, partiesOf } from './target-proposal'

const row = (key: string, group: string, parent: string | null, more: Partial<TargetSheetRow> = {}): TargetSheetRow => ({ key, parent, level: parent === null ? 0 : 1, group, title: key, scope: key, mayEdit: true, cells: [], ...more })
const rows = [
  row('all', 'company', null), row('department:1', 'people', null), row('manager:1', 'people', 'department:1'), row('complex:1', 'objects', null), row('building:1', 'objects', 'complex:1'), row('complex:2', 'objects', null),
]
const sheet: TargetSheet = { kind: 'sales', metric: 'receipts', metrics: [], currency: 'RUB', current: '2026-11', months: [], mayLock: true, rows }

test('a row is divided between months, and between the people or objects below it', () => {
  expect(rows.map((each) => divisionsOf(sheet, each).join(' '))).toEqual(['months managers objects', 'months managers', 'months', 'months objects', 'months', 'months'])
})

test('a department of which only the people may be planned is divided between them alone', () => {
  const own = [row('department:1', 'people', null, { mayEdit: false }), row('manager:1', 'people', 'department:1')]
  expect(divisionsOf({ ...sheet, rows: own }, own[0]!)).toEqual(['managers'])
})

test('what is over, locked or as it was is not saved, and no plan and a plan of nothing are the same', () => {
  const target = (becomes: number, was: number | null, why: TargetProposal['targets'][number]['why']) => ({ scope: 'all', title: null, month: '2026-11', fact: 0, was, becomes, version: 3, weight: 1, why })
  const proposal: TargetProposal = {
    kind: 'sales', metric: 'receipts', scope: 'all', into: 'months', currency: 'RUB', isFactKnown: true, isForecast: true, sums: [], others: [],
    targets: [target(5, null, 'closed'), target(5, 4, 'locked'), target(5, 5, 'kept'), target(0, null, 'weight'), target(7, 5, 'behind')],
  }
  expect(changesOf(proposal)).toEqual([{ scope: 'all', month: '2026-11', value: 7, version: 3 }])
})

test('who had a part at first stands before the others, and stays there without one', () => {
  const answer = (targets: readonly string[], others: readonly string[]) => ({ targets: targets.map((scope) => ({ scope })), others: others.map((scope) => ({ scope, title: null })) }) as unknown as TargetProposal
  const first = answer(['complex:2', 'manager:1'], ['complex:1'])
  const parties = (now: TargetProposal) => partiesOf(sheet, now, first).map(({ scope, hasPart }) => `${scope} ${hasPart}`)
  expect(parties(first)).toEqual(['manager:1 true', 'complex:2 true', 'complex:1 false'])
  expect(parties(answer(['complex:2', 'complex:1'], ['manager:1']))).toEqual(['manager:1 false', 'complex:2 true', 'complex:1 true'])
})
