import { Button, ProgressBar } from '@fluentui/react-components'
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { lazy, Suspense, useCallback, useState } from 'react'
import type { FunnelMonth, FunnelRow } from '../../api/types'
import { useSearchText } from '../../app/search'
import { addMonths } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure, FailureLine } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { useLoaded } from '../../ui/state'
import { funnelReport } from '../catalogue/own-screens'
import { About } from '../report/about'
import { FavouriteStar } from '../report/favourite-star'
import { FreshnessChip } from '../report/freshness-chip'
import { PageHead } from '../report/page-head'
import { isOfPeople, PeopleFilters } from '../report/people-filters'
import { Preparing } from '../report/report-page'
import '../report/report-page.css'
import { rowTitle } from '../report/row-titles'
import { FunnelPanel } from './funnel-panel'
import { useFunnelMonth } from './funnel-queries'
import { type FunnelState, fromFunnelSearch, funnelRequest, steps, toFunnelSearch } from './funnel-state'
import { FunnelTable, focusStep, opens } from './funnel-table'
import './funnel.css'
import { maySetNeeds } from './needs'
import { funnelTexts } from './texts'

const NeedsDialog = lazy(async () => ({ default: (await import('./needs-dialog')).NeedsDialog }))

type Change = (next: (state: FunnelState) => FunnelState, how?: 'push' | 'replace') => void

/** What the sales plan of a month takes of each step. */
export function FunnelPage() {
  const text = useTexts(funnelTexts)
  const [search, changeSearch] = useSearchText()
  const state = fromFunnelSearch(search)
  const change: Change = useCallback((next, how) => changeSearch((old) => toFunnelSearch(next(fromFunnelSearch(old)), old), how), [changeSearch])
  const query = useFunnelMonth(funnelRequest(state))
  const month = useLoaded(query)
  const [isKeeping, setIsKeeping] = useState(false)
  const { language } = useSpeech()
  return (
    <>
      <PageHead
        title={text.title}
        about={
          <>
            <About question={text.question} terms={[...steps.map((step) => ({ title: text.steps[step], about: text.about[step] })), { title: text.ratio, about: text.ratioAbout }]} />
            <FavouriteStar reportId={funnelReport.id} />
          </>
        }
      >
        {month.kind === 'ready' && maySetNeeds(month.value) && (
          <Button
            appearance="subtle"
            className="funnel-keep"
            data-testid="funnel-save"
            disabledFocusable={month.value.lockedBy !== null || month.isOutdated}
            title={month.value.lockedBy === null ? text.keepAbout : text.keepLocked(month.value.lockedBy)}
            onClick={() => setIsKeeping(true)}
          >
            {text.keep}
          </Button>
        )}
        {month.kind === 'ready' && <FreshnessChip freshness={month.value.freshness} />}
      </PageHead>
      <Filters state={state} answer={month.kind === 'ready' ? month.value : null} change={change} />
      <div className="thin-bar">{month.kind === 'ready' && month.isOutdated && month.error === null && <ProgressBar thickness="medium" aria-label={text.updating} />}</div>
      {month.kind === 'failed' && <Failure error={month.error} retry={() => void query.refetch()} />}
      {month.kind === 'loading' && <Skeleton />}
      {month.kind === 'ready' && month.error !== null && <FailureLine error={month.error} retry={() => void query.refetch()} />}
      {month.kind === 'ready' && <Loaded answer={month.value} isDimmed={month.isOutdated} state={state} change={change} />}
      <Suspense>{isKeeping && month.kind === 'ready' && <NeedsDialog month={month.value} titleOf={(row) => rowTitle(row.key, row.title, language)} onClose={() => setIsKeeping(false)} />}</Suspense>
    </>
  )
}

const unnarrowed = (state: FunnelState): FunnelState => ({ ...state, managers: [], departments: [], opened: null })

type LoadedProps = Readonly<{ answer: FunnelMonth; isDimmed: boolean; state: FunnelState; change: Change }>

function Loaded({ answer, isDimmed, state, change }: LoadedProps) {
  const { language } = useSpeech()
  const text = useTexts(funnelTexts)
  const titleOf = useCallback((row: FunnelRow) => rowTitle(row.key, row.title, language), [language])
  const { opened } = state
  const close = useCallback(() => {
    change((now) => ({ ...now, opened: null }))
    if (opened !== null) requestAnimationFrame(() => focusStep(opened))
  }, [change, opened])
  if (answer.freshness.state === 'preparing') return <Preparing />
  if (answer.rows.length === 0)
    return (
      <Notice title={text.emptyTitle} detail={text.emptyHint}>
        {isOfPeople(state) && <Button onClick={() => change(unnarrowed)}>{text.reset}</Button>}
      </Notice>
    )
  const row = answer.rows.find((own) => own.key === opened?.row && opens(own))
  const notices = [...steps.filter((step) => answer.unknown.includes(step)).map((step) => text.unknown[step] ?? ''), ...(answer.isCalendarKnown ? [] : [text.noCalendar])]
  return (
    <div className="report-content" data-open={row !== undefined} data-dimmed={isDimmed}>
      <main className="report-main" data-testid="funnel-month" data-month={answer.month}>
        <FunnelTable month={answer} opened={opened} titleOf={titleOf} onOpen={(next) => change((now) => ({ ...now, opened: next }))} />
        <footer className="notices">
          {notices.map((notice) => (
            <span key={notice} className="notices-item">
              <WarningRegular aria-hidden /> {notice}
            </span>
          ))}
          <span className="notices-rest">{text.keys}</span>
        </footer>
      </main>
      {row !== undefined && opened !== null && (
        <FunnelPanel
          month={answer}
          row={row}
          name={titleOf(row)}
          opened={opened}
          request={funnelRequest(state)}
          onPart={(part) => change((now) => (now.opened === null ? now : { ...now, opened: { ...now.opened, part } }), 'replace')}
          onClose={close}
        />
      )}
    </div>
  )
}

function Filters({ state, answer, change }: Readonly<{ state: FunnelState; answer: FunnelMonth | null; change: Change }>) {
  const { format } = useSpeech()
  const text = useTexts(funnelTexts)
  const month = state.month ?? answer?.month ?? null
  const go = (by: 1 | -1) => month !== null && change((now) => ({ ...now, month: addMonths(month, by) === answer?.today.slice(0, 7) ? null : addMonths(month, by) }))
  return (
    <div className="filters" role="group" aria-label={text.filters}>
      {month !== null && (
        <span className="period" role="group" aria-label={text.month}>
          <Button size="small" appearance="subtle" icon={<ChevronLeftRegular />} aria-label={text.earlier} data-testid="funnel-earlier" onClick={() => go(-1)} />
          <span className="funnel-month" data-testid="funnel-shown">
            {format.month(month)}
          </span>
          <Button size="small" appearance="subtle" icon={<ChevronRightRegular />} aria-label={text.later} data-testid="funnel-later" onClick={() => go(1)} />
        </span>
      )}
      <PeopleFilters picked={state} onPick={({ managers, departments }) => change((now) => ({ ...now, managers, departments, opened: null }))} />
    </div>
  )
}

/** The real layout, empty. */
function Skeleton() {
  return (
    <div className="report-skeleton" aria-hidden>
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="skeleton" style={{ height: 44 }} />
      ))}
    </div>
  )
}
