import { Button, ProgressBar } from '@fluentui/react-components'
import { ArrowResetRegular } from '@fluentui/react-icons/svg/arrow-reset'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { useCallback, useEffect, useState } from 'react'
import { startReport } from '../../app/start-report'
import { useFilters, useReport, useSync } from '../../api/queries'
import type { CellKey, DrillPart, ReportAnswer, ReportNotice } from '../../api/types'
import { ReportChart } from '../../charts/report-chart'
import { isWithoutData, type Sort, visibleRows } from '../../grid/grid-model'
import { focusCell, ReportGrid } from '../../grid/report-grid'
import { useSpeech, useTexts } from '../../i18n/language'
import { shareWords } from '../../i18n/sources'
import { Failure, FailureLine } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { Segments } from '../../ui/segments'
import { useLoaded } from '../../ui/state'
import { FavouriteRow } from '../catalogue/favourite-row'
import { About } from './about'
import { DrillPanel } from './drill-panel'
import { FavouriteStar } from './favourite-star'
import { ReconciledChip } from '../reconciliation/reconciled-chip'
import { FreshnessChip } from './freshness-chip'
import { KpiStrip } from './kpi-strip'
import { PeriodFilter } from './period-filter'
import './report-page.css'
import { dimensions, isNarrowed, requestOf, withFilter, withPeriod, withSort, withToggled, withView } from './report-state'
import { PageHead } from './page-head'
import { forms } from './row-titles'
import { reportTexts } from './texts'
import { TreeFilters } from './tree-filters'
import { useReportState } from './use-report-state'

export function ReportPage({ reportId }: { reportId: string }) {
  const text = useTexts(reportTexts)
  const [state, change] = useReportState()
  const query = useReport(reportId, requestOf(state))
  const report = useLoaded(query)
  const isAwaited = report.kind === 'ready' && report.isOutdated && report.error === null
  const isSlow = useSlow(isAwaited)

  const open = useCallback((cell: CellKey) => change((now) => ({ ...now, cell })), [change])
  const toggle = useCallback((row: string) => change((now) => withToggled(now, row), 'replace'), [change])
  const order = useCallback((by: Sort['by']) => change((now) => withSort(now, by), 'replace'), [change])
  const choosePart = useCallback(
    (part: DrillPart) => change((now) => (now.cell === null ? now : { ...now, cell: { ...now.cell, part } }), 'replace'),
    [change],
  )
  const close = useCallback(() => {
    const { cell } = state
    change((now) => ({ ...now, cell: null }))
    if (cell !== null) requestAnimationFrame(() => focusCell(cell))
  }, [change, state])

  return (
    <>
      <Header reportId={reportId} answer={report.kind === 'ready' ? report.value : null} />
      {report.kind === 'failed' && <Failure error={report.error} retry={() => void query.refetch()} />}
      {report.kind === 'loading' && <Skeleton />}
      {report.kind === 'ready' && report.value.freshness.state === 'preparing' && <Preparing />}
      {report.kind === 'ready' && report.value.freshness.state !== 'preparing' && (
        <>
          {reportId === startReport && <FavouriteRow except={reportId} />}
          <FilterRow reportId={reportId} answer={report.value} />
          <div className="thin-bar">{isSlow && <ProgressBar aria-label={text.updating} thickness="medium" />}</div>
          {report.error !== null && <FailureLine error={report.error} retry={() => void query.refetch()} />}
          <div className="report-content">
            <main className="report-main" data-dimmed={report.isOutdated}>
              <KpiStrip answer={report.value} onOpen={open} />
              {isWithoutData(report.value) ? (
                <Notice title={Object.keys(state.filters).length > 0 ? text.empty.narrowed : text.empty.title} detail={text.empty.hint}>
                  <Button onClick={() => change((now) => withPeriod(now, null, null))}>{text.empty.widen}</Button>
                  <Button onClick={() => change((now) => ({ ...now, cell: null, filters: {} }))}>{text.reset}</Button>
                </Notice>
              ) : (
                <div className="report-body" data-chart={chartPlace(report.value)}>
                  <ReportChart answer={report.value} onOpen={open} />
                  <ReportGrid answer={report.value} toggled={state.toggled} sort={state.sort} opened={state.cell} isBusy={isAwaited} onOpen={open} onSort={order} onToggle={toggle} />
                </div>
              )}
              <Notices answer={report.value} rows={visibleRows(report.value.rows, state.toggled).length} onOpen={open} />
            </main>
            {state.cell !== null && (
              <DrillPanel answer={report.value} request={{ ...requestOf(state), ...state.cell }} onPart={choosePart} onClose={close} />
            )}
          </div>
        </>
      )}
    </>
  )
}

/** How much room the table leaves for its chart. */
function chartPlace(answer: ReportAnswer): 'narrow' | 'wide' | undefined {
  const columns = answer.columns.reduce((sum, column) => sum + column.measures.length, 0)
  return answer.chart === null ? undefined : columns <= 6 ? 'narrow' : 'wide'
}

/** True once something lasts long enough to be worth a bar. */
function useSlow(isBusy: boolean): boolean {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    if (!isBusy) return setSlow(false)
    const timer = setTimeout(() => setSlow(true), 300)
    return () => clearTimeout(timer)
  }, [isBusy])
  return isSlow
}

function Header({ reportId, answer }: { reportId: string; answer: ReportAnswer | null }) {
  const { say } = useSpeech()
  return (
    <PageHead
      title={answer && say(answer.title)}
      about={
        answer && (
          <>
            <About question={say(answer.question)} terms={answer.measures.map(({ title, about, basis }) => ({ title: say(title), about: say(about), basis: say(basis) }))} />
            <FavouriteStar reportId={reportId} />
          </>
        )
      }
    >
      {answer && answer.freshness.state !== 'preparing' && <ReconciledChip />}
      {answer && <FreshnessChip freshness={answer.freshness} />}
    </PageHead>
  )
}

function FilterRow({ reportId, answer }: { reportId: string; answer: ReportAnswer }) {
  const text = useTexts(reportTexts)
  const [state, change] = useReportState()
  const query = useFilters(reportId)
  const period = { from: state.from ?? answer.period.from, to: state.to ?? answer.period.to }
  return (
    <div className="filters" role="group" aria-label={text.filters}>
      <PeriodFilter
        period={period}
        isByMonth={answer.isByMonth}
        today={answer.today}
        isSet={state.from !== null || state.to !== null}
        onChange={(next) => change((now) => withPeriod(now, next?.from ?? null, next?.to ?? null))}
      />
      <TreeFilters report={reportId} dimensions={dimensions} filters={state.filters} usual={answer.filters} onPick={(dimension, values) => change((now) => withFilter(now, dimension, values))} />
      {answer.basis !== null && (
        <Segments
          label={text.basisTitle}
          name="basis"
          options={(['cohort', 'period'] as const).map((value) => ({ value, title: text.bases[value], about: text.basesAbout[value] }))}
          picked={state.basis ?? 'cohort'}
          onPick={(basis) => change((now) => withView(now, { basis: basis === 'cohort' ? null : basis }))}
        />
      )}
      {answer.basis !== null && text.basesHint[state.basis ?? 'cohort'] !== null && <span className="filters-hint quiet">{text.basesHint[state.basis ?? 'cohort']}</span>}
      {answer.step !== null && (
        <Segments
          label={text.stepTitle}
          name="step"
          options={(['none', 'week'] as const).map((value) => ({ value, title: text.columnSteps[value] }))}
          picked={state.step ?? 'none'}
          onPick={(step) => change((now) => withView(now, { step: step === 'none' ? null : step }))}
        />
      )}
      {query.data === undefined && query.error !== null && (
        <span className="filters-failed" role="alert">
          <WarningRegular aria-hidden /> {text.filtersFailed}
          <button type="button" className="plain-button link" onClick={() => void query.refetch()}>
            {text.retry}
          </button>
        </span>
      )}
      {isNarrowed(state) && (
        <Button
          size="small"
          appearance="transparent"
          icon={<ArrowResetRegular />}
          onClick={() => change((now) => ({ ...now, from: null, to: null, filters: {}, cell: null }))}
        >
          {text.reset}
        </Button>
      )}
    </div>
  )
}

type NoticesProps = Readonly<{ answer: ReportAnswer; rows: number; onOpen: (cell: CellKey) => void; others?: readonly string[] }>

/** What the reader must know about these numbers; `others` are of the screen itself. */
export function Notices({ answer, rows, onOpen, others = [] }: NoticesProps) {
  const { format, language } = useSpeech()
  const text = useTexts(reportTexts)
  const open = ({ row, column, measure }: CellKey) => onOpen({ row, column, measure })
  const words = ({ code, count, amount, shares }: ReportNotice) =>
    [
      text.notices[code] ?? `${text.otherNotice} (${code})`,
      ...(shares.length === 0 ? [] : [shareWords(shares, language, format), text.estimate]),
      ...(count > 0 ? [format.number(count)] : []),
      ...(amount === null ? [] : [format.compactMoney(amount, answer.currency)]),
    ].join(' · ')
  return (
    <footer className="notices">
      {answer.notices.map((notice) => {
        const { drill } = notice
        return (
          <span key={notice.code} className="notices-item">
            <WarningRegular aria-hidden />
            {drill === null ? (
              words(notice)
            ) : (
              <button type="button" className="plain-button link" onClick={() => open(drill)}>
                {words(notice)}
              </button>
            )}
          </span>
        )
      })}
      {others.map((words) => (
        <span key={words} className="notices-item">
          <WarningRegular aria-hidden />
          {words}
        </span>
      ))}
      <span className="notices-rest">
        {text.zone(answer.zone)} · {format.plural(rows, ...forms('row', language))}
      </span>
    </footer>
  )
}

/** Stands where numbers would while the CRM is read for the first time. */
export function Preparing() {
  const { format } = useSpeech()
  const text = useTexts(reportTexts).preparing
  const percent = useSync(true).data?.percent ?? null
  return (
    <Notice role="status" title={text.title} detail={text.detail}>
      <div className="preparing">
        <ProgressBar {...(percent === null ? {} : { value: percent / 100 })} aria-label={text.title} />
        {percent !== null && <span className="quiet numbers">{text.percent(format.percent(percent / 100, 0))}</span>}
      </div>
    </Notice>
  )
}

/** The real layout, empty: nothing jumps when rows arrive. */
function Skeleton() {
  return (
    <div className="report-skeleton" aria-hidden>
      <div className="skeleton" style={{ height: 28, width: '52%' }} />
      <div className="skeleton" style={{ height: 44, width: '78%' }} />
      <div className="skeleton" style={{ height: 56 }} />
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="skeleton" style={{ height: 24 }} />
      ))}
    </div>
  )
}
