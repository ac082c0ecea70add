import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useContext, useMemo } from 'react'
import type { ForecastBasis, ForecastRow, Month, ReceiptsForecast } from '../../api/types'
import { searchKey } from '../../app/search'
import { fanPoints, type FanPoint, type FanWords } from '../../charts/fan-model'
import { useSpeech } from '../../i18n/language'
import { addUp } from './forecast-model'
import { MetricContext, useForecastTexts, useScenarioTexts } from './metric'
import { countForm } from './texts'

const FanChart = lazy(async () => ({ default: (await import('../../charts/fan-chart')).FanChart }))

type Props = Readonly<{
  answer: ReceiptsForecast
  row: ForecastRow
  name: string
  /** The row as the scenario has it, and what the scenario is called. */
  under: ForecastRow | null
  scenario: string | null
  isCumulative: boolean
  onOpen: (month: Month) => void
}>

/** The chart of a row, what it comes to in words, and how it was made. */
export function Fan({ answer, row, name, under, scenario, isCumulative, onOpen }: Props) {
  const { format } = useSpeech()
  const text = useForecastTexts()
  const beside = useScenarioTexts()
  const { unit } = answer
  const current = answer.today.slice(0, 7)
  const points = useMemo(() => fanPoints(row, current, isCumulative), [row, current, isCumulative])
  const underPoints = useMemo(() => under && fanPoints(under, current, isCumulative), [under, current, isCumulative])
  const words = useMemo((): FanWords => {
    const money = (value: number) => format.compactMoney(value, unit)
    const line = (caption: string, value: number | null) => (value === null ? [] : [`${caption}: ${money(value)}`])
    return {
      plan: text.measures.plan,
      fact: text.measures.fact,
      soFar: text.soFar,
      middle: text.measures.p50,
      scenario: beside.scenario,
      band: text.band,
      today: text.today,
      axisMonth: (month) => (month.endsWith('-01') ? `${format.shortMonth(month)}\n${month.slice(0, 4)}` : format.shortMonth(month)),
      axisMoney: (value) => format.compact(value),
      hint: ({ month, plan, fact, soFar, middle, band }: FanPoint, other: FanPoint | undefined) => [
        isCumulative ? format.period({ from: current, to: month }) : format.month(month),
        ...line(text.measures.plan, plan),
        ...line(text.measures.fact, fact),
        ...line(text.soFar, soFar),
        ...(band === null ? line(text.measures.mean, middle) : [...line(text.measures.p90, band[1]), ...line(text.measures.p50, middle), ...line(text.measures.p10, band[0])]),
        ...line(other?.band ? `${beside.scenario} (P50)` : beside.scenario, other?.middle ?? null),
      ],
    }
  }, [format, unit, text, beside, isCumulative, current])
  const sentences = sentencesOf()
  const underSentence = underSentenceOf()
  return (
    <>
      {sentences.length > 0 && (
        <p className="forecast-sentence">
          {sentences.map((sentence) => (
            <span key={sentence}>{sentence}.</span>
          ))}
        </p>
      )}
      {underSentence !== null && (
        <p className="forecast-sentence scenario-sentence" data-testid="scenario-sentence">
          {underSentence}.
        </p>
      )}
      <Suspense fallback={<div className="skeleton forecast-fan-wait" />}>
        <FanChart points={points} under={underPoints} current={current} words={words} label={[`${text.title}, ${name}`, ...sentences, ...(underSentence === null ? [] : [underSentence])].join('. ')} onOpen={onOpen} />
      </Suspense>
      <div className="forecast-keys quiet">
        {!isCumulative && <span data-key="fact">{text.measures.fact}</span>}
        <span data-key="soFar">{text.soFar}</span>
        {points.some(({ plan }) => plan !== null) && <span data-key="plan">{text.measures.plan}</span>}
        {answer.basis !== null && <span data-key="middle">{points.some(({ band }) => band !== null) ? text.measures.p50 : text.measures.mean}</span>}
        {under !== null && scenario !== null && <span data-key="scenario">{beside.title(scenario)}</span>}
        {points.some(({ band }) => band !== null) && <span data-key="band">{text.band}</span>}
      </div>
      <Basis basis={answer.basis} />
    </>
  )

  /** What the scenario makes of all months ahead. */
  function underSentenceOf(): string | null {
    if (under === null || scenario === null) return null
    const [sum, other] = [row, under].map(({ months }) => addUp(months.map(({ expected }) => expected?.mean ?? 0)))
    if (sum === undefined || other === undefined) return null
    const delta = format.signed(format.compactMoney(addUp([other, -sum]), unit))
    return beside.sentence(scenario, format.compactMoney(other, unit), sum === 0 ? delta : `${delta} (${format.signed(format.percent(other / sum - 1))})`)
  }

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
              text.expected(period(ahead), format.compactMoney(addUp(ahead.map(({ expected }) => expected?.mean ?? 0)), unit)),
              ...(range ? [text.range(format.compactMoney(range.p10, unit), format.compactMoney(range.p90, unit))] : []),
            ].join(', '),
          ]),
      ...(past.length === 0 ? [] : [text.received(period(past), format.compactMoney(addUp(past.map(({ fact }) => fact ?? 0)), unit))]),
    ]
  }
}

/** How the forecast was made, and of whose deals. */
function Basis({ basis }: { basis: ForecastBasis | null }) {
  const { format, language } = useSpeech()
  const text = useForecastTexts()
  const metric = useContext(MetricContext)
  if (basis === null) return <p className="forecast-basis quiet">{text.noHistory}</p>
  const learnt = ([['won', basis.won], ['lost', basis.lost], ['month', basis.months]] as const).map(([what, count]) => format.plural(count, ...countForm(what, language))).join(', ')
  return (
    <p className="forecast-basis quiet" data-testid="forecast-basis" data-mode={basis.mode}>
      {[text.modes[basis.mode](learnt), ...(basis.seesAll ? [] : [text.onlyMine])].join('. ')}{' '}
      <Link to="/forecast/accuracy" search={(metric === 'receipts' ? {} : { [searchKey]: `metric=${metric}` }) as never} className="link" data-testid="forecast-accuracy">
        {text.accuracy}
      </Link>
    </p>
  )
}

