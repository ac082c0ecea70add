import { expect, test } from 'vitest'
import type { ReconciledFigure } from '../../api/types'
import { pasted, readFigure, summaryOf } from './figures'

test.each([
  ['', 'receipts', { isRight: true, value: null }],
  ['1 250 000,50', 'receipts', { isRight: true, value: 1_250_000.5 }],
  ['-500', 'receipts', { isRight: true, value: -500 }],
  ['много', 'receipts', { isRight: false, value: null }],
  ['12', 'contracts', { isRight: true, value: 12 }],
  ['1,5', 'contracts', { isRight: false, value: null }],
] as const)('«%s» typed as %s', (text, metric, expected) => {
  expect(readFigure(text, metric, 'ru')).toEqual(expected)
})

test('a pasted column goes down the rows and stops at the last one', () => {
  expect(pasted('1 000\t9\r\n2 000\r\n3 000\r\n', 'complex:1', ['total', 'complex:1', 'complex:2'])).toEqual([
    { row: 'complex:1', text: '1 000' },
    { row: 'complex:2', text: '2 000' },
  ])
})

test('what nobody knows is not compared', () => {
  const figure = (known: number | null, delta: number | null): ReconciledFigure => ({ month: '2026-10', row: 'total', metric: 'receipts', ours: 5, known, delta, reasons: [] })
  expect(summaryOf([figure(null, null), figure(5, 0), figure(4, 1)])).toEqual({ known: 2, different: 1 })
})
