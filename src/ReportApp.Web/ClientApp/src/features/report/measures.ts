import type { ReportAnswer, ReportCell } from '../../api/types'

/** Names of the catalogue that the strip above the table speaks of. */
export const measure = { plan: 'plan', receipts: 'receipts', schedule: 'schedule', pipeline: 'weighted_val' } as const

export type MonthSummary = Readonly<{
  month: string
  plan: ReportCell | null
  receipts: ReportCell | null
  /** What makes up the expected money, in the order it is read. */
  parts: readonly ReportCell[]
  expected: number | null
  /** Received over planned; null without a plan. */
  attained: number | null
  /** Expected minus planned; null without a plan. */
  gap: number | null
}>

/** The current month in the totals; null when the period does not hold it. */
export function monthSummary(answer: ReportAnswer): MonthSummary | null {
  const month = answer.today.slice(0, 7)
  if (!answer.columns.some((column) => column.key === month)) return null
  const cell = (name: string) => answer.totals.cells.find((other) => other.column === month && other.measure === name) ?? null
  const plan = cell(measure.plan)
  const receipts = cell(measure.receipts)
  const parts = [receipts, cell(measure.schedule), cell(measure.pipeline)].filter((part) => part !== null)
  const expected = parts.length === 0 ? null : parts.reduce((sum, part) => sum + part.value, 0)
  const hasPlan = plan !== null && plan.value > 0
  return {
    month,
    plan,
    receipts,
    parts,
    expected,
    attained: hasPlan && receipts !== null ? receipts.value / plan.value : null,
    gap: hasPlan && expected !== null ? expected - plan.value : null,
  }
}
