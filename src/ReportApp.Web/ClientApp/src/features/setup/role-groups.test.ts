import { expect, test } from 'vitest'
import { roleGroups } from './role-groups'

test('a role with several sources is one line, and stages stand apart', () => {
  const { parts, steps } = roleGroups([
    { role: 'salesPipelines', source: '1', title: 'Квартиры', isSure: true },
    { role: 'salesPipelines', source: '2', title: 'Машино-места', isSure: true },
    { role: 'step:C1:NEW', source: 'Lead', title: 'Новая', isSure: false },
    { role: 'payments.table', source: null, title: null, isSure: false },
  ])
  expect(parts).toEqual([
    { part: 'sales', lines: [{ role: 'salesPipelines', titles: ['Квартиры', 'Машино-места'], isSure: true }] },
    { part: 'payments', lines: [{ role: 'payments.table', titles: [], isSure: false }] },
  ])
  expect(steps).toEqual([{ stage: 'Новая', step: 'Lead', isSure: false }])
})
