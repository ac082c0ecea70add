import { expect, test } from 'vitest'
import { preset, presetNames, stepped } from './periods'

test('presets around a month', () => {
  expect(Object.fromEntries(presetNames.map((name) => [name, Object.values(preset(name, '2026-11')).join(' ')]))).toEqual({
    window: '2026-08 2027-11',
    month: '2026-11 2026-11',
    quarter: '2026-10 2026-12',
    year: '2026-01 2026-12',
    last12: '2025-11 2026-10',
    next12: '2026-12 2027-11',
  })
})

test('a quarter steps by a quarter, a window glides by a month', () => {
  expect(stepped({ from: '2026-10', to: '2026-12' }, 1)).toEqual({ from: '2027-01', to: '2027-03' })
  expect(stepped({ from: '2026-08', to: '2027-11' }, -1)).toEqual({ from: '2026-07', to: '2027-10' })
})
