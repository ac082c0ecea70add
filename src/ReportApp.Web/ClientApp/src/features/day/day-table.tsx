import { Button } from '@fluentui/react-components'
import { CalendarEditRegular } from '@fluentui/react-icons/svg/calendar-edit'
import type { KeyboardEvent } from 'react'
import type { DayAnswer, DayLine, DayMetric, DayRow, DayStatus } from '../../api/types'
import type { Format } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { useEdges } from '../../ui/edges'
import { nextCell } from '../../ui/grid-keys'
import { dayBar } from './day-bar'
import type { OpenedLine } from './day-state'
import { type DayTexts, dayTexts } from './texts'

export const isMoney = (metric: DayMetric) => metric === 'value' || metric === 'receipts'

/** A day that is over is no longer behind. */
export const statusWord = (status: NonNullable<DayStatus>, { date, today }: DayAnswer, text: DayTexts) => (status === 'behind' && date < today ? text.notDone : text.statuses[status])

/** Pieces, or money short enough for a cell. */
export const amount = (value: number, metric: DayMetric, currency: string, format: Format) => (isMoney(metric) ? format.compactMoney(value, currency) : format.number(value))

type Props = Readonly<{
  answer: DayAnswer
  opened: OpenedLine | null
  titleOf: (row: DayRow) => string
  onOpen: (opened: OpenedLine) => void
  onCalendar: (row: DayRow) => void
}>

/** Managers down, what is counted across; the whole above them. Arrows move, Enter opens. */
export function DayTable({ answer, opened, titleOf, onOpen, onCalendar }: Props) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  const rows = [answer.total, ...answer.rows]
  const columns = answer.total.lines.map(({ metric }) => metric)
  const { box, hasBefore, hasMore, look } = useEdges()
  const focusable = opened ?? { row: answer.total.key, metric: columns[0] }
  return (
    <div className="edges day-frame" data-before={hasBefore} data-more={hasMore}>
      <div ref={box} className="day-scroll" onScroll={look}>
        <table className="day-table" role="grid" aria-label={text.title} aria-rowcount={rows.length + 1} onKeyDown={move}>
          <thead>
            <tr>
              <th scope="col">{text.manager}</th>
              {columns.map((metric) => (
                <th key={metric} scope="col" title={text.about[metric]} data-money={isMoney(metric)}>
                  {text.metrics[metric]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key} data-testid="day-row" data-row={row.key} data-group={row !== answer.total && row.workingDays === null} data-total={row === answer.total} data-off={row.isDayOff}>
                <th scope="row" data-level={row.level}>
                  <span className="day-name">
                    <span className="day-title" title={titleOf(row)}>
                      {titleOf(row)}
                    </span>
                    {row.calendar !== null && (
                      <Button
                        size="small"
                        appearance="transparent"
                        className="day-calendar"
                        icon={<CalendarEditRegular />}
                        aria-label={text.calendarOf(titleOf(row))}
                        title={text.calendar}
                        data-testid="day-calendar"
                        onClick={() => onCalendar(row)}
                      />
                    )}
                  </span>
                  <About row={row} />
                </th>
                {row.lines.map((line) => (
                  <td key={line.metric} role="gridcell">
                    <button
                      type="button"
                      className="plain-button day-cell"
                      data-testid="day-cell"
                      data-row={row.key}
                      data-line={line.metric}
                      data-base={line.base ?? ''}
                      data-plan={line.plan ?? ''}
                      data-fact={line.fact}
                      data-to-date={line.toDate}
                      data-left={line.left ?? ''}
                      data-status={line.status ?? ''}
                      aria-pressed={opened?.row === row.key && opened.metric === line.metric}
                      aria-label={`${titleOf(row)}, ${spoken(line)}`}
                      tabIndex={focusable.row === row.key && focusable.metric === line.metric ? 0 : -1}
                      onClick={() => onOpen({ row: row.key, metric: line.metric, number: 'fact' })}
                    >
                      <Cell line={line} answer={answer} />
                    </button>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )

  function spoken({ metric, plan, fact, left, status }: DayLine): string {
    const word = (value: number) => amount(value, metric, answer.currency, format)
    return [
      text.metrics[metric],
      `${text.fact} ${word(fact)}`,
      plan === null ? text.noNeed : `${text.plan} ${word(plan)}`,
      ...(status === null ? [] : [statusWord(status, answer, text)]),
      ...(left === null ? [] : [text.leftOf(word(left))]),
    ].join(', ')
  }

  function move(event: KeyboardEvent<HTMLTableElement>) {
    const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-testid=day-cell]') : null
    if (cell === null) return
    const [row, column] = [rows.findIndex(({ key }) => key === cell.dataset['row']), columns.findIndex((metric) => metric === cell.dataset['line'])]
    const next = nextCell(event, [row, column], [rows.length, columns.length])
    if (next === undefined) return
    event.preventDefault()
    const [toRow, toMetric] = [rows[next[0]], columns[next[1]]]
    if (toRow !== undefined && toMetric !== undefined) focusLine({ row: toRow.key, metric: toMetric })
  }
}

export function focusLine({ row, metric }: Pick<OpenedLine, 'row' | 'metric'>): void {
  document.querySelector<HTMLElement>(`[data-testid=day-cell][data-row="${CSS.escape(row)}"][data-line=${metric}]`)?.focus()
}

/** Of a person: whether he works, and how many days he has. */
function About({ row }: { row: DayRow }) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  if (row.workingDays === null || row.daysLeft === null) return null
  const facts = [
    ...(row.isDayOff ? [text.dayOff] : []),
    text.daysLeft(format.plural(row.daysLeft, ...text.days), format.number(row.workingDays)),
    ...(row.calendar?.week == null ? [] : [text.ownWeek]),
  ]
  return <span className="day-about quiet">{facts.join(' · ')}</span>
}

function Cell({ line, answer }: { line: DayLine; answer: DayAnswer }) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  const word = (value: number) => amount(value, line.metric, answer.currency, format)
  // Nothing was planned and nothing came: it is no part of this person's work.
  if ((line.plan ?? 0) === 0 && line.need === null && line.toDate === 0) return <span className="numbers quiet">{word(line.fact)}</span>
  return (
    <>
      <span className="day-numbers">
        <strong className="numbers">{word(line.fact)}</strong>
        {line.plan !== null && line.plan > 0 && <span className="numbers quiet">{text.of(word(line.plan))}</span>}
      </span>
      {dayBar(line)}
      <span className="day-status" data-status={line.status ?? 'none'}>
        {line.status === null ? (line.metric === 'meetings' ? text.noNorm : text.noNeed) : statusWord(line.status, answer, text)}
      </span>
      {line.left !== null && line.left > 0 && <span className="day-left quiet numbers">{text.leftOf(word(line.left))}</span>}
    </>
  )
}
