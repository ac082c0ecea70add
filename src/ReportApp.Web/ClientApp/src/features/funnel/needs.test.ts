import { expect, test } from 'vitest'
import type { FunnelMonth, FunnelNeed, FunnelRow } from '../../api/types'
import { maySetNeeds, needsToKeep } from './needs'

const need = (more: Partial<FunnelNeed>): FunnelNeed => ({ step: 'reservations', need: 24, perDay: 1.2, perSale: 3, source: 'default', needSource: 'norm', byNorm: 24, target: null, ...more })
const target = (value: number | null, version: number, metric = 'reservations') => ({ scope: 'manager:11', metric, value, version })
const row = (key: string, ...steps: readonly FunnelNeed[]): FunnelRow => ({ key, parent: null, level: 0, title: key, sales: 8, workingDays: 20, steps })
const month = (...rows: readonly FunnelRow[]): FunnelMonth => ({ month: '2026-11', rows }) as unknown as FunnelMonth

test('What a norm comes to is kept where it is not the target yet', () => {
  const shown = month(row('manager:11', need({ target: target(null, 0) }), need({ step: 'received', byNorm: 40, target: target(30, 2, 'received') }), need({ step: 'contracts', byNorm: 8 })))
  expect(needsToKeep(shown, null).map(({ step, was, becomes, change }) => [step, was, becomes, change.metric, change.version, change.month])).toEqual([
    ['reservations', null, 24, 'reservations', 0, '2026-11'],
    ['received', 30, 40, 'received', 2, '2026-11'],
  ])
})

test('What is so already, has no norm, or is not the viewer’s to set stays', () => {
  expect(needsToKeep(month(row('manager:11', need({ target: target(24, 1) }), need({ byNorm: null, target: target(5, 1) }), need({}))), null)).toEqual([])
  expect(maySetNeeds(month(row('manager:11', need({}))))).toBe(false)
  expect(maySetNeeds(month(row('manager:11', need({ target: target(24, 1) }))))).toBe(true)
})

test('One manager or all on the screen', () => {
  const shown = month(row('manager:11', need({ target: target(null, 0) })), row('manager:12', need({ target: target(null, 0) })))
  expect(needsToKeep(shown, null).length).toBe(2)
  expect(needsToKeep(shown, 'manager:12').map((kept) => kept.row)).toEqual(['manager:12'])
})
