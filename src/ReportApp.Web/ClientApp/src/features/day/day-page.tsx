import { Button, ProgressBar } from '@fluentui/react-components'
import { CalendarLtrRegular } from '@fluentui/react-icons/svg/calendar-ltr'
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { lazy, Suspense, useCallback, useState } from 'react'
import type { Day, DayAnswer, DayLine, DayMetric, DayRow } from '../../api/types'
import { useSearchText } from '../../app/search'
import { addDays, isDay } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure, FailureLine } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { useLoaded } from '../../ui/state'
import { dayReport } from '../catalogue/own-screens'
import { About } from '../report/about'
import { FavouriteStar } from '../report/favourite-star'
import { FreshnessChip } from '../report/freshness-chip'
import { PageHead } from '../report/page-head'
import { isOfPeople, PeopleFilters } from '../report/people-filters'
import { Preparing } from '../report/report-page'
import '../report/report-page.css'
import { rowTitle } from '../report/row-titles'
import { reportTexts } from '../report/texts'
import { DayPanel } from './day-panel'
import './day.css'
import { useDay } from './day-queries'
import { dayRequest, type DayState, fromDaySearch, metrics, type OpenedLine, toDaySearch } from './day-state'
import { DayTable, focusLine } from './day-table'
import { DayMessages } from './messages'
import { dayTexts } from './texts'

const CalendarDialog = lazy(async () => ({ default: (await import('./calendar-dialog')).CalendarDialog }))

type Change = (next: (state: DayState) => DayState, how?: 'push' | 'replace') => void

/** What every manager had to do in a day, and what he did. */
export function DayPage() {
  const { language } = useSpeech()
  const text = useTexts(dayTexts)
  const nobody = useTexts(reportTexts).nobody
  const [search, changeSearch] = useSearchText()
  const state = fromDaySearch(search)
  const change: Change = useCallback((next, how) => changeSearch((old) => toDaySearch(next(fromDaySearch(old)), old), how), [changeSearch])
  const query = useDay(dayRequest(state))
  const day = useLoaded(query)
  const [person, setPerson] = useState<DayRow | null>(null)
  const open = useCallback((opened: OpenedLine) => change((now) => ({ ...now, opened })), [change])
  const { opened } = state
  const close = useCallback(() => {
    change((now) => ({ ...now, opened: null }))
    if (opened !== null) requestAnimationFrame(() => focusLine(opened))
  }, [change, opened])
  const titleOf = useCallback((row: DayRow) => (row.key === 'none' ? nobody : rowTitle(row.key, row.title, language)), [language, nobody])

  return (
    <>
      <PageHead
        title={text.title}
        about={
          <>
            <About question={text.question} terms={metrics.map((metric) => ({ title: text.metrics[metric], about: text.about[metric] }))} />
            <FavouriteStar reportId={dayReport.id} />
            <DayMessages />
          </>
        }
      >
        {day.kind === 'ready' && <FreshnessChip freshness={day.value.freshness} />}
      </PageHead>
      <Filters state={state} answer={day.kind === 'ready' ? day.value : null} change={change} />
      <div className="thin-bar">{day.kind === 'ready' && day.isOutdated && day.error === null && <ProgressBar thickness="medium" aria-label={text.updating} />}</div>
      {day.kind === 'failed' && <Failure error={day.error} retry={() => void query.refetch()} />}
      {day.kind === 'loading' && <Skeleton />}
      {day.kind === 'ready' && day.error !== null && <FailureLine error={day.error} retry={() => void query.refetch()} />}
      {day.kind === 'ready' && <Loaded answer={day.value} isDimmed={day.isOutdated} state={state} change={change} titleOf={titleOf} onOpen={open} onClose={close} onCalendar={setPerson} />}
      <Suspense>{person !== null && person.calendar !== null && <CalendarDialog person={person.key.slice('manager:'.length)} name={titleOf(person)} calendar={person.calendar} onClose={() => setPerson(null)} />}</Suspense>
    </>
  )
}

type LoadedProps = Readonly<{
  answer: DayAnswer
  isDimmed: boolean
  state: DayState
  change: Change
  titleOf: (row: DayRow) => string
  onOpen: (opened: OpenedLine) => void
  onClose: () => void
  onCalendar: (row: DayRow) => void
}>

function Loaded({ answer, isDimmed, state, change, titleOf, onOpen, onClose, onCalendar }: LoadedProps) {
  const text = useTexts(dayTexts)
  if (answer.freshness.state === 'preparing') return <Preparing />
  if (answer.rows.length === 0)
    return (
      <Notice title={text.emptyTitle} detail={text.emptyHint}>
        {isOfPeople(state) && <Button onClick={() => change(unnarrowed)}>{text.reset}</Button>}
      </Notice>
    )
  const row = [...answer.rows, answer.total].find(({ key }) => key === state.opened?.row)
  const line = row?.lines.find(({ metric }) => metric === state.opened?.metric)
  return (
    <div className="report-content" data-open={line !== undefined} data-dimmed={isDimmed}>
      <main className="report-main day-main" data-testid="day" data-date={answer.date}>
        <ToDo answer={answer} />
        <DayTable answer={answer} opened={state.opened} titleOf={titleOf} onOpen={onOpen} onCalendar={onCalendar} />
        <Notices answer={answer} />
      </main>
      {row !== undefined && line !== undefined && state.opened !== null && (
        <DayPanel
          answer={answer}
          row={row}
          line={line}
          name={titleOf(row)}
          opened={state.opened}
          request={dayRequest(state)}
          onList={(number) => change((now) => (now.opened === null ? now : { ...now, opened: { ...now.opened, number } }), 'replace')}
          onClose={onClose}
        />
      )}
    </div>
  )
}

const unnarrowed = (state: DayState): DayState => ({ ...state, managers: [], departments: [], opened: null })

/** What is still to be done in the day, in words; what is marketing's to do is not among it. */
function ToDo({ answer }: { answer: DayAnswer }) {
  const { format } = useSpeech()
  const text = useTexts(dayTexts)
  const planned = answer.total.lines.filter(({ metric, plan, status }) => metric !== 'received' && plan !== null && status !== 'upcoming')
  const word = ({ metric, missing }: DayLine) => {
    const forms = text.toDoWords[metric]
    return forms === undefined ? `${text.toDoMoney[metric] ?? text.metrics[metric]} ${format.compactMoney(missing ?? 0, answer.currency)}` : format.plural(missing ?? 0, ...forms)
  }
  const missing = planned.filter((line) => (line.missing ?? 0) > 0)
  return (
    <p className="day-to-do" data-testid="day-to-do">
      <strong className="numbers">{text.onDay(weekday(answer.date), format.day(answer.date))}</strong> {planned.length === 0 ? null : missing.length === 0 ? text.allDone : <span className="quiet">{answer.date < answer.today ? text.missed : text.toDo}</span>} {missing.map(word).join(' · ')}
    </p>
  )
}

/** 0 is Monday. */
const weekday = (day: Day) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

/** What is not counted, and what the days are made of. */
function Notices({ answer }: { answer: DayAnswer }) {
  const text = useTexts(dayTexts)
  const notices = [...answer.unknown.map((metric: DayMetric) => text.unknown[metric]).filter((words) => words !== ''), ...(answer.isCalendarKnown ? [] : [text.noCalendar])]
  return (
    <footer className="notices">
      {notices.map((notice) => (
        <span key={notice} className="notices-item">
          <WarningRegular aria-hidden /> {notice}
        </span>
      ))}
      <span className="notices-rest">{text.keys}</span>
    </footer>
  )
}

function Filters({ state, answer, change }: { state: DayState; answer: DayAnswer | null; change: Change }) {
  const text = useTexts(dayTexts)
  const date = state.date ?? answer?.date ?? null
  const go = (to: Day) => change((now) => ({ ...now, date: to === answer?.today ? null : to }))
  return (
    <div className="filters" role="group" aria-label={text.filters}>
      {date !== null && (
        <span className="period day-stepper">
          <Button size="small" appearance="subtle" icon={<ChevronLeftRegular />} aria-label={text.earlier} data-testid="day-earlier" onClick={() => go(addDays(date, -1))} />
          <DayInput value={date} onPick={go} />
          <Button size="small" appearance="subtle" icon={<ChevronRightRegular />} aria-label={text.later} data-testid="day-later" onClick={() => go(addDays(date, 1))} />
          {answer !== null && date !== answer.today && (
            <Button size="small" appearance="transparent" icon={<CalendarLtrRegular />} onClick={() => go(answer.today)}>
              {text.today}
            </Button>
          )}
        </span>
      )}
      <PeopleFilters picked={state} onPick={({ managers, departments }) => change((now) => ({ ...now, managers, departments, opened: null }))} />
    </div>
  )
}

/** Takes a day when it is whole: while a year is typed the screen stays. */
function DayInput({ value, onPick }: { value: Day; onPick: (day: Day) => void }) {
  const text = useTexts(dayTexts)
  const take = (day: string) => {
    if (day !== value && isDay(day) && day >= '1990' && day < '2201') onPick(day)
  }
  return (
    <input
      key={value}
      type="date"
      className="day-input"
      aria-label={text.date}
      data-testid="day-date"
      defaultValue={value}
      onChange={(event) => document.activeElement !== event.target && take(event.target.value)}
      onBlur={(event) => take(event.target.value)}
      onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget.value)}
    />
  )
}

/** The real layout, empty. */
function Skeleton() {
  return (
    <div className="report-content" aria-busy>
      <main className="report-main day-main" aria-hidden>
        {Array.from({ length: 8 }, (_, index) => (
          <div key={index} className="skeleton day-wait" />
        ))}
      </main>
    </div>
  )
}

