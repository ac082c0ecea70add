import { Button, ProgressBar } from '@fluentui/react-components'
import { ArrowResetRegular } from '@fluentui/react-icons/svg/arrow-reset'
import { useCallback, useRef } from 'react'
import type { CellKey, DrillPart, SalesSummary } from '../../api/types'
import { useSearchText } from '../../app/search'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure, FailureLine } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { Segments } from '../../ui/segments'
import { useLoaded } from '../../ui/state'
import { PlanNote } from '../plan/plan-note'
import { planNoteTexts } from '../plan/plan-note-texts'
import { About } from '../report/about'
import { DrillPanel } from '../report/drill-panel'
import { FavouriteStar } from '../report/favourite-star'
import { FreshnessChip } from '../report/freshness-chip'
import { PageHead } from '../report/page-head'
import { PeriodFilter } from '../report/period-filter'
import { Notices, Preparing } from '../report/report-page'
import '../report/report-page.css'
import { isNarrowed, type ReportState, withFilter, withPeriod, withToggled } from '../report/report-state'
import { TreeFilters } from '../report/tree-filters'
import { alike, columns, effectNames, effects, mismatchOf, tableRows, worded } from './summary-model'
import { useReceiptsOutlook, useSummary } from './summary-queries'
import { fromSummarySearch, salesMetrics, summaryRequest, type SummaryState, toSummarySearch, views, withView } from './summary-state'
import { SummaryTable } from './summary-table'
import './summary.css'
import { summaryTexts } from './texts'
import { ValueEffects } from './value-effects'

const reportId = 'sales-plan-summary'
/** Measures that stand behind others and are told with them. */
const parts: ReadonlySet<string> = new Set(Object.values(effects))
const dimensions = ['department', 'manager', 'object'] as const

type Change = (next: (state: SummaryState) => SummaryState, how?: 'push' | 'replace') => void

/** Whether the plan is being met on every metric of sales. */
export function SummaryPage() {
  const { say } = useSpeech()
  const text = useTexts(summaryTexts)
  const [search, changeSearch] = useSearchText()
  const state = fromSummarySearch(search)
  const change: Change = useCallback((next, how) => changeSearch((old) => toSummarySearch(next(fromSummarySearch(old))), how), [changeSearch])
  const query = useSummary(summaryRequest(state))
  const summary = useLoaded(query)
  const facts = summary.kind === 'ready' ? summary.value.facts : null
  return (
    <>
      <PageHead
        title={facts && say(facts.title)}
        about={
          facts && (
            <>
              <About
                question={say(facts.question)}
                terms={[
                  ...columns.map((column) => ({ title: text.columns[column], about: text.about[column] })),
                  ...effectNames.map((reason) => ({ title: text.effects[reason], about: text.aboutEffects[reason] })),
                  ...facts.measures.filter(({ name }) => !parts.has(name)).map(({ title, about, basis }) => ({ title: say(title), about: say(about), basis: say(basis) })),
                ]}
              />
              <FavouriteStar reportId={reportId} />
            </>
          )
        }
      >
        {facts && <FreshnessChip freshness={facts.freshness} />}
      </PageHead>
      {summary.kind === 'failed' && <Failure error={summary.error} retry={() => void query.refetch()} />}
      {summary.kind === 'loading' && <Skeleton />}
      {summary.kind === 'ready' && summary.value.facts.freshness.state === 'preparing' && <Preparing />}
      {summary.kind === 'ready' && summary.value.facts.freshness.state !== 'preparing' && (
        <>
          <Filters state={state} summary={summary.value} change={change} />
          <div className="thin-bar">{summary.isOutdated && summary.error === null && <ProgressBar thickness="medium" aria-label={text.updating} />}</div>
          {summary.error !== null && <FailureLine error={summary.error} retry={() => void query.refetch()} />}
          <Loaded summary={summary.value} isDimmed={summary.isOutdated} state={state} change={change} />
        </>
      )}
    </>
  )
}

function Filters({ state, summary, change }: Readonly<{ state: SummaryState; summary: SalesSummary; change: Change }>) {
  const { format } = useSpeech()
  const text = useTexts(summaryTexts)
  const { facts } = summary
  const { report } = state
  const changeReport = (next: (report: ReportState) => ReportState) => change((now) => ({ ...now, report: next(now.report) }))
  return (
    <div className="filters" role="group" aria-label={text.filters}>
      <PeriodFilter
        period={{ from: report.from ?? facts.period.from, to: report.to ?? facts.period.to }}
        isByMonth={false}
        today={facts.today}
        isSet={report.from !== null || report.to !== null}
        onChange={(next) => changeReport((now) => withPeriod(now, next?.from ?? null, next?.to ?? null))}
      />
      <TreeFilters report={reportId} dimensions={dimensions} filters={report.filters} onPick={(dimension, values) => changeReport((now) => withFilter(now, dimension, values))} />
      <Segments label={text.view} name="summary-view" options={views.map((value) => ({ value, title: text.views[value] }))} picked={state.view} onPick={(view) => change((now) => withView(now, view))} />
      {state.view !== 'metrics' && (
        <Segments
          label={text.metric}
          name="summary-metric"
          options={salesMetrics.filter((metric) => !summary.unknown.includes(metric)).map((value) => ({ value, title: text.metrics[value] }))}
          picked={state.metric}
          onPick={(metric) => change((now) => ({ ...now, metric, report: { ...now.report, cell: null } }), 'replace')}
        />
      )}
      <span className="summary-days quiet">{text.days(format.number(summary.daysElapsed), format.plural(summary.workingDays, ...text.workdays))}</span>
      {isNarrowed(report) && (
        <Button size="small" appearance="transparent" icon={<ArrowResetRegular />} onClick={() => changeReport((now) => ({ ...now, from: null, to: null, filters: {}, cell: null }))}>
          {text.reset}
        </Button>
      )}
    </div>
  )
}

type LoadedProps = Readonly<{ summary: SalesSummary; isDimmed: boolean; state: SummaryState; change: Change }>

function Loaded({ summary, isDimmed, state, change }: LoadedProps) {
  const { format } = useSpeech()
  const text = useTexts(summaryTexts)
  const { facts } = summary
  const { cell } = state.report
  const request = summaryRequest(state)
  const outlook = useReceiptsOutlook(request, facts.period.to >= facts.today && !summary.unknown.includes('receipts'))
  const opener = useRef<HTMLElement | null>(null)
  const changeReport = useCallback((next: (report: ReportState) => ReportState, how?: 'push' | 'replace') => change((now) => ({ ...now, report: next(now.report) }), how), [change])
  const open = useCallback(
    (opened: CellKey, from: HTMLElement | null = null) => {
      opener.current = from
      changeReport((now) => ({ ...now, cell: opened }))
    },
    [changeReport],
  )
  const close = useCallback(() => {
    changeReport((now) => ({ ...now, cell: null }))
    const from = opener.current ?? (cell === null ? null : document.querySelector<HTMLElement>(`[data-testid=cell][data-row="${CSS.escape(cell.row)}"][data-col=fact]`))
    requestAnimationFrame(() => from?.focus())
  }, [changeReport, cell])
  const choosePart = useCallback((part: DrillPart) => changeReport((now) => (now.cell === null ? now : { ...now, cell: { ...now.cell, part } }), 'replace'), [changeReport])

  const notes = useTexts(planNoteTexts)
  const rows = tableRows(summary, state)
  const plans = summary.plans.filter(({ metric }) => state.view === 'metrics' || metric === state.metric)
  const ofValue = summary.total.lines.find(({ metric }) => metric === 'value')
  const ofWhole = plans[0]?.of
  const mismatch = state.view === 'metrics' ? null : mismatchOf(summary, state.metric)
  const others = [
    ...summary.unknown.map((metric) => text.unknown[metric]).filter((words) => words !== undefined),
    ...(summary.isCalendarKnown ? [] : [text.noCalendar]),
    ...(mismatch === null ? [] : [text.mismatch(worded(mismatch.rows, state.metric, facts.currency, format), ofWhole === undefined ? text.whole : notes.of[ofWhole], worded(mismatch.whole, state.metric, facts.currency, format))]),
  ]
  return (
    <div className="report-content" data-open={cell !== null}>
      <main className="report-main" data-testid="sales-summary" data-dimmed={isDimmed}>
        {plans.length > 0 && (
          <div className="plan-notes">
            {alike(plans).map(([plan, ...others]) => (
              <PlanNote key={plan.metric} title={text.planOf([plan, ...others].map(({ metric }) => text.metrics[metric]))} plan={plan} metric={plan.metric === 'price' ? 'value' : plan.metric} month={facts.period.from.slice(0, 7)} money={(value) => worded(value, plan.metric, facts.currency, format)} />
            ))}
          </div>
        )}
        {rows.length === 0 ? (
          <Notice title={text.emptyTitle} detail={text.emptyHint} />
        ) : (
          <SummaryTable summary={summary} rows={rows} outlook={outlook.data} isForecasting={outlook.isFetching} state={state} onOpen={open} onToggle={(row) => changeReport((now) => withToggled(now, row), 'replace')} />
        )}
        {state.view === 'metrics' && summary.total.effects !== null && ofValue !== undefined && ofValue.deviation !== null && (
          <ValueEffects deviation={ofValue.deviation} told={summary.total.effects} currency={facts.currency} onOpen={open} />
        )}
        {outlook.error !== null && <FailureLine error={outlook.error} retry={() => void outlook.refetch()} />}
        <Notices answer={facts} rows={rows.filter(({ isTotal }) => !isTotal).length} onOpen={open} others={others} />
      </main>
      {cell !== null && <DrillPanel answer={facts} request={{ ...request, ...cell }} onPart={choosePart} onClose={close} />}
    </div>
  )
}

/** The real layout, empty. */
function Skeleton() {
  return (
    <div className="report-skeleton" aria-hidden>
      <div className="skeleton" style={{ height: 28, width: '52%' }} />
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className="skeleton" style={{ height: 32 }} />
      ))}
    </div>
  )
}
