import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { Day, MonthMap, MonthMapCell, MonthMapRow } from '../../api/types'
import { lastDay, tableScale } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { useEdges } from '../../ui/edges'
import { nextCell } from '../../ui/grid-keys'
import type { OpenedLine } from './day-state'
import { isMoney } from './day-table'
import { type Mark, markOf, planOf } from './month-mark'
import './month-table.css'
import { dayTexts } from './texts'

/** Of a row on a day; without one it is the whole month. */
type Place = Readonly<{ row: string; day: Day | null }>

type Props = Readonly<{
  map: MonthMap
  opened: OpenedLine | null
  /** Of what is opened. */
  date: Day
  titleOf: (row: Pick<MonthMapRow, 'key' | 'title'>) => string
  onOpen: (opened: OpenedLine, day: Day) => void
}>

/** People down, days across; the whole above and in front. Arrows move, Enter opens. */
export function MonthTable({ map, opened, date, titleOf, onOpen }: Props) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  const rows = [map.total, ...map.rows]
  const last = lastDay(map.month)
  const columns: readonly (Day | null)[] = [null, ...map.total.days.map((day) => day.date)]
  const money = isMoney(map.metric)
  const scale = tableScale(money ? [map.total, ...map.rows].flatMap(({ days }) => days.flatMap(({ fact, plan }) => [fact, plan ?? 0])) : [])
  const word = (value: number) => format.inTable(value, money ? 'money' : 'count', scale)
  const full = (value: number) => (money ? format.money(value, map.currency) : format.number(value))
  const { box, hasBefore, hasMore, look } = useEdges()
  const at: Place | null = opened === null ? null : { row: opened.row, day: opened.number === 'toDate' && date === last ? null : date }
  const focusable = at ?? { row: map.total.key, day: null }
  const today = useRef<HTMLTableCellElement>(null)
  // A narrow table begins where the work is.
  useEffect(() => {
    today.current?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [map.month])

  return (
    <div className="edges month-frame" data-money={money} data-before={hasBefore} data-more={hasMore}>
      <div ref={box} className="day-scroll" onScroll={look}>
        <table className="month-table" role="grid" aria-label={`${text.metrics[map.metric]}, ${format.month(map.month)}`} aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1} onKeyDown={move}>
          <thead>
            <tr>
              <th scope="col">
                {text.manager}
                {money && <span className="month-unit">{format.unit(scale, map.currency)}</span>}
              </th>
              <th scope="col" className="month-sum">
                {text.wholeMonth}
              </th>
              {map.total.days.map((day) => (
                <th key={day.date} ref={day.date === map.today ? today : null} scope="col" data-off={day.isDayOff} aria-current={day.date === map.today ? 'date' : undefined} title={format.day(day.date)}>
                  <span className="month-weekday">{text.weekdays[weekday(day.date)]}</span>
                  {Number(day.date.slice(8))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key} data-testid="map-row" data-row={row.key} data-group={row !== map.total && !row.key.startsWith('manager:') && row.key !== 'none'} data-total={row === map.total}>
                <th scope="row" data-level={row.level} title={titleOf(row)}>
                  {titleOf(row)}
                </th>
                {cell(row, null, row.fact, row.plan, null, [titleOf(row), text.wholeMonth], () => onOpen({ row: row.key, metric: map.metric, number: 'toDate' }, last))}
                {row.days.map((day) =>
                  cell(row, day.date, day.fact, planOf(day, map), markOf(day, map.today), [titleOf(row), `${text.weekdays[weekday(day.date)]} ${format.day(day.date)}`, ...stateOf(day)], () =>
                    onOpen({ row: row.key, metric: map.metric, number: 'fact' }, day.date),
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )

  function cell(row: MonthMapRow, day: Day | null, fact: number, plan: number | null, mark: Mark | null, said: readonly string[], open: () => void) {
    const isPressed = at !== null && at.row === row.key && at.day === day
    const words = [...said, `${text.fact} ${full(fact)}`, ...(plan === null ? [] : [`${map.metric === 'processed' ? text.waiting : text.base} ${full(plan)}`])].join(', ')
    return (
      <td key={day ?? 'month'} role="gridcell" className={day === null ? 'month-sum' : undefined}>
        <button
          type="button"
          className="plain-button month-cell"
          data-testid="map-cell"
          data-row={row.key}
          data-day={day ?? ''}
          data-fact={fact}
          data-plan={plan ?? ''}
          data-mark={mark ?? 'sum'}
          aria-pressed={isPressed}
          aria-label={words}
          title={words}
          tabIndex={focusable.row === row.key && focusable.day === day ? 0 : -1}
          onClick={open}
        >
          {mark !== 'off' && mark !== 'upcoming' && <span className="numbers month-fact">{word(fact)}</span>}
          {mark !== 'off' && plan !== null && plan > 0 && <span className="numbers month-plan">{text.of(word(plan))}</span>}
        </button>
      </td>
    )
  }

  function stateOf(day: MonthMapCell): readonly string[] {
    const mark = markOf(day, map.today)
    return mark === 'off' ? [text.dayOff] : mark === 'upcoming' ? [text.statuses.upcoming] : []
  }

  function move(event: KeyboardEvent<HTMLTableElement>) {
    const from = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-testid=map-cell]') : null
    if (from === null) return
    const day = from.dataset['day'] === '' ? null : from.dataset['day']
    const next = nextCell(event, [rows.findIndex(({ key }) => key === from.dataset['row']), columns.findIndex((own) => own === day)], [rows.length, columns.length])
    if (next === undefined) return
    event.preventDefault()
    const [row, column] = [rows[next[0]], columns[next[1]]]
    if (row !== undefined && column !== undefined) focusPlace({ row: row.key, day: column })
  }
}

/** 0 is Monday. */
export const weekday = (day: Day) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

export function focusPlace({ row, day }: Place): void {
  document.querySelector<HTMLElement>(`[data-testid=map-cell][data-row="${CSS.escape(row)}"][data-day="${day ?? ''}"]`)?.focus()
}
