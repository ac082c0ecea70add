import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { CellKey, ReportAnswer, ReportCell } from '../../api/types'
import { searchKey } from '../../app/search'
import { undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { plainForecast, toForecastSearch } from '../forecast/forecast-state'
import { PlanNote } from '../plan/plan-note'
import { planNoteTexts } from '../plan/plan-note-texts'
import { measure, summaryOf } from './measures'
import { reportTexts } from './texts'

/** The current month, or the period, in one glance; every number that is a cell opens its list. */
export function KpiStrip({ answer, onOpen }: { answer: ReportAnswer; onOpen: (cell: CellKey) => void }) {
  const { format } = useSpeech()
  const text = useTexts(reportTexts).kpi
  const captions = useTexts(planNoteTexts)
  const summary = summaryOf(answer)
  if (summary === null) return null
  const money = (value: number) => format.compactMoney(value, answer.currency)
  const full = (value: number) => format.money(value, answer.currency)
  const open = (cell: ReportCell) => onOpen({ row: answer.totals.key, column: cell.column, measure: cell.measure })
  const big = (cell: ReportCell | null) =>
    cell === null ? (
      <span className="kpi-value quiet">{undefinedMark}</span>
    ) : (
      <button type="button" className="plain-button kpi-value kpi-open" title={full(cell.value)} onClick={() => open(cell)}>
        {money(cell.value)}
      </button>
    )
  const forecast = toForecastSearch({ ...plainForecast, filters: answer.filters }).toString()
  const partName = (part: ReportCell) => (part.measure === measure.receipts ? text.receipts : part.measure === measure.schedule ? text.schedule : text.pipeline)

  const plan = answer.plans.find(({ month }) => month === summary.month)
  return (
    <>
    <section className="kpis" aria-label={summary.month === null ? format.period(answer.period) : format.month(summary.month)}>
      <div className="kpi">
        <span className="kpi-caption">
          {text.fact} · {summary.month === null ? text.ofPeriod : format.monthName(summary.month)}
        </span>
        {big(summary.receipts)}
      </div>
      <div className="kpi">
        <span className="kpi-caption">{plan === undefined ? text.plan : captions.captions[plan.of]}</span>
        <span className="kpi-line">
          {big(summary.plan)}
          {summary.attained !== null && (
            <span className="kpi-attained" title={text.ofPlan}>
              <Bullet ratio={summary.attained} expected={summary.expected === null || summary.plan === null ? null : summary.expected / summary.plan.value} />
              {format.percent(summary.attained, 0)}
            </span>
          )}
        </span>
      </div>
      {summary.expected !== null && (
        <div className="kpi kpi-wide" title={text.sumAbout}>
          <span className="kpi-caption">
            <span className="kpi-parts">
              {summary.parts.map((part, index) => (
                <Fragment key={part.measure}>
                  {index > 0 && <span aria-hidden> + </span>}
                  <button type="button" className="plain-button link" title={full(part.value)} onClick={() => open(part)}>
                    {partName(part)}
                    <span className="kpi-part-value">{`\u00a0${format.compact(part.value)}`}</span>
                  </button>
                </Fragment>
              ))}
            </span>
          </span>
          <span className="kpi-line">
            <span className="kpi-value" title={full(summary.expected)}>
              {money(summary.expected)}
            </span>
            <Link to="/forecast" search={{ [searchKey]: forecast } as never} className="link kpi-forecast" title={text.sumAbout}>
              {text.forecast}
            </Link>
          </span>
        </div>
      )}
      {summary.gap !== null && (
        <div className="kpi">
          <span className="kpi-caption">{text.gap}</span>
          <span className="kpi-value" data-tone={summary.gap < 0 ? 'short' : undefined} title={`${format.signed(full(summary.gap))}\n${summary.expected === null ? text.gapOver : text.gapAbout}`}>
            {format.signed(money(summary.gap))}
          </span>
        </div>
      )}
    </section>
    {plan !== undefined && <PlanNote title={captions.plan(format.month(plan.month))} plan={plan} metric="receipts" month={plan.month} money={money} />}
    </>
  )
}

/** Received as a bar on a track to 100 %, a tick where fact, schedule and pipeline together end. */
function Bullet({ ratio, expected }: { ratio: number; expected: number | null }) {
  const width = 72
  const at = (value: number) => Math.min(Math.max(value, 0), 1) * width
  return (
    <svg className="bullet" width={width} height={10} viewBox={`0 0 ${width} 10`} aria-hidden>
      <rect className="bullet-track" width={width} height={6} y={2} rx={3} />
      {ratio > 0 && <rect className="bullet-bar" width={Math.max(at(ratio), 4)} height={6} y={2} rx={3} />}
      {expected !== null && <rect className="bullet-tick" x={Math.min(at(expected), width - 2)} width={2} height={10} rx={1} />}
    </svg>
  )
}
