import { Button } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { useEffect, useRef } from 'react'
import type { DayAnswer, DayLine, DayNumber, DayRecord, DayRecords, DayRequest, DayRow } from '../../api/types'
import { openRecord } from '../../app/host-frame/bridge'
import { digitsOf } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { Segments } from '../../ui/segments'
import { loaded } from '../../ui/state'
import '../report/drill-panel.css'
import { useDayRecords } from './day-queries'
import type { OpenedLine } from './day-state'
import { isMoney, statusWord } from './day-table'
import { dayTexts } from './texts'

type Props = Readonly<{
  answer: DayAnswer
  row: DayRow
  line: DayLine
  name: string
  opened: OpenedLine
  request: DayRequest
  onList: (number: DayNumber) => void
  onClose: () => void
}>

/** How a number came about, and the records behind it. Its head proves that these are the number. */
export function DayPanel({ answer, row, line, name, opened, request, onList, onClose }: Props) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  const number = opened.number === 'plan' && line.metric !== 'processed' ? 'fact' : opened.number
  const query = useDayRecords({ row: row.key, metric: line.metric, number, ...request })
  const list = loaded(query)
  const panel = useRef<HTMLElement>(null)
  const key = `${row.key} ${line.metric}`
  useEffect(() => panel.current?.focus({ preventScroll: true }), [key])
  const expected = number === 'fact' ? line.fact : number === 'toDate' ? line.toDate : (line.plan ?? 0)
  const lists: readonly DayNumber[] = line.metric === 'processed' ? ['fact', 'plan', 'toDate'] : ['fact', 'toDate']

  return (
    <aside
      ref={panel}
      className="drill"
      data-testid="drill-panel"
      data-row={row.key}
      data-measure={line.metric}
      data-list={number}
      {...(list.kind === 'ready' ? { 'data-count': list.value.count, 'data-sum': list.value.value } : {})}
      tabIndex={-1}
      aria-label={`${name}, ${text.metrics[line.metric]}, ${format.day(answer.date)}`}
      aria-busy={list.kind === 'loading'}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header className="drill-head">
        <div className="drill-title">
          <span className="quiet" title={name}>
            {name} · {format.day(answer.date)}
          </span>
          <h2>{text.metrics[line.metric]}</h2>
        </div>
        <Button appearance="subtle" icon={<DismissRegular />} aria-label={text.close} onClick={onClose} />
      </header>
      <Numbers answer={answer} row={row} line={line} />
      <div className="drill-tools day-lists">
        <Segments label={text.list} name="day-list" options={lists.map((value) => ({ value, title: text.lists[value] }))} picked={number} onPick={onList} />
        {list.kind === 'ready' && <Proof records={list.value} expected={expected} currency={answer.currency} />}
      </div>
      {list.kind === 'loading' && (
        <div className="drill-list" aria-hidden>
          {Array.from({ length: 5 }, (_, index) => (
            <div key={index} className="drill-row">
              <div className="skeleton day-record-wait" />
            </div>
          ))}
        </div>
      )}
      {list.kind === 'failed' && <Failure error={list.error} retry={() => void query.refetch()} />}
      {list.kind === 'ready' && list.value.count === 0 && <Notice title={text.noneTitle} detail={text.noneDetail[number]} />}
      {list.kind === 'ready' && list.value.count > 0 && (
        <>
          <div className="drill-list">
            {list.value.records.map((record, index) => (
              <Record key={`${record.hostId ?? ''} ${index}`} record={record} money={isMoney(line.metric) ? answer.currency : null} />
            ))}
            {list.value.truncated && <p className="drill-none quiet">{text.truncated(format.number(list.value.records.length))}</p>}
          </div>
          <footer className="drill-foot">
            <strong>{text.total}</strong>
            <strong className="numbers">{isMoney(line.metric) ? format.money(list.value.value, answer.currency) : format.plural(list.value.count, ...text.records)}</strong>
          </footer>
        </>
      )}
    </aside>
  )
}

/** Plan, fact and what is left, with what they follow from. */
function Numbers({ answer, row, line }: Readonly<{ answer: DayAnswer; row: DayRow; line: DayLine }>) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  const word = (value: number) => (isMoney(line.metric) ? format.money(value, answer.currency) : format.number(value))
  const isWaiting = line.metric === 'processed'
  const isShort = line.status === 'shortfall'
  const because = !isWaiting && line.leftBefore !== null && row.daysLeft !== null && row.daysLeft > 0 && !row.isDayOff && answer.date <= answer.today
  const { norm } = line
  const isStepTarget = line.needSource === 'target' && norm === null && !isMoney(line.metric)
  const facts: readonly (readonly [string, string, string | null] | null)[] = [
    line.plan === null
      ? [text.plan, line.metric === 'meetings' ? text.noNorm : text.noNeed, line.metric === 'meetings' ? text.noNormAbout : null]
      : [isWaiting ? text.waiting : text.plan, word(line.plan), because ? text.planBecause(word(line.leftBefore ?? 0), format.plural(row.daysLeft ?? 0, ...text.days)) : null],
    line.base === null ? null : [text.base, word(line.base), text.baseAbout],
    [text.fact, word(line.fact), line.status === null ? null : statusWord(line.status, answer, text)],
    [
      text.toDate,
      line.need === null ? word(line.toDate) : `${word(line.toDate)} ${text.of(word(line.need))}`,
      isStepTarget ? text.ownTarget : norm === null || line.need === null ? null : norm.source === 'target' ? text.norms.target : `${format.plural(norm.sales, ...text.contracts)} × ${format.number(norm.perSale, digitsOf(norm.perSale))}, ${text.norms[norm.source]}`,
    ],
    line.left === null ? null : [isWaiting ? text.leftWaiting : isShort ? text.shortfall : text.left, word(line.left), null],
  ]
  return (
    <dl className="day-facts">
      {facts
        .filter((fact) => fact !== null)
        .map(([caption, value, about]) => (
          <div key={caption}>
            <dt>{caption}</dt>
            <dd>
              <strong className="numbers">{value}</strong> {about !== null && <span className="quiet">{about}</span>}
            </dd>
          </div>
        ))}
    </dl>
  )
}

function Proof({ records, expected, currency }: Readonly<{ records: DayRecords; expected: number; currency: string }>) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  const matches = records.value === expected
  return (
    <span className="drill-match" data-testid="day-proof" data-matches={matches} title={isMoney(records.metric) ? format.money(records.value, currency) : format.number(records.value)}>
      {matches ? <CheckmarkCircleRegular aria-hidden /> : <WarningRegular aria-hidden />}
      {matches ? text.matches : text.differs}
    </span>
  )
}

/** A record behind a number; `money` is the currency of its value where it has one. */
export function Record({ record, money }: Readonly<{ record: DayRecord; money: string | null }>) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  const title = record.title ?? text.noDeal
  const { hostUrl } = record
  return (
    <article className="drill-row" data-testid="drill-row" data-host-id={record.hostId ?? ''} data-value={record.value}>
      <div className="drill-main">
        {hostUrl === null ? (
          <span className="drill-name">{title}</span>
        ) : (
          <button type="button" className="plain-button link drill-name" title={text.openInCrm} onClick={() => void openRecord(hostUrl)}>
            {title}
          </button>
        )}
        {money !== null && <span className="numbers drill-value">{format.money(record.value, money)}</span>}
      </div>
      <div className="drill-facts">
        {record.stage !== null && <span className="drill-stage">{record.stage}</span>}
        <span>{[record.about, record.manager ?? (record.hostId === null ? null : text.noManager)].filter((part) => part !== null).join(' · ')}</span>
      </div>
    </article>
  )
}
