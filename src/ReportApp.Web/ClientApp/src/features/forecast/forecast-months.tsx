import { useNavigate } from '@tanstack/react-router'
import { useContext, useEffect, useLayoutEffect, useMemo } from 'react'
import type { Filters, ForecastMonth, ForecastRow, Month, ShownPlan } from '../../api/types'
import { searchKey } from '../../app/search'
import { measureOf, scaleOf, undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { useEdges } from '../../ui/edges'
import { others } from '../plan/plan-note'
import { planNoteTexts } from '../plan/plan-note-texts'
import { defaultState, type ReportState, toSearch } from '../report/report-state'
import { toSummarySearch } from '../summary/summary-state'
import { addUp, differences, expectedMeasures, forecastMeasures, type ForecastMeasure, salesMeasures, scenarioMeasures, toneOf, valueOf } from './forecast-model'
import { MetricContext, soldAs, useForecastTexts, useIsSales, useScenarioTexts } from './metric'

type Props = Readonly<{
  row: ForecastRow
  name: string
  /** The same row as a scenario has it; then only the months ahead are shown, and their sum. */
  under: ForecastRow | null
  current: Month
  unit: string
  opened: Month | null
  filters: Filters
  /** Which plan the row has in which month; empty where it is the object's own. */
  plans: readonly ShownPlan[]
  onOpen: (month: Month) => void
}>

/** The report whose filters and records a forecast of receipts shares. */
export const receiptsReport = 'object-receipts-forecast'

/** The chart in numbers. What is expected opens its deals here, plan and fact their records in the report. */
export function MonthsTable({ row, name, under, current, unit, opened, filters, plans, onOpen }: Props) {
  const { format, language } = useSpeech()
  const notes = useTexts(planNoteTexts)
  const text = useForecastTexts()
  const navigate = useNavigate()
  const scenario = useScenarioTexts()
  const isSales = useIsSales()
  const sold = soldAs[useContext(MetricContext)]
  const measures: readonly ForecastMeasure[] = under === null ? (isSales ? salesMeasures(row) : forecastMeasures) : scenarioMeasures
  const months = under === null ? row.months : row.months.filter(({ month }) => month >= current)
  const beside = useMemo(() => new Map(under?.months.map((month) => [month.month, month])), [under])
  const scale = useMemo(
    () => scaleOf(unit, [row, ...(under === null ? [] : [under])].flatMap(({ months: all }) => all.flatMap((month) => forecastMeasures.map((measure) => valueOf(month, measure) ?? 0)))),
    [row, under, unit],
  )
  const { box, hasBefore, hasMore, look } = useEdges()

  // What is over is one turn of the wheel above what one came for.
  useLayoutEffect(() => {
    const now = box.current?.querySelector<HTMLElement>('[data-when=current]')
    const head = box.current?.querySelector('thead')
    if (box.current && now && head) box.current.scrollTop = now.offsetTop - head.offsetHeight
  }, [box])

  useEffect(() => {
    if (opened !== null) buttonOf(box.current, opened)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [box, opened])

  const openRecords = (month: Month, measure: string) => {
    const report: ReportState = { ...defaultState, from: month, to: month, filters, cell: { row: row.key, column: isSales ? 'total' : month, measure } }
    if (isSales) {
      void navigate({ to: '/summary', search: { [searchKey]: toSummarySearch({ report, view: 'objects', metric: sold.metric }).toString() } as never })
      return
    }
    const view = toSearch(report)
    void navigate({ to: '/r/$report', params: { report: receiptsReport }, search: { [searchKey]: view.toString() } as never })
  }

  // Plans and facts are whole contracts, what is expected has parts of them: one column, one number of digits.
  const inTable = (value: number, measure: ForecastMeasure) =>
    measureOf(unit) === 'pieces' && measure !== 'plan' && measure !== 'fact' ? format.number(value, 1) : format.inTable(value, measureOf(unit), scale)

  const cell = (month: ForecastMonth, measure: ForecastMeasure) => {
    const value = valueOf(month, measure, beside.get(month.month))
    const title = text.measures[measure]
    const data = { 'data-testid': 'cell', 'data-row': row.key, 'data-col': month.month, 'data-measure': measure, 'data-value': value ?? '' }
    if (value === null) return <td key={measure} {...data}>{undefinedMark}</td>
    const plan = measure === 'plan' ? plans.find((one) => one.month === month.month) : undefined
    const full = [format.money(value, unit), ...(plan === undefined ? [] : [notes.of[plan.of], ...others(plan, language, (money) => format.compactMoney(money, unit))])].join('\n')
    const shown = inTable(value, measure)
    if (differences.has(measure)) {
      const sum = format.money(Math.abs(value), unit)
      const said = measure === 'delta' || value === 0 ? format.signed(full) : value < 0 ? text.short(sum) : text.over(sum)
      return (
        <td key={measure} {...data} data-tone={toneOf(value)} title={said}>
          {format.signed(shown)}
        </td>
      )
    }
    // Targets of sales have no list in a report.
    const isRecorded = measure === 'fact' || (measure === 'plan' && !isSales)
    if (!isRecorded && !expectedMeasures.has(measure)) return <td key={measure} {...data} title={full}>{shown}</td>
    const said = `${name}, ${title}, ${format.month(month.month)}`
    return (
      <td key={measure} {...data}>
        <button
          type="button"
          className="plain-button forecast-number"
          title={full}
          aria-label={isRecorded ? text.openRecords(said, full) : text.openDeals(said, full)}
          onClick={() => (isRecorded ? openRecords(month.month, measure === 'fact' ? sold.fact : measure) : onOpen(month.month))}
        >
          {shown}
        </button>
      </td>
    )
  }

  const total = (measure: ForecastMeasure) => {
    const values = months.map((month) => valueOf(month, measure, beside.get(month.month)))
    const value = values.includes(null) ? null : addUp(values.filter((each) => each !== null))
    const data = { 'data-testid': 'cell', 'data-row': row.key, 'data-col': 'total', 'data-measure': measure, 'data-value': value ?? '' }
    if (value === null) return <td key={measure} {...data}>{undefinedMark}</td>
    const isDifference = differences.has(measure)
    const shown = inTable(value, measure)
    return (
      <td key={measure} {...data} data-tone={isDifference ? toneOf(value) : undefined} title={format.money(value, unit)}>
        {isDifference ? format.signed(shown) : shown}
      </td>
    )
  }

  return (
    <div className="edges forecast-months" data-scenario={under !== null} data-before={hasBefore} data-more={hasMore}>
      <div ref={box} className="forecast-scroll" onScroll={look}>
        <table className="forecast-table" aria-label={`${name}. ${text.table}`}>
          <thead>
            <tr>
              <th scope="col">
                {text.month}
                <span className="quiet">{format.unit(scale, unit)}</span>
              </th>
              {measures.map((measure) => (
                <th key={measure} scope="col" data-measure={measure} title={text.about[measure]}>
                  {text.measures[measure]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {months.map((month) => (
              <tr key={month.month} data-when={month.month < current ? 'past' : month.month === current ? 'current' : 'ahead'} data-opened={month.month === opened ? '' : undefined}>
                <th scope="row">
                  {format.month(month.month)}
                  {month.month === current && <span className="forecast-now">{text.now}</span>}
                </th>
                {measures.map((measure) => cell(month, measure))}
              </tr>
            ))}
          </tbody>
          {under !== null && (
            <tfoot>
              <tr>
                <th scope="row">{scenario.total}</th>
                {measures.map(total)}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
    </div>
  )
}

const buttonOf = (place: ParentNode | null, month: Month) => place?.querySelector<HTMLElement>(`[data-testid=cell][data-col="${month}"][data-measure=mean] button`)

/** Gives the focus back to the month whose list was open. */
export function focusMonth(month: Month): void {
  buttonOf(document, month)?.focus()
}
