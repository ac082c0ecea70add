import { ProgressBar } from '@fluentui/react-components'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import type { ReactNode } from 'react'
import type { DayAnswer, Freshness } from '../../api/types'
import { useTexts } from '../../i18n/language'
import { Failure, FailureLine } from '../../ui/failure'
import { Segments } from '../../ui/segments'
import type { Loaded } from '../../ui/state'
import { dayReport } from '../catalogue/own-screens'
import { About } from '../report/about'
import { FavouriteStar } from '../report/favourite-star'
import { FreshnessChip } from '../report/freshness-chip'
import { PageHead } from '../report/page-head'
import { PeopleFilters } from '../report/people-filters'
import { Preparing } from '../report/report-page'
import { type DayState, metrics, views } from './day-state'
import { DayMessages } from './messages'
import { dayTexts } from './texts'

export type Change = (next: (state: DayState) => DayState, how?: 'push' | 'replace') => void

export const unnarrowed = (state: DayState): DayState => ({ ...state, managers: [], departments: [], opened: null })

type Props<T> = Readonly<{ shown: Loaded<T>; retry: () => void; filters: ReactNode; children: (value: T, isDimmed: boolean) => ReactNode }>

/** What a day and a month have around them. */
export function DayScreen<T extends Readonly<{ freshness: Freshness }>>({ shown, retry, filters, children }: Props<T>) {
  const text = useTexts(dayTexts)
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
        {shown.kind === 'ready' && <FreshnessChip freshness={shown.value.freshness} />}
      </PageHead>
      {filters}
      <div className="thin-bar">{shown.kind === 'ready' && shown.isOutdated && shown.error === null && <ProgressBar thickness="medium" aria-label={text.updating} />}</div>
      {shown.kind === 'failed' && <Failure error={shown.error} retry={retry} />}
      {shown.kind === 'loading' && <Skeleton />}
      {shown.kind === 'ready' && shown.error !== null && <FailureLine error={shown.error} retry={retry} />}
      {shown.kind === 'ready' && (shown.value.freshness.state === 'preparing' ? <Preparing /> : children(shown.value, shown.isOutdated))}
    </>
  )
}

/** @param children How one goes from day to day, or from month to month. */
export function DayFilters({ state, change, children }: Readonly<{ state: DayState; change: Change; children: ReactNode }>) {
  const text = useTexts(dayTexts)
  return (
    <div className="filters" role="group" aria-label={text.filters}>
      <Segments label={text.view} name="day-view" options={views.map((value) => ({ value, title: text.views[value] }))} picked={state.view} onPick={(view) => change((now) => ({ ...now, view }))} />
      {children}
      <PeopleFilters picked={state} onPick={({ managers, departments }) => change((now) => ({ ...now, managers, departments, opened: null }))} />
    </div>
  )
}

/** What is not counted, and what the days are made of. */
export function DayNotices({ answer, children }: Readonly<{ answer: Pick<DayAnswer, 'unknown' | 'isCalendarKnown'>; children?: ReactNode }>) {
  const text = useTexts(dayTexts)
  const notices = [...answer.unknown.map((metric) => text.unknown[metric]).filter((words) => words !== ''), ...(answer.isCalendarKnown ? [] : [text.noCalendar])]
  return (
    <footer className="notices">
      {notices.map((notice) => (
        <span key={notice} className="notices-item">
          <WarningRegular aria-hidden /> {notice}
        </span>
      ))}
      {children}
      <span className="notices-rest">{text.keys}</span>
    </footer>
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
