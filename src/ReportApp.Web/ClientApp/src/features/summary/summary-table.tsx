import { Link } from '@tanstack/react-router'
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import type { KeyboardEvent, ReactNode } from 'react'
import type { CellKey, Month, ReceiptsOutlook, SalesSummary } from '../../api/types'
import { searchKey } from '../../app/search'
import { isFolded } from '../../grid/grid-model'
import { undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { useEdges } from '../../ui/edges'
import { nextCell } from '../../ui/grid-keys'
import { plainForecast, toForecastSearch } from '../forecast/forecast-state'
import { toTargetsSearch } from '../plan/targets-state'
import { rowTitleIn } from '../report/row-titles'
import { columns, type Effect, effectNames, effects, endOf, endsBy, hasEffects, type SummaryColumn, type TableRow, toneOf, worded, wordedInFull } from './summary-model'
import type { SummaryState } from './summary-state'
import { summaryTexts } from './texts'

type Props = Readonly<{
  summary: SalesSummary
  rows: readonly TableRow[]
  outlook: ReceiptsOutlook | undefined
  isForecasting: boolean
  state: SummaryState
  onOpen: (cell: CellKey, from: HTMLElement) => void
  onToggle: (row: string) => void
}>

/** Plan and fact of a metric in each row. Plans open the plans, receipts to come the forecast, all else its records; arrows move. */
export function SummaryTable({ summary, rows, outlook, isForecasting, state, onOpen, onToggle }: Props) {
  const { format, language } = useSpeech()
  const text = useTexts(summaryTexts)
  const { box, hasBefore, hasMore, look } = useEdges()
  const { facts } = summary
  const byMetric = state.view === 'metrics'
  const parents = new Set(facts.rows.map(({ parent }) => parent))
  const reasons = hasEffects(rows) ? effectNames : []
  const nameOf = ({ row, line }: TableRow) => (row === null ? text.metrics[line.metric] : rowTitleIn(facts, row.key, row.title, language))
  return (
    <div className="edges summary-frame" data-before={hasBefore} data-more={hasMore}>
      <div ref={box} className="summary-scroll" onScroll={look}>
        <table className="summary-table" data-reasons={reasons.length > 0} role="grid" aria-rowcount={rows.length + 1} aria-label={byMetric ? text.views.metrics : text.metrics[state.metric]} onKeyDown={move}>
          <thead>
            <tr>
              <th scope="col">{byMetric ? text.metric : text.views[state.view]}</th>
              {columns.map((column) => (
                <th key={column} scope="col" title={text.about[column]} data-column={column}>
                  {text.columns[column]}
                  {column === 'end' && !byMetric && endsBy(state.metric) !== null && <span className="summary-by quiet">{text.endBy[endsBy(state.metric)!]}</span>}
                  {column === 'previous' && facts.previous !== null && <span className="summary-when quiet">{format.period(facts.previous)}</span>}
                </th>
              ))}
              {reasons.map((reason) => (
                <th key={reason} scope="col" title={text.aboutEffects[reason]}>
                  {text.effects[reason]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={byMetric ? row.line.metric : row.key} data-testid="summary-row" data-row={row.key} data-total={row.isTotal} data-group={row.row !== null && parents.has(row.key)}>
                <th scope="row" style={{ ['--level' as string]: row.row?.level ?? 0 }}>
                  {row.row !== null && parents.has(row.key) ? (
                    <button type="button" className="plain-button summary-fold" aria-expanded={!isFolded(row.key, state.report.toggled)} title={isFolded(row.key, state.report.toggled) ? text.unfold : text.fold} onClick={() => onToggle(row.key)}>
                      {isFolded(row.key, state.report.toggled) ? <ChevronRightRegular aria-hidden /> : <ChevronDownRegular aria-hidden />}
                      <span>{nameOf(row)}</span>
                    </button>
                  ) : (
                    <span title={nameOf(row)}>{nameOf(row)}</span>
                  )}
                </th>
                {columns.map((column, index) => (
                  <td key={column} role="gridcell" data-column={column}>
                    {cell(row, column, `${at}:${index}`)}
                  </td>
                ))}
                {reasons.map((reason, index) => (
                  <td key={reason} role="gridcell">
                    {effectOf(row, reason, `${at}:${columns.length + index}`)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )

  function cell(row: TableRow, column: SummaryColumn, at: string): ReactNode {
    const { line } = row
    const end = endOf(row.key, line, outlook)
    const value = column === 'end' ? end.value : line[column]
    const known = {
      'data-testid': 'cell', 'data-at': at, 'data-row': row.key, 'data-col': column, 'data-measure': line.measure, 'data-value': value ?? '', className: 'plain-button summary-cell numbers',
    } as const
    if (value === null) {
      const why = column === 'plan' ? text.noPlan : column === 'end' && line.metric === 'receipts' && isForecasting ? text.counting : null
      return (
        <span {...known} data-tone="undefined" title={why ?? undefined} tabIndex={-1}>
          {column === 'end' && why !== null ? <span className="skeleton summary-wait" aria-label={why} /> : undefinedMark}
        </span>
      )
    }
    const isShare = column === 'attained'
    const isSigned = column === 'deviation'
    const say = (how: typeof worded) => (isShare ? format.full(value, 'percent', facts.currency) : column === 'pace' ? format.number(value, 2) : isSigned ? format.signed(how(value, line.metric, facts.currency, format)) : how(value, line.metric, facts.currency, format))
    const tone = isShare || column === 'pace' ? toneOf(line) : isSigned && value < 0 ? 'worse' : null
    const by = column === 'end' ? endsBy(line.metric) : null
    const spoken = [nameOf(row), text.columns[column], ...(by === null ? [] : [text.endBy[by]]), say(wordedInFull)].join(', ')
    const shown = by !== null && byMetric ? (
      <span>
        {say(worded)}
        <span className="summary-by quiet">{text.endBy[by]}</span>
      </span>
    ) : isShare ? format.percent(value / 100, 0) : say(worded)
    if (column === 'plan' || column === 'planToDate') {
      const targets = toTargetsSearch({ metric: line.metric === 'price' ? 'value' : line.metric, kind: 'sales', from: facts.period.from.slice(0, 7), byObject: state.view === 'objects' }).toString()
      return (
        <Link {...known} to="/targets" search={{ [searchKey]: targets } as never} aria-label={`${spoken}. ${text.toPlan}`} title={`${say(wordedInFull)}\n${text.toPlan}`}>
          {shown}
        </Link>
      )
    }
    if (column === 'end' && end.basis !== null) {
      return (
        <Link {...known} to="/forecast" search={{ [searchKey]: forecastOf(row, end.basis === 'deals') } as never} data-basis={end.basis} aria-label={`${spoken}. ${text.toForecast}`} title={`${say(wordedInFull)}\n${text.ends[end.basis]}\n${text.toForecast}`}>
          {shown}
        </Link>
      )
    }
    const opened: CellKey = column === 'previous' ? { row: row.key, column: 'previous', measure: line.previousMeasure } : { row: row.key, column: 'total', measure: line.measure }
    // Several numbers of a row follow from one list: the one that it adds up to is marked.
    const isOpened = (column === 'fact' || column === 'previous') && state.report.cell !== null && state.report.cell.row === opened.row && state.report.cell.column === opened.column && state.report.cell.measure === opened.measure
    return (
      <button type="button" {...known} data-tone={tone ?? undefined} aria-pressed={isOpened} aria-label={spoken} title={`${say(wordedInFull)}\n${column === 'end' ? text.runRate : text.open}`} onClick={(event) => onOpen(opened, event.currentTarget)}>
        {isShare && <Bullet attained={value} toDate={line.plan !== null && line.plan > 0 && line.planToDate !== null ? line.planToDate / line.plan : null} />}
        {shown}
      </button>
    )
  }

  function effectOf(row: TableRow, reason: Effect, at: string): ReactNode {
    const known = { 'data-testid': 'cell', 'data-at': at, 'data-row': row.key, 'data-col': reason, 'data-value': row.effects?.[reason] ?? '', className: 'plain-button summary-cell numbers' } as const
    if (row.effects === null) return <span {...known} data-tone="undefined" tabIndex={-1}>{undefinedMark}</span>
    const value = row.effects[reason]
    const full = format.signed(wordedInFull(value, 'value', facts.currency, format))
    return (
      <button type="button" {...known} data-tone={value < 0 ? 'worse' : undefined} aria-label={`${nameOf(row)}, ${text.effects[reason]}, ${full}`} title={`${full}\n${text.aboutEffects[reason]}\n${text.open}`} onClick={(event) => onOpen({ row: row.key, column: 'total', measure: effects[reason] }, event.currentTarget)}>
        {format.signed(worded(value, 'value', facts.currency, format))}
      </button>
    )
  }

  /** The forecast of the row, with the list of its last month open. */
  function forecastOf(row: TableRow, isPerson: boolean): string {
    const month: Month = facts.period.to.slice(0, 7)
    const [kind, id] = row.key.split(':')
    const people = !isPerson || id === undefined ? {} : kind === 'manager' ? { manager: [id] } : { department: [id] }
    const chosen = facts.filters['object'] ?? []
    const object = state.view === 'objects' && !row.isTotal ? row.key : chosen.length === 1 ? (chosen[0] ?? null) : null
    return toForecastSearch({ ...plainForecast, object, month, filters: { ...facts.filters, ...people } }).toString()
  }

  function move(event: KeyboardEvent<HTMLTableElement>) {
    const [row, column] = ((event.target instanceof HTMLElement ? event.target.dataset['at'] : undefined) ?? '').split(':').map(Number)
    if (row === undefined || column === undefined || Number.isNaN(row)) return
    const next = nextCell(event, [row, column], [rows.length, columns.length + reasons.length])
    if (next === undefined) return
    event.preventDefault()
    event.currentTarget.querySelector<HTMLElement>(`[data-at="${next.join(':')}"]`)?.focus()
  }
}

/** The fact on a track to the whole plan, a tick where it should be by today. */
function Bullet({ attained, toDate }: Readonly<{ attained: number; toDate: number | null }>) {
  const at = (ratio: number) => Math.min(Math.max(ratio, 0), 1) * 100
  return (
    <svg className="bullet summary-bullet" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
      <rect className="bullet-track" width={100} height={6} y={2} />
      {attained > 0 && <rect className="bullet-bar" width={at(attained / 100)} height={6} y={2} />}
      {toDate !== null && toDate < 1 && <rect className="bullet-tick" x={Math.min(at(toDate), 98)} width={2} height={10} />}
    </svg>
  )
}
