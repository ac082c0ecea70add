import { Select, Spinner } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { Fragment, useState } from 'react'
import type { Day, ForecastMovement, ForecastReason } from '../../api/types'
import { addDays, addMonths, monthsBetween, undefinedMark } from '../../i18n/format'
import { useSpeech } from '../../i18n/language'
import { Failure, FailureLine } from '../../ui/failure'
import { Segments } from '../../ui/segments'
import { useLoaded } from '../../ui/state'
import { DayInput } from '../report/period-filter'
import { addsUp, boundsOf, changesPeriod, type ChangesPeriod, changesRequest, lookBacks, scaleOf, stepsOf } from './changes-model'
import { addUp, toneOf } from './forecast-model'
import { useChanges } from './forecast-queries'
import type { ChangeForecast, ForecastState } from './forecast-state'
import { useChangesTexts } from './metric'
import { MovedDeals } from './moved-deals'
import { countForm } from './texts'

type Props = Readonly<{ row: string; name: string; today: Day; state: ForecastState; change: ChangeForecast }>

/** «Динамика»: what made the forecast of some months another one since a day. */
export function ChangesView({ row, name, today, state, change }: Props) {
  const text = useChangesTexts()
  const period = changesPeriod(state, today)
  const query = useChanges(changesRequest(row, period, state))
  const movement = useLoaded(query)
  const pick = (next: Partial<ChangesPeriod>) => change((now) => ({ ...now, ...next }), 'replace')
  return (
    <section className="changes" data-testid="changes" aria-label={`${text.title}: ${name}`} aria-busy={movement.kind === 'loading' || (movement.kind === 'ready' && movement.isOutdated)}>
      {state.scenario !== null && <p className="changes-without">{text.withoutScenario}</p>}
      <Choice period={period} today={today} pick={pick} />
      {movement.kind === 'loading' && <Spinner className="changes-wait" label={text.computing} labelPosition="below" />}
      {movement.kind === 'failed' && <Failure error={movement.error} retry={() => void query.refetch()} />}
      {movement.kind === 'ready' && (
        <div data-dimmed={movement.isOutdated}>
          {movement.error !== null && <FailureLine error={movement.error} retry={() => void query.refetch()} />}
          <Waterfall key={movement.value.row} movement={movement.value} period={period} />
        </div>
      )}
      <p className="quiet changes-note">{text.note}</p>
    </section>
  )
}

function Choice({ period, today, pick }: { period: ChangesPeriod; today: Day; pick: (next: Partial<ChangesPeriod>) => void }) {
  const { format } = useSpeech()
  const text = useChangesTexts()
  const bounds = boundsOf(today, period.since)
  const months = Array.from({ length: monthsBetween(bounds.from, bounds.to) }, (_, index) => addMonths(bounds.from, index))
  const back = lookBacks.find((days) => addDays(today, -days) === period.since)
  return (
    <div className="changes-choice">
      <span className="quiet">{text.since}</span>
      <Segments
        label={text.since}
        name="changes-since"
        options={lookBacks.map((days) => ({ value: String(days), title: text.back[days] ?? '' }))}
        picked={String(back)}
        onPick={(days) => pick({ since: addDays(today, -Number(days)) })}
      />
      <DayInput label={text.since} value={period.since} min={bounds.first} max={bounds.last} onPick={(since) => pick({ since })} />
      <span className="changes-months">
        <span className="quiet">{text.months}</span>
        <Select size="small" aria-label={text.from} data-testid="changes-from" value={period.from} onChange={(_, { value }) => pick({ from: value, to: value > period.to ? value : period.to })}>
          {months.map((month) => (
            <option key={month} value={month}>{format.month(month)}</option>
          ))}
        </Select>
        <span aria-hidden>—</span>
        <Select size="small" aria-label={text.to} data-testid="changes-to" value={period.to} onChange={(_, { value }) => pick({ from: period.from, to: value })}>
          {months.filter((month) => month >= period.from).map((month) => (
            <option key={month} value={month}>{format.month(month)}</option>
          ))}
        </Select>
      </span>
    </div>
  )
}

/** The table is the chart: a bar of every line begins where the one above it ends. */
function Waterfall({ movement, period }: { movement: ForecastMovement; period: ChangesPeriod }) {
  const { format, language } = useSpeech()
  const text = useChangesTexts()
  const [opened, setOpened] = useState<ForecastReason | null>(null)
  const steps = stepsOf(movement)
  const scale = scaleOf(movement)
  const isProven = addsUp(movement)
  const delta = addUp([movement.after, -movement.before])
  const digits = [movement.before, movement.after, ...movement.reasons.map(({ amount }) => amount)].every(Number.isInteger) ? 0 : 2
  const number = (value: number) => format.number(value, digits)
  const signed = (value: number) => format.signed(number(value))
  const bar = (kind: string, from: number, to: number) => {
    const at = (value: number) => ((value - scale.least) / (scale.most - scale.least || 1)) * 100
    const [left, right] = [Math.min(at(from), at(to)), Math.max(at(from), at(to))]
    return (
      <td className="changes-bar" aria-hidden>
        <svg viewBox="0 0 100 32" preserveAspectRatio="none" data-kind={kind}>
          {kind !== 'before' && <line x1={at(from)} x2={at(from)} y1="0" y2="16" />}
          {kind !== 'after' && <line x1={at(to)} x2={at(to)} y1="16" y2="32" />}
          <rect x={left} width={Math.max(right - left, 0.3)} y="8" height="16" />
        </svg>
      </td>
    )
  }
  const whole = (kind: 'before' | 'after', title: string, value: number) => (
    <tr className="changes-whole" data-testid={`changes-${kind}`} data-value={value}>
      <th scope="row">{title}</th>
      <td />
      <td>{number(value)}</td>
      {bar(kind, kind === 'before' ? scale.least : value, kind === 'before' ? value : scale.least)}
    </tr>
  )
  return (
    <>
      <p className="changes-sentence">
        <span>
          {delta === 0
            ? text.same(format.period(period), format.day(period.since))
            : text.sentence(format.period(period), format.signed(format.compactMoney(delta, movement.unit)), format.day(period.since))}
        </span>
        <span className="drill-match" data-testid="changes-proof" data-matches={isProven}>
          {isProven ? <CheckmarkCircleRegular aria-hidden /> : <WarningRegular aria-hidden />}
          {isProven ? text.adds : text.differs}
        </span>
      </p>
      <table className="changes-table" aria-label={text.title}>
        <thead>
          <tr>
            <th scope="col">{text.reason}</th>
            <th scope="col">{text.count}</th>
            <th scope="col">
              {text.amount}, {format.currencySymbol(movement.unit)}
            </th>
            <th scope="col">
              {text.bar}
              {scale.isCut && <span className="quiet changes-cut">{text.cut}</span>}
            </th>
          </tr>
        </thead>
        <tbody>
          {whole('before', text.before(format.day(period.since)), movement.before)}
          {steps.map(({ move, from, to }) => {
            const title = text.reasons[move.reason]
            const isOpen = opened === move.reason
            return (
              <Fragment key={move.reason}>
                <tr data-testid="changes-reason" data-reason={move.reason} data-value={move.amount} data-count={move.count}>
                  <th scope="row" title={text.about[move.reason]}>
                    {move.count === 0 ? (
                      <span className="changes-closed">{title}</span>
                    ) : (
                      <button
                        type="button"
                        className="plain-button changes-open"
                        aria-expanded={isOpen}
                        aria-label={text.open(title, signed(move.amount))}
                        onClick={() => setOpened(isOpen ? null : move.reason)}
                      >
                        {isOpen ? <ChevronDownRegular aria-hidden /> : <ChevronRightRegular aria-hidden />}
                        {title}
                      </button>
                    )}
                  </th>
                  <td>{move.count === 0 ? undefinedMark : format.number(move.count)}</td>
                  <td data-tone={toneOf(move.amount)}>{signed(move.amount)}</td>
                  {bar(move.amount < 0 ? 'down' : 'up', from, to)}
                </tr>
                {isOpen && (
                  <tr className="changes-deals">
                    <td colSpan={4}>
                      <p className="quiet">
                        {text.about[move.reason]}.{' '}
                        {move.count > move.deals.length && `${text.mostShown(format.number(move.deals.length), format.plural(move.count, ...countForm('deal', language)))}.`}
                      </p>
                      <MovedDeals deals={move.deals} unit={movement.unit} label={title} before={text.beforeDeal} after={text.afterDeal} />
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
          {whole('after', text.after, movement.after)}
        </tbody>
      </table>
    </>
  )
}
