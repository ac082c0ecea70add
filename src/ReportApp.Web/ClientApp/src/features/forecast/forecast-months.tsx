import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Filters, ForecastMonth, ForecastRow, Month } from '../../api/types'
import { searchKey } from '../../app/search'
import { tableScale, undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { defaultState, toSearch } from '../report/report-state'
import { forecastMeasures, type ForecastMeasure, valueOf } from './forecast-model'
import { forecastTexts } from './texts'

type Props = Readonly<{
  row: ForecastRow
  name: string
  current: Month
  currency: string
  opened: Month | null
  filters: Filters
  /** Where the records behind plan and fact are listed. */
  report: string
  onOpen: (month: Month) => void
}>

/** The chart in numbers. What is expected opens its deals here, plan and fact their records in the report. */
export function MonthsTable({ row, name, current, currency, opened, filters, report, onOpen }: Props) {
  const { format } = useSpeech()
  const text = useTexts(forecastTexts)
  const navigate = useNavigate()
  const scale = useMemo(() => tableScale(row.months.flatMap((month) => forecastMeasures.map((measure) => valueOf(month, measure) ?? 0))), [row])
  const openRecords = (month: Month, measure: string) => {
    const view = toSearch({ ...defaultState, from: month, to: month, filters, cell: { row: row.key, column: month, measure } })
    void navigate({ to: '/r/$report', params: { report }, search: { [searchKey]: view.toString() } as never })
  }

  const cell = (month: ForecastMonth, measure: ForecastMeasure) => {
    const value = valueOf(month, measure)
    const isOver = measure === 'gap' && value !== null && value <= 0
    const title = text.measures[measure]
    const data = { 'data-testid': 'cell', 'data-row': row.key, 'data-col': month.month, 'data-measure': measure, 'data-value': value ?? '' }
    if (value === null) return <td key={measure} {...data}>{undefinedMark}</td>
    const full = format.money(value, currency)
    const shown = isOver ? `+${format.inTable(-value, 'money', scale)}` : format.inTable(value, 'money', scale)
    const said = `${name}, ${title}, ${format.month(month.month)}`
    const isRecorded = measure === 'plan' || measure === 'fact'
    return (
      <td key={measure} {...data} data-tone={measure === 'gap' ? (isOver ? 'over' : 'short') : undefined}>
        <button
          type="button"
          className="plain-button forecast-number"
          title={isOver ? text.over(format.money(-value, currency)) : full}
          aria-label={isRecorded ? text.openRecords(said, full) : text.openDeals(said, full)}
          onClick={() => (isRecorded ? openRecords(month.month, measure === 'fact' ? 'receipts' : measure) : onOpen(month.month))}
        >
          {shown}
        </button>
      </td>
    )
  }

  return (
    <table className="forecast-table" aria-label={`${name}. ${text.table}`}>
      <thead>
        <tr>
          <th scope="col">
            {text.month}
            <span className="quiet">{format.unit(scale, currency)}</span>
          </th>
          {forecastMeasures.map((measure) => (
            <th key={measure} scope="col" data-measure={measure} title={text.about[measure]}>
              {text.measures[measure]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {row.months.map((month) => (
          <tr key={month.month} data-when={month.month < current ? 'past' : month.month === current ? 'current' : 'ahead'} data-opened={month.month === opened ? '' : undefined}>
            <th scope="row">
              {format.month(month.month)}
              {month.month === current && <span className="forecast-now">{text.now}</span>}
            </th>
            {forecastMeasures.map((measure) => cell(month, measure))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Gives the focus back to the month whose list was open. */
export function focusMonth(month: Month): void {
  document.querySelector<HTMLElement>(`[data-testid=cell][data-col="${month}"][data-measure=mean] button`)?.focus()
}
