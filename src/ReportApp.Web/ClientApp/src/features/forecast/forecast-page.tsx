import { Button, ProgressBar, Tab, TabList } from '@fluentui/react-components'
import { ArrowResetRegular } from '@fluentui/react-icons/svg/arrow-reset'
import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useMemo } from 'react'
import { useApi, useFilters } from '../../api/queries'
import type { ForecastBasis, ForecastRow, Month, ReceiptsForecast } from '../../api/types'
import { useSearchText } from '../../app/search'
import { fanPoints, type FanPoint, type FanWords } from '../../charts/fan-model'
import { undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure, FailureLine } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { useLoaded } from '../../ui/state'
import { forecastReport } from '../catalogue/own-screens'
import { About } from '../report/about'
import { FavouriteStar } from '../report/favourite-star'
import { FreshnessChip } from '../report/freshness-chip'
import { PageHead } from '../report/page-head'
import { Preparing } from '../report/report-page'
import '../report/report-page.css'
import { rowTitle } from '../report/row-titles'
import { TreeFilter } from '../report/tree-filter'
import { underHeadings } from '../report/tree-pick'
import { ForecastDealsPanel } from './forecast-deals'
import { addUp, forecastMeasures, soon, soonMonths } from './forecast-model'
import { focusMonth, MonthsTable } from './forecast-months'
import './forecast-page.css'
import { useForecast } from './forecast-queries'
import { forecastDimensions, forecastRequest, type ForecastState, fromForecastSearch, toForecastSearch, withFilter } from './forecast-state'
import { countForm, forecastTexts } from './texts'

const FanChart = lazy(async () => ({ default: (await import('../../charts/fan-chart')).FanChart }))

/** The report whose filters and records the forecast shares. */
const receiptsReport = 'object-receipts-forecast'

type Change = (next: (state: ForecastState) => ForecastState, how?: 'push' | 'replace') => void

/** What is expected of each object in the months ahead, and from which deals. */
export function ForecastPage() {
  const text = useTexts(forecastTexts)
  const [search, changeSearch] = useSearchText()
  const state = fromForecastSearch(search)
  const change: Change = useCallback((next, how) => changeSearch((old) => toForecastSearch(next(fromForecastSearch(old)), old), how), [changeSearch])
  const query = useForecast(forecastRequest(state))
  const forecast = useLoaded(query)

  return (
    <>
      <PageHead
        title={text.title}
        about={
          <>
            <About question={text.question} terms={forecastMeasures.map((name) => ({ title: text.measures[name], about: text.about[name] }))} />
            <FavouriteStar reportId={forecastReport.id} />
          </>
        }
      >
        {forecast.kind === 'ready' && <FreshnessChip freshness={forecast.value.freshness} />}
      </PageHead>
      <Filters state={state} change={change} />
      <div className="thin-bar">{forecast.kind === 'ready' && forecast.isOutdated && forecast.error === null && <ProgressBar thickness="medium" aria-label={text.updating} />}</div>
      {forecast.kind === 'failed' && <Failure error={forecast.error} retry={() => void query.refetch()} />}
      {forecast.kind === 'loading' && <Skeleton />}
      {forecast.kind === 'ready' && forecast.error !== null && <FailureLine error={forecast.error} retry={() => void query.refetch()} />}
      {forecast.kind === 'ready' && <Loaded answer={forecast.value} isDimmed={forecast.isOutdated} state={state} change={change} />}
    </>
  )
}

function Filters({ state, change }: { state: ForecastState; change: Change }) {
  const text = useTexts(forecastTexts)
  const lists = useFilters(receiptsReport).data ?? []
  const departments = lists.find((list) => list.dimension === 'department')
  return (
    <div className="filters" role="group" aria-label={text.filters}>
      {forecastDimensions.map((dimension) => {
        const list = lists.find((other) => other.dimension === dimension)
        return (
          list && (
            <TreeFilter
              key={dimension}
              list={dimension === 'manager' ? underHeadings(list, departments) : list}
              picked={state.filters[dimension] ?? []}
              onPick={(values) => change((now) => withFilter(now, dimension, values))}
            />
          )
        )
      })}
      {Object.keys(state.filters).length > 0 && (
        <Button size="small" appearance="transparent" icon={<ArrowResetRegular />} onClick={() => change((now) => ({ ...now, month: null, filters: {} }))}>
          {text.reset}
        </Button>
      )}
    </div>
  )
}

type LoadedProps = Readonly<{ answer: ReceiptsForecast; isDimmed: boolean; state: ForecastState; change: Change }>

function Loaded({ answer, isDimmed, state, change }: LoadedProps) {
  const { language } = useSpeech()
  const text = useTexts(forecastTexts)
  const chosen = answer.rows.find(({ key }) => key === state.object) ?? answer.total
  const open = useCallback((month: Month) => change((now) => ({ ...now, month })), [change])
  const close = useCallback(() => {
    const { month } = state
    change((now) => ({ ...now, month: null }))
    if (month !== null) requestAnimationFrame(() => focusMonth(month))
  }, [change, state])
  if (answer.freshness.state === 'preparing') return <Preparing />
  if (answer.basis === null && isWithoutFact(answer.total)) return <NoPayments />
  if (answer.rows.length === 0)
    return (
      <Notice title={text.empty.title} detail={text.empty.detail}>
        {Object.keys(state.filters).length > 0 && <Button onClick={() => change((now) => ({ ...now, object: null, month: null, filters: {} }))}>{text.reset}</Button>}
      </Notice>
    )

  const opened = chosen.months.find(({ month, expected }) => month === state.month && expected !== null)
  const parent = answer.rows.find(({ key }) => key === chosen.parent)
  const name = [parent, chosen].filter((row) => row !== undefined).map((row) => (row === answer.total ? text.allObjects : rowTitle(row.key, row.title, language))).join(', ')
  return (
    <div className="report-content forecast" data-open={opened !== undefined} data-dimmed={isDimmed}>
      <Objects answer={answer} chosen={chosen} onChoose={(row, how) => change((now) => ({ ...now, object: row === answer.total ? null : row.key }), how)} />
      <main className="report-main forecast-main" data-testid="forecast-main" data-row={chosen.key}>
        <Fan answer={answer} row={chosen} name={name} isCumulative={state.isCumulative} onView={(isCumulative) => change((now) => ({ ...now, isCumulative }), 'replace')} onOpen={open} />
        <MonthsTable row={chosen} name={name} current={answer.today.slice(0, 7)} currency={answer.currency} opened={opened?.month ?? null} filters={state.filters} report={receiptsReport} onOpen={open} />
      </main>
      {opened !== undefined && (
        <ForecastDealsPanel
          request={{ row: chosen.key, month: opened.month, ...forecastRequest(state) }}
          name={name}
          cell={opened.expected?.mean ?? null}
          onClose={close}
        />
      )}
    </div>
  )
}

const isWithoutFact = ({ months }: ForecastRow): boolean => months.every(({ fact }) => fact === null)

type ObjectsProps = Readonly<{ answer: ReceiptsForecast; chosen: ForecastRow; onChoose: (row: ForecastRow, how: 'push' | 'replace') => void }>

/** All objects with what is expected of them soon. Arrows choose: the numbers are here already. */
function Objects({ answer, chosen, onChoose }: ObjectsProps) {
  const { format, language } = useSpeech()
  const text = useTexts(forecastTexts)
  const current = answer.today.slice(0, 7)
  const rows = [answer.total, ...answer.rows]
  const months = soonMonths(answer.total, current)
  const [first, last] = [months[0], months.at(-1)]
  return (
    <nav className="forecast-objects" aria-label={text.objects}>
      <p className="forecast-objects-head quiet" aria-hidden>
        <span>{text.object}</span>
        {first !== undefined && last !== undefined && <span>{text.ahead(format.shortMonth(first), format.shortMonth(last))}</span>}
      </p>
      <div
        role="listbox"
        aria-label={text.objects}
        className="forecast-list"
        onKeyDown={(event) => {
          const at = rows.indexOf(chosen)
          const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
          const row = next === undefined ? undefined : rows[next]
          if (next === undefined) return
          event.preventDefault()
          if (row === undefined) return
          onChoose(row, 'replace')
          event.currentTarget.querySelectorAll<HTMLElement>('[role=option]')[next]?.focus()
        }}
      >
        {rows.map((row) => {
          const title = row === answer.total ? text.allObjects : rowTitle(row.key, row.title, language)
          const money = soon(row, current)
          return (
            <button
              key={row.key}
              type="button"
              role="option"
              className="plain-button forecast-object"
              data-testid="forecast-object"
              data-row={row.key}
              data-group={row === answer.total || answer.rows.some(({ parent }) => parent === row.key)}
              aria-selected={row === chosen}
              tabIndex={row === chosen ? 0 : -1}
              title={money === null ? title : `${title}: ${format.money(money, answer.currency)}`}
              onClick={() => onChoose(row, 'push')}
            >
              <span className="forecast-object-name" style={{ paddingInlineStart: row.level * 16 }}>
                {title}
              </span>
              <span className="numbers">{money === null ? undefinedMark : format.compactMoney(money, answer.currency)}</span>
            </button>
          )
        })}
      </div>
    </nav>
  )
}

type FanProps = Readonly<{
  answer: ReceiptsForecast
  row: ForecastRow
  name: string
  isCumulative: boolean
  onView: (isCumulative: boolean) => void
  onOpen: (month: Month) => void
}>

function Fan({ answer, row, name, isCumulative, onView, onOpen }: FanProps) {
  const { format } = useSpeech()
  const text = useTexts(forecastTexts)
  const { currency } = answer
  const current = answer.today.slice(0, 7)
  const points = useMemo(() => fanPoints(row, current, isCumulative), [row, current, isCumulative])
  const words = useMemo((): FanWords => {
    const money = (value: number) => format.compactMoney(value, currency)
    const line = (caption: string, value: number | null) => (value === null ? [] : [`${caption}: ${money(value)}`])
    return {
      plan: text.measures.plan,
      fact: text.measures.fact,
      soFar: text.soFar,
      middle: text.middle,
      band: text.band,
      today: text.today,
      axisMonth: (month) => (month.endsWith('-01') ? `${format.shortMonth(month)}\n${month.slice(0, 4)}` : format.shortMonth(month)),
      axisMoney: (value) => format.compact(value),
      hint: ({ month, plan, fact, soFar, expected, band }: FanPoint) => [
        isCumulative ? format.period({ from: current, to: month }) : format.month(month),
        ...line(text.measures.plan, plan),
        ...line(text.measures.fact, fact),
        ...line(text.soFar, soFar),
        ...line(text.measures.mean, expected),
        ...(band === null ? [] : [text.range(money(band[0]), money(band[1]))]),
      ],
    }
  }, [format, currency, text, isCumulative, current])
  const sentences = sentencesOf()
  return (
    <section className="forecast-fan">
      <div className="forecast-fan-head">
        <h2>{name}</h2>
        <TabList size="small" aria-label={text.view} selectedValue={isCumulative ? 'cumulative' : 'monthly'} onTabSelect={(_, { value }) => onView(value === 'cumulative')}>
          <Tab value="monthly">{text.monthly}</Tab>
          <Tab value="cumulative">{text.cumulative}</Tab>
        </TabList>
      </div>
      {sentences.length > 0 && (
        <p className="forecast-sentence">
          {sentences.map((sentence) => (
            <span key={sentence}>{sentence}.</span>
          ))}
        </p>
      )}
      <Basis basis={answer.basis} />
      <Suspense fallback={<div className="skeleton forecast-fan-wait" />}>
        <FanChart points={points} current={current} words={words} label={[`${text.title}, ${name}`, ...sentences].join('. ')} onOpen={onOpen} />
      </Suspense>
      <div className="forecast-keys quiet">
        {!isCumulative && <span data-key="fact">{text.measures.fact}</span>}
        <span data-key="soFar">{text.soFar}</span>
        {points.some(({ plan }) => plan !== null) && <span data-key="plan">{text.measures.plan}</span>}
        {answer.basis !== null && <span data-key="middle">{points.some(({ band }) => band !== null) ? text.middle : text.measures.mean}</span>}
        {points.some(({ band }) => band !== null) && <span data-key="band">{text.band}</span>}
      </div>
    </section>
  )

  /** What has come and what is expected of all months shown, with the range of their sum. */
  function sentencesOf(): readonly string[] {
    const past = row.months.filter(({ month, fact }) => month < current && fact !== null)
    const ahead = row.months.filter(({ expected }) => expected !== null)
    const period = (months: typeof past) => format.period({ from: months[0]?.month ?? current, to: months.at(-1)?.month ?? current })
    const range = ahead.at(-1)?.expected?.soFar
    return [
      ...(ahead.length === 0
        ? []
        : [
            [
              text.expected(period(ahead), format.compactMoney(addUp(ahead.map(({ expected }) => expected?.mean ?? 0)), currency)),
              ...(range ? [text.range(format.compactMoney(range.p10, currency), format.compactMoney(range.p90, currency))] : []),
            ].join(', '),
          ]),
      ...(past.length === 0 ? [] : [text.received(period(past), format.compactMoney(addUp(past.map(({ fact }) => fact ?? 0)), currency))]),
    ]
  }
}

/** How the forecast was made, and of whose deals. */
function Basis({ basis }: { basis: ForecastBasis | null }) {
  const { format, language } = useSpeech()
  const text = useTexts(forecastTexts)
  if (basis === null) return <p className="forecast-basis quiet">{text.noHistory}</p>
  const learnt = ([['won', basis.won], ['lost', basis.lost], ['month', basis.months]] as const).map(([what, count]) => format.plural(count, ...countForm(what, language))).join(', ')
  return (
    <p className="forecast-basis quiet" data-testid="forecast-basis" data-mode={basis.mode}>
      {[text.modes[basis.mode](learnt), ...(basis.seesAll ? [] : [text.onlyMine])].join('. ')}{' '}
      <Link to="/forecast/accuracy" className="link" data-testid="forecast-accuracy">
        {text.accuracy}
      </Link>
    </p>
  )
}

function NoPayments() {
  const { session } = useApi()
  const navigate = useNavigate()
  const text = useTexts(forecastTexts).noPayments
  const maySet = session.viewer.isAdministrator
  return (
    <Notice title={text.title} detail={maySet ? text.detail : text.ask}>
      {maySet && <Button onClick={() => void navigate({ to: '/setup' })}>{text.set}</Button>}
    </Notice>
  )
}

/** The real layout, empty. */
function Skeleton() {
  const text = useTexts(forecastTexts)
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
