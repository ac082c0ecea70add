import type { ReportAnswer, ReportCell } from '../../api/types'
import { totalColumn } from '../../grid/grid-model'

/** Names of the catalogue that the strip above the table speaks of. */
export const measure = { plan: 'plan', receipts: 'receipts', schedule: 'schedule', pipeline: 'weighted_val' } as const

export type Summary = Readonly<{
  /** The current month; null: the whole period, which does not hold it. */
  month: string | null
  plan: ReportCell | null
  receipts: ReportCell | null
  /** What makes up the expected money, in the order it is read. */
  parts: readonly ReportCell[]
  expected: number | null
  /** Received over planned; null without a plan. */
  attained: number | null
  /** Expected (received, when the period is over) minus planned; null without a plan. */
  gap: number | null
}>

/** The current month in the totals, or the whole period when that does not hold it; null for a report without plan and fact. */
export function summaryOf(answer: ReportAnswer): Summary | null {
  const current = answer.today.slice(0, 7)
  const month = answer.columns.some((column) => column.key === current) ? current : null
  if (!answer.isByMonth || !answer.measures.some(({ name }) => name === measure.receipts)) return null
  const isOver = month === null && answer.period.to < current
  const cell = (name: string) => answer.totals.cells.find((other) => other.column === (month ?? totalColumn) && other.measure === name) ?? null
  const plan = cell(measure.plan)
  const receipts = cell(measure.receipts)
  // What was due in a period that is over is overdue, and nothing is expected of it.
  const parts = isOver ? [] : [receipts, cell(measure.schedule), cell(measure.pipeline)].filter((part) => part !== null)
  const expected = parts.length === 0 ? null : parts.reduce((sum, part) => sum + part.value, 0)
  const reached = isOver ? receipts?.value : (expected ?? undefined)
  const hasPlan = plan !== null && plan.value > 0
  return {
    month,
    plan,
    receipts,
    parts,
    expected,
    attained: hasPlan && receipts !== null ? receipts.value / plan.value : null,
    gap: hasPlan && reached !== undefined ? reached - plan.value : null,
  }
}
