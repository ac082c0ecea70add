import { Button } from '@fluentui/react-components'
import { CalendarLtrRegular } from '@fluentui/react-icons/svg/calendar-ltr'
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { useCallback } from 'react'
import type { Day, DayRow, MonthMap } from '../../api/types'
import { lastDay } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { Segments } from '../../ui/segments'
import { loaded, useLoaded } from '../../ui/state'
import { isOfPeople } from '../report/people-filters'
import { DayPanel } from './day-panel'
import { useDay, useMonthMap } from './day-queries'
import { type Change, DayFilters, DayNotices, DayScreen, unnarrowed } from './day-screen'
import { dayRequest, type DayState, inMonth, mapRequest, metrics, type OpenedLine } from './day-state'
import { focusPlace, MonthTable } from './month-table'
import { dayTexts } from './texts'

type Props = Readonly<{ state: DayState; change: Change; titleOf: (row: Pick<DayRow, 'key' | 'title'>) => string }>

/** One line of the day over a month, people by days. */
export function MonthView({ state, change, titleOf }: Props) {
  const query = useMonthMap(mapRequest(state))
  const map = useLoaded(query)
  return (
    <DayScreen shown={map} retry={() => void query.refetch()} filters={<Filters state={state} map={map.kind === 'ready' ? map.value : null} change={change} />}>
      {(value, isDimmed) => <Shown map={value} isDimmed={isDimmed} state={state} change={change} titleOf={titleOf} />}
    </DayScreen>
  )
}

function Shown({ map, isDimmed, state, change, titleOf }: Props & Readonly<{ map: MonthMap; isDimmed: boolean }>) {
  const text = useTexts(dayTexts)
  const { opened } = state
  const date = state.date ?? map.today
  const open = useCallback((next: OpenedLine, day: Day) => change((now) => ({ ...now, date: day === map.today ? null : day, opened: next })), [change, map.today])
  const close = useCallback(() => {
    change((now) => ({ ...now, opened: null }))
    if (opened !== null) requestAnimationFrame(() => focusPlace({ row: opened.row, day: opened.number === 'toDate' && date === lastDay(map.month) ? null : date }))
  }, [change, date, map.month, opened])
  if (map.rows.length === 0)
    return (
      <Notice title={text.unknown[map.metric] !== '' && map.unknown.includes(map.metric) ? text.unknown[map.metric] : text.emptyTitle} detail={text.emptyHint}>
        {isOfPeople(state) && <Button onClick={() => change(unnarrowed)}>{text.reset}</Button>}
      </Notice>
    )
  const row = [map.total, ...map.rows].find(({ key }) => key === opened?.row)
  return (
    <div className="report-content" data-open={row !== undefined} data-dimmed={isDimmed}>
      <main className="report-main day-main" data-testid="month-map" data-month={map.month} data-line={map.metric}>
        <MonthTable map={map} opened={row === undefined ? null : opened} date={date} titleOf={titleOf} onOpen={open} />
        <DayNotices answer={map}>
          {(['done', 'part', 'none', 'off'] as const).map((mark) => (
            <span key={mark} className="month-key">
              <span className="month-swatch" data-mark={mark} aria-hidden /> {text.marks[mark]}
            </span>
          ))}
          <span className="quiet">{map.metric === 'processed' ? text.waitingAbout : text.monthAbout}</span>
        </DayNotices>
      </main>
      {row !== undefined && opened !== null && (
        <CellPanel
          state={state}
          opened={opened}
          date={date}
          name={titleOf(row)}
          onList={(number) => change((now) => (now.opened === null ? now : { ...now, opened: { ...now.opened, number } }), 'replace')}
          onClose={close}
        />
      )}
    </div>
  )
}

type PanelProps = Readonly<{ state: DayState; opened: OpenedLine; date: Day; name: string; onList: (number: OpenedLine['number']) => void; onClose: () => void }>

/** The panel of the day behind a cell. */
function CellPanel({ state, opened, date, name, onList, onClose }: PanelProps) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  const query = useDay(dayRequest(state))
  const day = loaded(query)
  const row = day.kind === 'ready' && !day.isOutdated ? [day.value.total, ...day.value.rows].find(({ key }) => key === opened.row) : undefined
  const line = row?.lines.find(({ metric }) => metric === opened.metric)
  if (day.kind === 'ready' && row !== undefined && line !== undefined)
    return <DayPanel answer={day.value} row={row} line={line} name={name} opened={opened} request={dayRequest(state)} onList={onList} onClose={onClose} />
  return (
    <aside className="drill" data-testid="drill-panel" aria-label={`${name}, ${text.metrics[opened.metric]}, ${format.day(date)}`} aria-busy={day.kind === 'loading'}>
      <header className="drill-head">
        <div className="drill-title">
          <span className="quiet">
            {name} · {format.day(date)}
          </span>
          <h2>{text.metrics[opened.metric]}</h2>
        </div>
        <Button appearance="subtle" icon={<DismissRegular />} aria-label={text.close} onClick={onClose} />
      </header>
      {day.kind === 'failed' && <Failure error={day.error} retry={() => void query.refetch()} />}
      {day.kind === 'ready' && !day.isOutdated && <Notice title={text.noneTitle} detail={text.notOnDay} />}
    </aside>
  )
}

function Filters({ state, map, change }: Readonly<{ state: DayState; map: MonthMap | null; change: Change }>) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  const month = state.date?.slice(0, 7) ?? map?.month ?? null
  const isCurrent = map !== null && month === map.today.slice(0, 7)
  const go = (by: 1 | -1) => month !== null && map !== null && change((now) => inMonth(now, month, by, map.today))
  return (
    <>
      <DayFilters state={state} change={change}>
        {month !== null && (
          <span className="period day-stepper" role="group" aria-label={text.month}>
            <Button size="small" appearance="subtle" icon={<ChevronLeftRegular />} aria-label={text.earlierMonth} data-testid="month-earlier" onClick={() => go(-1)} />
            <span className="month-shown" data-testid="month-shown">
              {format.month(month)}
            </span>
            <Button size="small" appearance="subtle" icon={<ChevronRightRegular />} aria-label={text.laterMonth} data-testid="month-later" onClick={() => go(1)} />
            {map !== null && !isCurrent && (
              <Button size="small" appearance="transparent" icon={<CalendarLtrRegular />} onClick={() => change((now) => ({ ...now, date: null, opened: null }))}>
                {text.currentMonth}
              </Button>
            )}
          </span>
        )}
      </DayFilters>
      <div className="month-lines">
        <Segments
          label={text.line}
          name="month-line"
          options={metrics.filter((metric) => map?.unknown.includes(metric) !== true).map((value) => ({ value, title: text.metrics[value], about: text.about[value] }))}
          picked={state.opened?.metric ?? state.line}
          onPick={(line) => change((now) => ({ ...now, line, opened: null }))}
        />
      </div>
    </>
  )
}
