import type { ForecastRow, Month } from '../api/types'

/** One month of the fan; money in currency units, null where nothing is known. */
export type FanPoint = Readonly<{
  month: Month
  plan: number | null
  /** Of months that are over. */
  fact: number | null
  /** Of the current month, up to now. */
  soFar: number | null
  /** Mean. */
  expected: number | null
  /** P50, or the mean where there is no range. */
  middle: number | null
  /** P10 and P90. */
  band: readonly [low: number, high: number] | null
}>

/**
 * What the fan shows of a row.
 * @param isCumulative From the current month on, each with all before it; what came earlier is not mixed in.
 */
export function fanPoints(row: ForecastRow, current: Month, isCumulative: boolean): readonly FanPoint[] {
  return isCumulative ? cumulated(row, current) : row.months.map(({ month, plan, fact, expected }) => ({
    month,
    plan,
    fact: month < current ? fact : null,
    soFar: month === current ? fact : null,
    expected: expected?.mean ?? null,
    middle: expected?.range?.p50 ?? expected?.mean ?? null,
    band: expected?.range ? [expected.range.p10, expected.range.p90] : null,
  }))
}

function cumulated(row: ForecastRow, current: Month): readonly FanPoint[] {
  // A month without a plan ends the sum: what follows would look like less than was planned.
  let [plan, mean]: [number | null, number | null] = [0, 0]
  const add = (sum: number | null, value: number | null) => (sum === null || value === null ? null : (Math.round(sum * 100) + Math.round(value * 100)) / 100)
  return row.months.filter(({ month }) => month >= current).map(({ month, plan: own, fact, expected }) => {
    plan = add(plan, own)
    mean = add(mean, expected?.mean ?? null)
    return {
      month,
      plan,
      fact: null,
      soFar: month === current ? fact : null,
      expected: mean,
      middle: expected?.soFar?.p50 ?? mean,
      band: expected?.soFar ? [expected.soFar.p10, expected.soFar.p90] : null,
    }
  })
}

/** Colours and font of the theme: a chart knows no others. */
export type Paint = Readonly<{ accent: string; scenario: string; plan: string; text: string; line: string; ground: string; font: string }>

/** What people read on the chart. */
export type FanWords = Readonly<{
  plan: string
  fact: string
  soFar: string
  middle: string
  scenario: string
  band: string
  today: string
  axisMonth: (month: Month) => string
  axisMoney: (value: number) => string
  /** Lines of the hint over a month; the second point is the scenario's. */
  hint: (point: FanPoint, under: FanPoint | undefined) => readonly string[]
}>

/**
 * Fan chart: fact and what is expected, with its 80 % band, beside the plan. The band is two stacked lines, P10 without ink and P90 − P10 filled;
 * it opens from the last month that is over.
 * @param under The same months as a scenario has them; only their middle is drawn.
 */
export function fanOption(points: readonly FanPoint[], under: readonly FanPoint[] | null, current: Month, words: FanWords, paint: Paint) {
  const last = points.findLastIndex(({ fact }) => fact !== null)
  const hasBand = points.some(({ band }) => band !== null)
  /** The lines ahead begin where the known one ends. */
  const opening = <T>(index: number, value: T | null, from: (fact: number) => T): T | null => value ?? (index === last ? from(points[index]?.fact ?? 0) : null)
  const bands = points.map(({ band }, index) => (hasBand ? opening<readonly [number, number]>(index, band, (fact) => [fact, fact]) : null))
  const hidden = { type: 'line', stack: 'band', stackStrategy: 'all', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, itemStyle: { color: paint.accent } } as const
  const line = { type: 'line', silent: true } as const
  return {
    animation: false,
    textStyle: { fontFamily: paint.font, color: paint.text },
    grid: { left: 4, right: 16, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: points.map(({ month }) => words.axisMonth(month)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: paint.line } },
      axisLabel: { color: paint.text, fontSize: 11, lineHeight: 16, interval: 0, hideOverlap: true },
      axisPointer: { type: 'line', lineStyle: { color: paint.text, type: 'solid' } },
    },
    yAxis: { type: 'value', splitNumber: 4, axisLabel: { color: paint.text, formatter: words.axisMoney }, splitLine: { lineStyle: { color: paint.line } } },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: paint.ground,
      borderColor: paint.line,
      formatter: (series: unknown) => hintOf(points[indexOf(series)], under?.[indexOf(series)], words),
    },
    series: [
      { ...hidden, name: 'low', data: bands.map((band) => band?.[0] ?? null) },
      { ...hidden, name: words.band, data: bands.map((band) => (band === null ? null : band[1] - band[0])), areaStyle: { color: paint.accent, opacity: 0.12 } },
      { ...line, name: words.plan, data: points.map(({ plan }) => plan), symbol: 'none', lineStyle: { color: paint.plan, width: 1.5, type: 'dashed' }, itemStyle: { color: paint.plan } },
      {
        ...line,
        name: words.middle,
        data: points.map(({ middle }, index) => opening(index, middle, (fact) => fact)),
        symbol: 'none',
        lineStyle: { color: paint.accent, width: 2, type: 'dotted' },
        itemStyle: { color: paint.accent },
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: paint.text, width: 1, type: 'solid' },
          label: { formatter: words.today, color: paint.text },
          data: [{ xAxis: points.findIndex(({ month }) => month === current) }],
        },
      },
      ...(under === null
        ? []
        : [
            {
              ...line,
              name: words.scenario,
              data: under.map(({ middle }, index) => opening(index, middle, (fact) => fact)),
              symbol: 'none',
              lineStyle: { color: paint.scenario, width: 2, type: 'solid' as const },
              itemStyle: { color: paint.scenario },
            },
          ]),
      { ...line, name: words.fact, data: points.map(({ fact }) => fact), symbol: 'circle', symbolSize: 5, lineStyle: { color: paint.accent, width: 2.5 }, itemStyle: { color: paint.accent } },
      {
        ...line,
        name: words.soFar,
        data: points.map(({ soFar }) => soFar),
        symbol: 'circle',
        symbolSize: 9,
        lineStyle: { opacity: 0 },
        itemStyle: { color: paint.ground, borderColor: paint.accent, borderWidth: 2.5 },
      },
    ],
  }
}

/** The library hands over one entry a series, all of the same month. */
function indexOf(series: unknown): number {
  const first: unknown = Array.isArray(series) ? series[0] : series
  return typeof first === 'object' && first !== null && 'dataIndex' in first && typeof first.dataIndex === 'number' ? first.dataIndex : -1
}

/** As elements: the page's policy would refuse the library's own styled text. */
function hintOf(point: FanPoint | undefined, under: FanPoint | undefined, words: FanWords): HTMLElement {
  const box = document.createElement('div')
  box.className = 'fan-hint'
  for (const text of point === undefined ? [] : words.hint(point, under)) {
    const row = document.createElement('div')
    row.textContent = text
    box.append(row)
  }
  return box
}
