import { expect, test } from 'vitest'
import { inDays, preset, presetNames, stepped } from './periods'

test('presets around a day', () => {
  const shown = (names: readonly Parameters<typeof preset>[0][]) => Object.fromEntries(names.map((name) => [name, Object.values(preset(name, '2026-11-18')).join(' ')]))
  expect(shown(presetNames.months)).toEqual({
    window: '2026-08 2027-11',
    month: '2026-11 2026-11',
    quarter: '2026-10 2026-12',
    year: '2026-01 2026-12',
    last12: '2025-11 2026-10',
    next12: '2026-12 2027-11',
  })
  expect(shown(presetNames.days)).toEqual({
    month: '2026-11 2026-11',
    lastMonth: '2026-10 2026-10',
    half: '2026-11-16 2026-11-30',
    quarter: '2026-10 2026-12',
    lastQuarter: '2026-07 2026-09',
    year: '2026-01 2026-12',
    week: '2026-11-16 2026-11-22',
    lastWeek: '2026-11-09 2026-11-15',
  })
})

test('a quarter steps by a quarter, a window glides by a month', () => {
  expect(stepped({ from: '2026-10', to: '2026-12' }, 1)).toEqual({ from: '2027-01', to: '2027-03' })
  expect(stepped({ from: '2026-08', to: '2027-11' }, -1)).toEqual({ from: '2026-07', to: '2027-10' })
})

test('days step by their own length, and by months when they are whole ones', () => {
  expect(stepped({ from: '2026-11-16', to: '2026-11-22' }, 1)).toEqual({ from: '2026-11-23', to: '2026-11-29' })
  expect(stepped(inDays({ from: '2026-03', to: '2026-03' }), -1)).toEqual({ from: '2026-02-01', to: '2026-02-28' })
})

test('halves of a month step by halves', () => {
  expect(stepped({ from: '2026-11-16', to: '2026-11-30' }, 1)).toEqual({ from: '2026-12-01', to: '2026-12-15' })
  expect(stepped({ from: '2026-12-01', to: '2026-12-15' }, 1)).toEqual({ from: '2026-12-16', to: '2026-12-31' })
  expect(stepped({ from: '2026-03-01', to: '2026-03-15' }, -1)).toEqual({ from: '2026-02-16', to: '2026-02-28' })
})
