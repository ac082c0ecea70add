import type { DayLine } from '../../api/types'

/** The fact on a track as long as the day's plan, or as the fact where that is more; a tick where the base plan stands. Its words stand beside it. */
export function dayBar({ plan, base, fact, status }: Pick<DayLine, 'plan' | 'base' | 'fact' | 'status'>) {
  if (plan === null) return <span className="day-bar" aria-hidden />
  const whole = Math.max(plan, base ?? 0, fact)
  const at = (value: number) => (whole <= 0 ? 0 : (Math.max(value, 0) / whole) * 100)
  return (
    <svg className="day-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden data-status={status ?? 'none'}>
      <rect className="day-bar-track" width={at(plan)} height={6} />
      <rect className="day-bar-fact" width={at(fact)} height={6} />
      {base !== null && base > 0 && base !== plan && <rect className="day-bar-tick" x={Math.min(at(base), 99) - 0.5} width={1.5} height={6} />}
    </svg>
  )
}
