import type { Day, PaymentSource } from '../../api/types'
import { addDays } from '../../i18n/format'

export type Period = Readonly<{ file: string | null; from: Day | null; to: Day | null }>

/** Whose payments count when: the CRM's where nobody else's do; `null` is the CRM, or no end. */
export function periodsOf(sources: readonly PaymentSource[]): readonly Period[] {
  const told = sources[0]?.from === null ? sources : [{ file: null, from: null }, ...sources]
  return told.map(({ file, from }, index) => {
    const next = told[index + 1]?.from ?? null
    return { file, from, to: next === null ? null : addDays(next, -1) }
  })
}
