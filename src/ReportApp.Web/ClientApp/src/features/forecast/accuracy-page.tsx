import { Spinner, Tab, TabList } from '@fluentui/react-components'
import { useContext, useState } from 'react'
import type { AccuracyRow, ForecastAccuracy } from '../../api/types'
import { useSearchText } from '../../app/search'
import { undefinedMark } from '../../i18n/format'
import { useSpeech } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import { About } from '../report/about'
import { FreshnessChip } from '../report/freshness-chip'
import { PageHead } from '../report/page-head'
import '../report/report-page.css'
import './accuracy-page.css'
import { useAccuracy } from './forecast-queries'
import { fromForecastSearch } from './forecast-state'
import { MetricContext, useAccuracyTexts } from './metric'

/** What the forecast was worth over the last year, beside what simpler ways would have been. */
export function AccuracyPage() {
  const [search] = useSearchText()
  const metric = fromForecastSearch(search).metric ?? 'receipts'
  return (
    <MetricContext value={metric}>
      <Accuracy />
    </MetricContext>
  )
}

function Accuracy() {
  const metric = useContext(MetricContext)
  const text = useAccuracyTexts()
  const query = useAccuracy(metric)
  const accuracy = loaded(query)
  return (
    <>
      <PageHead title={text.title} above={{ to: '/forecast', title: text.back, search: `metric=${metric}` }} about={<About question={text.question} />}>
        {accuracy.kind === 'ready' && <FreshnessChip freshness={accuracy.value.freshness} />}
      </PageHead>
      <main className="accuracy" data-testid="accuracy" aria-busy={accuracy.kind === 'loading'}>
        {accuracy.kind === 'failed' && <Failure error={accuracy.error} retry={() => void query.refetch()} />}
        {accuracy.kind === 'loading' && <Spinner label={text.computing} labelPosition="below" />}
        {accuracy.kind === 'ready' && (accuracy.value.rows.length === 0 ? <Notice title={text.empty.title} detail={text.empty.detail} /> : <Loaded answer={accuracy.value} />)}
      </main>
    </>
  )
}

function Loaded({ answer }: { answer: ForecastAccuracy }) {
  const { format } = useSpeech()
  const text = useAccuracyTexts()
  const share = (value: number | null) => (value === null ? undefinedMark : format.percent(value, 0))
  const methods = answer.rows[0]?.others.map(({ method }) => method) ?? []
  return (
    <>
      <Verdict answer={answer} />
      <div className="accuracy-scroll" tabIndex={0} role="group" aria-label={text.title}>
        <table className="accuracy-table">
          <thead>
            <tr>
              <th scope="col">{text.when}</th>
              <th scope="col" className="numbers" title={text.about.error}>{text.error}</th>
              <th scope="col" className="numbers" title={text.about.bias}>{text.bias}</th>
              <th scope="col" className="numbers" title={text.about.within}>{text.within}</th>
              <th scope="col" className="numbers" title={text.about.errorByObject}>{text.errorByObject}</th>
              {methods.map((method) => (
                <th key={method} scope="col" className="numbers quiet" title={text.about.others}>{text.others[method] ?? method}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.rows.map((row) => (
              <tr key={row.horizon} data-testid="accuracy-row" data-horizon={row.horizon} data-error={row.error ?? ''}>
                <th scope="row">{text.ahead[row.horizon]}</th>
                <td className="numbers">{share(row.error)}</td>
                <td className="numbers">{row.bias === null ? undefinedMark : `${row.bias > 0 ? '+' : ''}${format.percent(row.bias, 0)}`}</td>
                <td className="numbers">{share(row.withinRange)}</td>
                <td className="numbers accuracy-own">{share(row.errorByObject)}</td>
                {methods.map((method) => (
                  <td key={method} className="numbers quiet">{share(row.others.find((other) => other.method === method)?.errorByObject ?? null)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Months answer={answer} />
      <p className="quiet accuracy-note">{text.note}</p>
    </>
  )
}

/** What the numbers come to, in words. */
function Verdict({ answer }: { answer: ForecastAccuracy }) {
  const { format } = useSpeech()
  const text = useAccuracyTexts()
  const [first, third] = [1, 3].map((horizon) => answer.rows.find((row) => row.horizon === horizon))
  if (first === undefined || first.error === null) return null
  const best = bestOf(first)
  return (
    <p className="accuracy-verdict" data-testid="accuracy-verdict">
      {[
        text.verdict(format.percent(first.error, 0), format.plural(first.months, ...text.monthForms)),
        ...(third === undefined || third.error === null ? [] : [text.next(format.percent(third.error, 0))]),
        ...(first.errorByObject === null ? [] : [best === null ? text.better : text.worse((text.others[best] ?? best).toLowerCase())]),
      ].join(' ')}
    </p>
  )
}

/** The simple way that would have been no worse by object; null: none. */
function bestOf({ errorByObject, others }: AccuracyRow): string | null {
  const [best] = others.filter((other) => other.errorByObject !== null).toSorted((one, other) => (one.errorByObject ?? 0) - (other.errorByObject ?? 0))
  return best !== undefined && errorByObject !== null && (best.errorByObject ?? Infinity) <= errorByObject ? best.method : null
}

function Months({ answer }: { answer: ForecastAccuracy }) {
  const { format } = useSpeech()
  const text = useAccuracyTexts()
  const [horizon, setHorizon] = useState(answer.rows[0]?.horizon ?? 1)
  const months = answer.months.filter((month) => month.horizon === horizon)
  const most = Math.max(1, ...months.flatMap(({ expected, received }) => [expected, received]))
  const bar = (value: number, kind: 'expected' | 'received') => (
    <svg className="accuracy-bar" data-kind={kind} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
      <rect width={(Math.max(0, value) / most) * 100} height="8" />
    </svg>
  )
  return (
    <section className="accuracy-months" aria-label={text.months}>
      <TabList size="small" selectedValue={horizon} onTabSelect={(_, { value }) => setHorizon(Number(value))} aria-label={text.when}>
        {answer.rows.map((row) => (
          <Tab key={row.horizon} value={row.horizon}>{text.ahead[row.horizon]}</Tab>
        ))}
      </TabList>
      <table className="accuracy-table">
        <thead>
          <tr>
            <th scope="col">{text.month}</th>
            <th scope="col" aria-hidden />
            <th scope="col" className="numbers">{text.expected}</th>
            <th scope="col" className="numbers">{text.received}</th>
            <th scope="col" className="numbers">{text.miss}</th>
          </tr>
        </thead>
        <tbody>
          {months.map(({ month, expected, received }) => (
            <tr key={month} data-testid="accuracy-month" data-month={month}>
              <th scope="row">{format.month(month)}</th>
              <td className="accuracy-bars">
                {bar(expected, 'expected')}
                {bar(received, 'received')}
              </td>
              <td className="numbers">{format.compactMoney(expected, answer.unit)}</td>
              <td className="numbers">{format.compactMoney(received, answer.unit)}</td>
              <td className="numbers">{received <= 0 ? undefinedMark : `${expected > received ? '+' : ''}${format.percent(expected / received - 1, 0)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
