import type { ReportAnswer, ReportCell, ReportRow } from '../api/types'
import { totalColumn } from '../grid/grid-model'

/** One bar. The others, when there are too many to read, are one bar without a row. */
export type ChartItem = Readonly<{
  row: ReportRow | null
  value: number
  /** Width from 0 to 1, the widest being 1. */
  size: number
  /** Of the step below; 0 for the last. */
  next: number
  /** Conversion from the step before, in hundredths; null where there is none. */
  conversion: number | null
}>

/** So many stand above a table without scrolling. */
const most = 8

/**
 * What the chart of a report shows of it.
 * @returns the rows of a funnel in their order, or people from the largest on, at most eight; empty where there is nothing to draw
 */
export function chartItems(answer: ReportAnswer): readonly ChartItem[] {
  const { chart } = answer
  if (chart === null) return []
  const cell = (row: ReportRow, measure: string) => row.cells.find((other) => other.column === totalColumn && other.measure === measure)
  const parents = new Set(answer.rows.map((row) => row.parent))
  const bars = answer.rows
    .filter((row) => !parents.has(row.key))
    .map((row) => ({ row: row as ReportRow | null, cell: cell(row, chart.measure) }))
    .filter((bar): bar is { row: ReportRow | null; cell: ReportCell } => bar.cell !== undefined)
  const shown = chart.kind === 'funnel' ? bars.map(({ row, cell: own }) => ({ row, value: own.value })) : ranked(bars.map(({ row, cell: own }) => ({ row, value: own.value })))
  const widest = Math.max(0, ...shown.map((bar) => bar.value))
  if (widest === 0) return []
  return shown.map(({ row, value }, index) => ({
    row,
    value,
    size: Math.max(value, 0) / widest,
    next: Math.max(shown[index + 1]?.value ?? 0, 0) / widest,
    conversion: (row && chart.conversion != null ? cell(row, chart.conversion)?.value : null) ?? null,
  }))
}

type Bar = Readonly<{ row: ReportRow | null; value: number }>

function ranked(bars: readonly Bar[]): readonly Bar[] {
  const sorted = bars.filter((bar) => bar.value !== 0).sort((a, b) => b.value - a.value)
  if (sorted.length <= most) return sorted
  const rest = sorted.slice(most - 1)
  // In hundredths, so that nothing is lost on the way.
  return [...sorted.slice(0, most - 1), { row: null, value: rest.reduce((sum, bar) => sum + Math.round(bar.value * 100), 0) / 100 }]
}
