import type { KnownFigure, KnownMetric, Language, Month, ReconciledFigure } from '../../api/types'
import { parseAmount } from '../../i18n/format'

export const figureKey = ({ month, row, metric }: Readonly<{ month: Month; row: string; metric: KnownMetric }>): string => `${month} ${row} ${metric}`

export const isMoney = (metric: KnownMetric): boolean => metric === 'receipts' || metric === 'contractsValue'

/** What somebody typed into a cell: nothing takes the figure away, and what is no number is not sent. */
export function readFigure(text: string, metric: KnownMetric, language: Language): Readonly<{ isRight: boolean; value: number | null }> {
  const plain = text.trim()
  if (plain === '') return { isRight: true, value: null }
  const isNegative = /^[-−]/.test(plain)
  const value = parseAmount(plain.replace(/^[-−]/, ''), language)
  if (value === null || (metric === 'contracts' && !Number.isInteger(value))) return { isRight: false, value: null }
  return { isRight: true, value: isNegative ? -value : value }
}

/** A column pasted from a spreadsheet goes down the rows from the cell it was pasted into. */
export function pasted(text: string, from: string, rows: readonly string[]): readonly Readonly<{ row: string; text: string }>[] {
  const lines = text.replace(/\r/g, '').replace(/\n$/, '').split('\n')
  const start = rows.indexOf(from)
  return lines.flatMap((line, index) => {
    const row = rows[start + index]
    return start < 0 || row === undefined ? [] : [{ row, text: line.split('\t')[0] ?? '' }]
  })
}

export function toKnown(figure: Pick<ReconciledFigure, 'month' | 'row' | 'metric'>, value: number | null): KnownFigure {
  return { month: figure.month, row: figure.row, metric: figure.metric, value }
}

export type Summary = Readonly<{ known: number; different: number }>

export function summaryOf(figures: readonly ReconciledFigure[]): Summary {
  const known = figures.filter(({ known }) => known !== null)
  return { known: known.length, different: known.filter(({ delta }) => delta !== 0).length }
}
