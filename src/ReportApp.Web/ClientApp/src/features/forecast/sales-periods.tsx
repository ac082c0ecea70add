import type { ReactNode } from 'react'
import type { SalesPeriod, SalesPeriodsRequest } from '../../api/types'
import { openRecord } from '../../app/host-frame/bridge'
import { undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { FailureLine } from '../../ui/failure'
import { useLoaded } from '../../ui/state'
import { toneOf } from './forecast-model'
import { useSalesPeriods } from './forecast-queries'
import { periodTexts } from './sales-texts'
import './sales-periods.css'

/** What the month, the quarter and both quarters will have brought, and how much of it hangs on three deals. */
export function SalesPeriods({ request, name }: { request: SalesPeriodsRequest; name: string }) {
  const { format } = useSpeech()
  const text = useTexts(periodTexts)
  const query = useSalesPeriods(request)
  const answer = useLoaded(query)
  return (
    <section className="sales-periods" aria-label={`${text.title}: ${name}`} aria-busy={answer.kind === 'loading'}>
      {answer.kind === 'failed' && <FailureLine error={answer.error} retry={() => void query.refetch()} />}
      {answer.kind === 'loading' && <div className="skeleton sales-periods-wait" />}
      {answer.kind === 'ready' && (
        <>
          <div className="sales-periods-list" data-dimmed={answer.isOutdated}>
            {answer.value.periods.map((period) => (
              <Period key={`${period.from} ${period.to}`} period={period} currency={answer.value.currency} />
            ))}
          </div>
          {answer.value.overdue !== 0 && (
            <p className="quiet sales-periods-note" data-testid="sales-overdue" data-value={answer.value.overdue}>
              {text.overdue(format.compactMoney(answer.value.overdue, answer.value.currency))}
            </p>
          )}
        </>
      )}
    </section>
  )
}

function Period({ period, currency }: { period: SalesPeriod; currency: string }) {
  const { format } = useSpeech()
  const text = useTexts(periodTexts)
  const { plan, range, missing, gap, coverage } = period
  const compact = (value: number | null) => (value === null ? undefinedMark : format.compactMoney(value, currency))
  const exact = (value: number | null) => (value === null ? undefined : format.money(value, currency))
  const line = (title: string, value: ReactNode, about?: string, tone?: string) => (
    <div className="sales-period-line" title={about} data-tone={tone}>
      <dt>{title}</dt>
      <dd className="numbers">{value}</dd>
    </div>
  )
  return (
    <article
      className="sales-period"
      data-testid="sales-period"
      data-from={period.from}
      data-to={period.to}
      data-mean={period.mean}
      data-p50={range?.p50 ?? ''}
      data-gap={gap ?? ''}
      data-without={period.meanWithout}
    >
      <h3>{format.period({ from: period.from, to: period.to })}</h3>
      <dl>
        {line(text.mean, <strong>{compact(period.mean)}</strong>, exact(period.mean))}
        {range !== null && line(text.middle, compact(range.p50), exact(range.p50))}
        {range !== null && line(text.range, `${format.compactMoney(range.p10, currency)} — ${format.compactMoney(range.p90, currency)}`)}
        {line(text.fact, compact(period.fact), exact(period.fact))}
        {line(text.plan, plan === null ? text.noPlan : compact(plan), exact(plan))}
        {gap !== null && line(gap > 0 ? text.short : text.over, compact(Math.abs(gap)), `${text.gapAbout}: ${exact(gap) ?? ''}`, toneOf(-gap))}
        {missing !== null && line(text.coverage, missing === 0 ? text.done : coverage === null ? undefinedMark : text.times(format.number(coverage, 2)), text.coverageAbout(compact(period.pipeline)))}
        {line(text.without, compact(period.meanWithout), exact(period.meanWithout))}
        {period.p50Without !== null && line(text.withoutMiddle, compact(period.p50Without), exact(period.p50Without))}
      </dl>
      {period.largest.length > 0 && (
        <ul className="sales-largest" aria-label={text.largest}>
          {period.largest.map((deal) => (
            <li key={deal.dealId} data-testid="sales-largest" data-host-id={deal.dealId} data-value={deal.money}>
              <button type="button" className="plain-button link" onClick={() => void openRecord(deal.hostUrl)}>
                {deal.title}
              </button>
              <span className="numbers quiet">{compact(deal.money)}</span>
            </li>
          ))}
        </ul>
      )}
    </article>
  )
}
