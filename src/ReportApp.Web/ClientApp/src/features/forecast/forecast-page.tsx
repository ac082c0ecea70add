import { Button, ProgressBar, Tab, TabList } from '@fluentui/react-components'
import { ArrowResetRegular } from '@fluentui/react-icons/svg/arrow-reset'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useContext, useEffect, useMemo } from 'react'
import { useApi } from '../../api/queries'
import type { ForecastRow, Month, OverruledDeals, ReceiptsForecast } from '../../api/types'
import { useSearchText } from '../../app/search'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure, FailureLine } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { Segments } from '../../ui/segments'
import { useLoaded } from '../../ui/state'
import { forecastReport, salesForecastReport } from '../catalogue/own-screens'
import { PlanNote } from '../plan/plan-note'
import { planNoteTexts } from '../plan/plan-note-texts'
import { About } from '../report/about'
import { FavouriteStar } from '../report/favourite-star'
import { FreshnessChip } from '../report/freshness-chip'
import { PageHead } from '../report/page-head'
import { Preparing } from '../report/report-page'
import '../report/report-page.css'
import { rowTitle } from '../report/row-titles'
import { TreeFilters } from '../report/tree-filters'
import { ChangesView } from './changes-view'
import { CompareView } from './compare-view'
import { ForecastDealsPanel } from './forecast-deals'
import { Fan } from './forecast-fan'
import { forecastMeasures } from './forecast-model'
import { focusMonth, MonthsTable, receiptsReport } from './forecast-months'
import { Objects } from './forecast-objects'
import './forecast-page.css'
import { useForecast } from './forecast-queries'
import {
  type ChangeForecast, forecastDimensions, forecastMetrics, forecastRequest, type ForecastState, type ForecastView, forecastViews, fromForecastSearch, toForecastSearch, withFilter, withMetric,
} from './forecast-state'
import { MetricContext, soldAs, useForecastTexts, useIsSales, useScenarioTexts } from './metric'
import { overrideTexts } from './override-texts'
import { Movers, type Scenario, ScenarioHead, useScenario, withScenario } from './scenario'
import { ScenarioMenu } from './scenario-menu'
import { type Fate, fateOf, underScenario, withFate, withLevers } from './scenario-model'
import { periodTexts } from './sales-texts'
import { SalesPeriods } from './sales-periods'
import './scenario.css'
import { countForm } from './texts'

/** What is expected of each object in the months ahead, and from which deals. */
export function ForecastPage() {
  const [search] = useSearchText()
  return (
    <MetricContext value={fromForecastSearch(search).metric ?? 'receipts'}>
      <Page />
    </MetricContext>
  )
}

function Page() {
  const text = useForecastTexts()
  const isSales = useIsSales()
  const [search, changeSearch] = useSearchText()
  const state = fromForecastSearch(search)
  const change: ChangeForecast = useCallback((next, how) => changeSearch((old) => toForecastSearch(next(fromForecastSearch(old)), old), how), [changeSearch])
  const query = useForecast(forecastRequest(state))
  const forecast = useLoaded(query)
  const scenario = useScenario(state, forecast.kind === 'ready' && forecast.value.basis !== null)
  const isOutdated = forecast.kind === 'ready' && ((forecast.isOutdated && forecast.error === null) || scenario.isComputing)

  return (
    <>
      <PageHead
        title={text.title}
        about={
          <>
            <About question={text.question} terms={forecastMeasures.map((name) => ({ title: text.measures[name], about: text.about[name] }))} />
            <FavouriteStar reportId={(isSales ? salesForecastReport : forecastReport).id} />
          </>
        }
      >
        {forecast.kind === 'ready' && <FreshnessChip freshness={forecast.value.freshness} />}
      </PageHead>
      <Filters state={state} scenario={scenario} change={change} />
      <div className="thin-bar">{isOutdated && <ProgressBar thickness="medium" aria-label={text.updating} />}</div>
      {forecast.kind === 'failed' && <Failure error={forecast.error} retry={() => void query.refetch()} />}
      {forecast.kind === 'loading' && <Skeleton />}
      {forecast.kind === 'ready' && forecast.error !== null && <FailureLine error={forecast.error} retry={() => void query.refetch()} />}
      {forecast.kind === 'ready' && <Loaded answer={forecast.value} isDimmed={isOutdated} scenario={scenario} state={state} change={change} />}
    </>
  )
}

function Filters({ state, scenario, change }: { state: ForecastState; scenario: Scenario; change: ChangeForecast }) {
  const text = useForecastTexts()
  const metrics = useTexts(periodTexts)
  return (
    <div className="filters" role="group" aria-label={text.filters}>
      <Segments
        label={metrics.metric}
        name="forecast-metric"
        options={forecastMetrics.map((value) => ({ value, title: metrics.metrics[value], about: metrics.metricsAbout[value] }))}
        picked={state.metric ?? 'receipts'}
        onPick={(metric) => change((now) => withMetric(now, metric))}
      />
      <TreeFilters report={receiptsReport} dimensions={forecastDimensions} filters={state.filters} onPick={(dimension, values) => change((now) => withFilter(now, dimension, values))} />
      {Object.keys(state.filters).length > 0 && (
        <Button size="small" appearance="transparent" icon={<ArrowResetRegular />} onClick={() => change((now) => ({ ...now, month: null, filters: {} }))}>
          {text.reset}
        </Button>
      )}
      <ScenarioMenu
        choice={scenario.choice}
        name={scenario.name}
        saved={scenario.all}
        onChoose={(name) => change((now) => withScenario(now, name))}
      />
    </div>
  )
}

type LoadedProps = Readonly<{ answer: ReceiptsForecast; isDimmed: boolean; scenario: Scenario; state: ForecastState; change: ChangeForecast }>

function Loaded({ answer, isDimmed, scenario, state, change }: LoadedProps) {
  const { format, language } = useSpeech()
  const notes = useTexts(planNoteTexts)
  const text = useForecastTexts()
  const metric = useContext(MetricContext)
  const chosen = answer.rows.find(({ key }) => key === state.object) ?? answer.total
  const open = useCallback((month: Month) => change((now) => ({ ...now, month })), [change])
  const close = useCallback(() => {
    const { month } = state
    change((now) => ({ ...now, month: null }))
    if (month !== null) requestAnimationFrame(() => focusMonth(month))
  }, [change, state])
  const beside = useScenarioTexts()
  const { all, levers } = scenario
  // What moved the forecast is that of the forecast itself.
  const isOfBase = state.view === 'changes' || state.view === 'compare'
  const outcome = isOfBase ? null : scenario.outcome
  const onFate = useCallback((dealId: string, fate: Fate) => change((now) => withLevers(now, all, (levers) => withFate(levers, dealId, fate))), [change, all])
  const under = useMemo(() => (outcome === null ? null : underScenario(chosen, outcome)), [chosen, outcome])
  // Of what no field tells there is no fact either.
  const isUnmapped = answer.freshness.state !== 'preparing' && answer.basis === null && isWithoutFact(answer.total)
  const turnsToSales = isUnmapped && state.metric === null
  useEffect(() => {
    if (turnsToSales) change((now) => withMetric(now, 'sales'), 'replace')
  }, [turnsToSales, change])
  if (answer.freshness.state === 'preparing') return <Preparing />
  if (turnsToSales) return null
  if (isUnmapped) return <Unmapped />
  if (answer.rows.length === 0)
    return (
      <Notice title={text.empty.title} detail={text.empty.detail}>
        {Object.keys(state.filters).length > 0 && <Button onClick={() => change((now) => ({ ...now, object: null, month: null, filters: {} }))}>{text.reset}</Button>}
      </Notice>
    )

  const plans = chosen === answer.total ? answer.plans : []
  const plan = plans.find(({ month }) => month >= answer.today.slice(0, 7))
  const opened = chosen.months.find(({ month, expected }) => month === state.month && expected !== null)
  const parent = answer.rows.find(({ key }) => key === chosen.parent)
  const name = [parent, chosen].filter((row) => row !== undefined).map((row) => (row === answer.total ? text.allObjects : rowTitle(row.key, row.title, language))).join(', ')
  return (
    <>
      {state.view !== 'changes' && <ScenarioHead scenario={scenario} rows={answer.rows} change={change} />}
      <div className="report-content forecast" data-open={opened !== undefined} data-dimmed={isDimmed}>
        <Objects answer={answer} outcome={outcome} chosen={chosen} onChoose={(row, how) => change((now) => ({ ...now, object: row === answer.total ? null : row.key }), how)} />
        <main className="report-main forecast-main" data-testid="forecast-main" data-row={chosen.key}>
          <section className="forecast-fan">
            <div className="forecast-fan-head">
              <h2>{name}</h2>
              <TabList size="small" aria-label={text.view} selectedValue={state.view} onTabSelect={(_, { value }) => change((now) => ({ ...now, view: value as ForecastView }), 'replace')}>
                {forecastViews.map((view) => (
                  <Tab key={view} value={view} data-testid="forecast-view" data-view={view}>
                    {text[view]}
                  </Tab>
                ))}
              </TabList>
            </div>
            {chosen.overruled !== null && <Overruled overruled={chosen.overruled} unit={answer.unit} />}
            {isOfBase && answer.basis === null ? (
              <p className="forecast-basis quiet">{text.noHistory}</p>
            ) : state.view === 'changes' ? (
              <ChangesView row={chosen.key} name={name} today={answer.today} state={state} change={change} />
            ) : state.view === 'compare' ? (
              <CompareView row={chosen} name={name} unit={answer.unit} saved={all} state={state} change={change} onOpen={open} />
            ) : (
              <Fan answer={answer} row={chosen} name={name} under={under} scenario={scenario.name} isCumulative={state.view === 'cumulative'} onOpen={open} />
            )}
            {!isOfBase && plan !== undefined && (
              <PlanNote title={notes.plan(format.month(plan.month))} plan={plan} metric={soldAs[metric].metric} month={plan.month} money={(value) => format.compactMoney(value, answer.unit)} />
            )}
          </section>
          {metric === 'sales' && !isOfBase && answer.basis !== null && <SalesPeriods request={{ row: chosen.key, ...(Object.keys(state.filters).length === 0 ? {} : { filters: state.filters }) }} name={name} />}
          {!isOfBase && (
            <MonthsTable key={under === null ? 'base' : 'scenario'} row={chosen} name={name} under={under} current={answer.today.slice(0, 7)} unit={answer.unit} opened={opened?.month ?? null} filters={state.filters} plans={plans} onOpen={open} />
          )}
          {outcome !== null && levers !== null && <Movers outcome={outcome} levers={levers} />}
        </main>
        {opened !== undefined && (
          <ForecastDealsPanel
            request={{ row: chosen.key, month: opened.month, ...forecastRequest(state) }}
            name={levers === null ? name : `${name}, ${beside.without}`}
            current={answer.today.slice(0, 7)}
            cell={opened.expected?.mean ?? null}
            fateOf={(dealId) => (levers === null ? null : fateOf(levers, dealId))}
            onFate={onFate}
            onClose={close}
          />
        )}
      </div>
    </>
  )
}

/** Of how many deals somebody's word counts, and by how much that moves the sum. */
function Overruled({ overruled: { count, moved }, unit }: { overruled: OverruledDeals; unit: string }) {
  const { format, language } = useSpeech()
  const text = useTexts(overrideTexts)
  const deals = format.plural(count, ...countForm('deal', language))
  return (
    <p className="forecast-basis" data-testid="overruled" data-count={count} data-moved={moved}>
      {moved === 0 ? text.overruledSame(deals) : text.overruled(deals, format.signed(format.compactMoney(moved, unit)))}
    </p>
  )
}

const isWithoutFact = ({ months }: ForecastRow): boolean => months.every(({ fact }) => fact === null)

function Unmapped() {
  const { session } = useApi()
  const navigate = useNavigate()
  const text = useForecastTexts().unmapped
  const maySet = session.viewer.isAdministrator
  return (
    <Notice title={text.title} detail={maySet ? text.detail : text.ask}>
      {maySet && <Button onClick={() => void navigate({ to: '/setup' })}>{text.set}</Button>}
    </Notice>
  )
}

/** The real layout, empty. */
function Skeleton() {
  const text = useForecastTexts()
  return (
    <div className="report-content forecast">
      <div className="forecast-objects" aria-hidden>
        {Array.from({ length: 8 }, (_, index) => (
          <div key={index} className="skeleton forecast-object-wait" />
        ))}
      </div>
      <main className="report-main forecast-main" aria-busy>
        <div className="forecast-fan">
          <div className="skeleton forecast-fan-wait" />
        </div>
        <p className="forecast-slow quiet" role="status">
          {text.slow}
        </p>
      </main>
    </div>
  )
}
