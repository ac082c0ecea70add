import type { FunnelMonth, TargetChange } from '../../api/types'
import { type Step, steps } from './funnel-state'

/** A need by the norm that is not yet the step's target. */
export type KeptNeed = Readonly<{ row: string; step: Step; was: number | null; becomes: number; change: TargetChange }>

/** Whether the viewer may set any target of those on the screen. */
export const maySetNeeds = ({ rows }: FunnelMonth): boolean => rows.some((row) => row.steps.some(({ target }) => target !== null))

/** What saving the needs would change. @param whom key of a row; null: all on the screen */
export function needsToKeep({ month, rows }: FunnelMonth, whom: string | null): readonly KeptNeed[] {
  return rows
    .filter(({ key }) => whom === null || key === whom)
    .flatMap((row) =>
      row.steps.flatMap(({ step, byNorm, target }): readonly KeptNeed[] => {
        const known = steps.find((own) => own === step)
        if (known === undefined || target === null || byNorm === null || byNorm === target.value) return []
        const { scope, metric, version, value } = target
        return [{ row: row.key, step: known, was: value, becomes: byNorm, change: { scope, month, value: byNorm, version, metric } }]
      }),
    )
}
