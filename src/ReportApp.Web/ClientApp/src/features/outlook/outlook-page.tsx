import { Button, ProgressBar } from '@fluentui/react-components'
import { ArrowResetRegular } from '@fluentui/react-icons/svg/arrow-reset'
import { useCallback } from 'react'
import type { SalesOutlook, SalesOutlookRow } from '../../api/types'
import { useSearchText } from '../../app/search'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure, FailureLine } from '../../ui/failure'
import { Segments } from '../../ui/segments'
import { useLoaded } from '../../ui/state'
import { outlookReport, sourceOutlookReport } from '../catalogue/own-screens'
import '../forecast/forecast-page.css'
import { receiptsReport } from '../forecast/forecast-months'
import { About } from '../report/about'
import { FavouriteStar } from '../report/favourite-star'
import { FreshnessChip } from '../report/freshness-chip'
import { PageHead } from '../report/page-head'
import { Preparing } from '../report/report-page'
import '../report/report-page.css'
import { TreeFilters } from '../report/tree-filters'
import { OutlookPanel } from './outlook-panel'
import { useSalesOutlook } from './outlook-queries'
import { fromOutlookSearch, outlookDealsRequest, outlookDimensions, outlookNumbers, outlookRequest, outlookRows, type OutlookState, toOutlookSearch, withOutlookFilter, withRows } from './outlook-state'
import { OutlookTable } from './outlook-table'
import './outlook.css'
import { outlookTexts } from './texts'

type Change = (next: (state: OutlookState) => OutlookState, how?: 'push' | 'replace') => void

/** What is expected of this month, and what came of what was expected before. */
export function OutlookPage() {
  const text = useTexts(outlookTexts)
  const [search, changeSearch] = useSearchText()
  const state = fromOutlookSearch(search)
  const change: Change = useCallback((next, how) => changeSearch((old) => toOutlookSearch(next(fromOutlookSearch(old)), old), how), [changeSearch])
  const query = useSalesOutlook(outlookRequest(state))
  const outlook = useLoaded(query)
  const isOfSources = state.rows === 'sources'
  return (
    <>
      <PageHead
        title={isOfSources ? text.sourceTitle : text.title}
        about={
          <>
            <About
              question={isOfSources ? text.sourceQuestion : text.question}
              terms={[
                ...outlookNumbers.map((number) => ({ title: text.numbers[number], about: text.about[number] })),
                { title: text.plan, about: text.about.plan },
                { title: text.error, about: text.about.error },
              ]}
            />
            <FavouriteStar reportId={(isOfSources ? sourceOutlookReport : outlookReport).id} />
          </>
        }
      >
        {outlook.kind === 'ready' && <FreshnessChip freshness={outlook.value.freshness} />}
      </PageHead>
      <Filters state={state} change={change} />
      <div className="thin-bar">{outlook.kind === 'ready' && outlook.isOutdated && outlook.error === null && <ProgressBar thickness="medium" aria-label={text.updating} />}</div>
      {outlook.kind === 'failed' && <Failure error={outlook.error} retry={() => void query.refetch()} />}
      {outlook.kind === 'loading' && (
        <p className="forecast-slow quiet" role="status">
          {text.slow}
        </p>
      )}
      {outlook.kind === 'ready' && outlook.error !== null && <FailureLine error={outlook.error} retry={() => void query.refetch()} />}
      {outlook.kind === 'ready' && <Loaded answer={outlook.value} isDimmed={outlook.isOutdated} state={state} change={change} />}
    </>
  )
}

function Filters({ state, change }: { state: OutlookState; change: Change }) {
  const text = useTexts(outlookTexts)
  return (
    <div className="filters" role="group" aria-label={text.filters}>
      <Segments label={text.by} name="outlook-rows" options={outlookRows.map((value) => ({ value, title: text.rows[value] }))} picked={state.rows} onPick={(rows) => change((now) => withRows(now, rows))} />
      <TreeFilters report={receiptsReport} dimensions={outlookDimensions} filters={state.filters} onPick={(dimension, values) => change((now) => withOutlookFilter(now, dimension, values))} />
      {Object.keys(state.filters).length > 0 && (
        <Button size="small" appearance="transparent" icon={<ArrowResetRegular />} onClick={() => change((now) => ({ ...now, opened: null, filters: {} }))}>
          {text.reset}
        </Button>
      )}
    </div>
  )
}

type LoadedProps = Readonly<{ answer: SalesOutlook; isDimmed: boolean; state: OutlookState; change: Change }>

function Loaded({ answer, isDimmed, state, change }: LoadedProps) {
  const { format } = useSpeech()
  const text = useTexts(outlookTexts)
  const { opened, rows } = state
  const close = useCallback(() => {
    change((now) => ({ ...now, opened: null }))
    if (opened !== null)
      requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-testid=outlook-cell][data-row="${CSS.escape(opened.row)}"][data-number=${opened.number}] button`)?.focus())
  }, [change, opened])
  if (answer.freshness.state === 'preparing') return <Preparing />
  const titleOf = ({ key, title }: SalesOutlookRow): string => {
    if (key === 'total') return rows === 'months' ? text.overMonths : text.total
    if (rows === 'months') return format.month(key)
    return title ?? (rows === 'managers' ? text.nobody : text.noSource)
  }
  const row = [...answer.rows, answer.total].find(({ key }) => key === opened?.row)
  const request = row === undefined ? null : outlookDealsRequest(state)
  const cell = row === undefined || opened === null ? null : row[opened.number]
  return (
    <div className="report-content" data-open={request !== null && cell !== null} data-dimmed={isDimmed}>
      <main className="report-main" data-testid="outlook" data-rows={rows}>
        <OutlookTable answer={answer} state={state} titleOf={titleOf} onOpen={(key, number) => change((now) => ({ ...now, opened: { row: key, number } }))} />
        <footer className="notices">
          {!answer.hasForecast && <span className="notices-item">{text.noForecast}</span>}
          {answer.overdue !== 0 && (
            <span className="notices-item" data-testid="outlook-overdue" data-value={answer.overdue}>
              {text.overdue(format.compactMoney(answer.overdue, answer.currency))}
            </span>
          )}
          <span className="notices-rest">{text.keys}</span>
        </footer>
      </main>
      {row !== undefined && request !== null && cell !== null && <OutlookPanel request={request} name={titleOf(row)} cell={cell} onClose={close} />}
    </div>
  )
}
