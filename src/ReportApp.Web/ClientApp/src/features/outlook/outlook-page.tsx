import { Button, ProgressBar } from '@fluentui/react-components'
import { ArrowResetRegular } from '@fluentui/react-icons/svg/arrow-reset'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { useApi } from '../../api/queries'
import type { SalesOutlook, SalesOutlookRow } from '../../api/types'
import { useSearchText } from '../../app/search'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure, FailureLine } from '../../ui/failure'
import { Segments } from '../../ui/segments'
import { Notice } from '../../ui/notice'
import { useLoaded } from '../../ui/state'
import { outlookReport, sourceOutlookReport, territoryOutlookReport } from '../catalogue/own-screens'
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
import { fromOutlookSearch, numbersOf, outlookDealsRequest, outlookDimensions, outlookRequest, outlookRows, type OutlookState, toOutlookSearch, valueOf, withOutlookFilter, withRows } from './outlook-state'
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
  const { report, title, question } = useReport(state.rows)
  return (
    <>
      <PageHead
        title={title}
        about={
          <>
            <About
              question={question}
              terms={[
                ...numbersOf(state.rows).map((number) => ({ title: text.numbers[number], about: text.about[number] })),
                ...(state.rows === 'territories' ? [] : [{ title: text.plan, about: text.about.plan }, { title: text.error, about: text.about.error }]),
              ]}
            />
            <FavouriteStar reportId={report.id} />
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

/** Each report is a side of the same screen. */
function useReport(rows: OutlookState['rows']) {
  const text = useTexts(outlookTexts)
  switch (rows) {
    case 'sources': return { report: sourceOutlookReport, title: text.sourceTitle, question: text.sourceQuestion }
    case 'territories': return { report: territoryOutlookReport, title: text.territoryTitle, question: text.territoryQuestion }
    default: return { report: outlookReport, title: text.title, question: text.question }
  }
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

const buttonOf = ({ row, number }: NonNullable<OutlookState['opened']>) =>
  document.querySelector<HTMLElement>(`[data-testid=outlook-cell][data-row="${CSS.escape(row)}"][data-number=${number}] button`)

type LoadedProps = Readonly<{ answer: SalesOutlook; isDimmed: boolean; state: OutlookState; change: Change }>

function Loaded({ answer, isDimmed, state, change }: LoadedProps) {
  const { format } = useSpeech()
  const text = useTexts(outlookTexts)
  const { opened, rows } = state
  const close = useCallback(() => {
    change((now) => ({ ...now, opened: null }))
    if (opened !== null) requestAnimationFrame(() => buttonOf(opened)?.focus())
  }, [change, opened])
  // The list takes room, and its number must stay in sight.
  useEffect(() => {
    if (opened !== null) requestAnimationFrame(() => buttonOf(opened)?.scrollIntoView({ block: 'nearest', inline: 'nearest' }))
  }, [opened?.row, opened?.number])
  if (answer.freshness.state === 'preparing') return <Preparing />
  if (!answer.isMapped) return <NoTerritories />
  const titleOf = ({ key, title }: SalesOutlookRow): string => {
    if (key === 'total') return rows === 'months' ? text.overMonths : text.total
    if (rows === 'months') return format.month(key)
    return title ?? { managers: text.nobody, sources: text.noSource, territories: text.noTerritory }[rows]
  }
  const row = [...answer.rows, answer.total].find(({ key }) => key === opened?.row)
  const request = row === undefined ? null : outlookDealsRequest(state)
  const cell = row === undefined || opened === null ? null : valueOf(row, opened.number)
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

function NoTerritories() {
  const { session } = useApi()
  const navigate = useNavigate()
  const { title, detail, ask, set } = useTexts(outlookTexts).unmapped
  const maySet = session.viewer.isAdministrator
  return (
    <Notice title={title} detail={maySet ? detail : ask}>
      {maySet && <Button onClick={() => void navigate({ to: '/setup' })}>{set}</Button>}
    </Notice>
  )
}
