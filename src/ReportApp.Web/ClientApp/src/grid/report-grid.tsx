import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { type KeyboardEvent, memo, type MouseEvent, type FocusEvent, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { CellKey, ReportAnswer } from '../api/types'
import { columnTitle, rowsTitle, rowTitleIn } from '../features/report/row-titles'
import { reportTexts } from '../features/report/texts'
import { type Format, type Scale, undefinedMark } from '../i18n/format'
import { useSpeech, useTexts } from '../i18n/language'
import { useEdges } from '../ui/edges'
import { currentColumn, type GridColumn, gridModel, type GridRow, headerRow, isSortedBy, moved, type Sort, sortedRows, totalColumn } from './grid-model'
import './report-grid.css'

type Props = Readonly<{
  answer: ReportAnswer
  toggled: readonly string[]
  sort: Sort | null
  opened: CellKey | null
  isBusy: boolean
  onOpen: (cell: CellKey) => void
  onSort: (by: Sort['by']) => void
  onToggle: (row: string) => void
}>

const rowsOfAPage = 10
/** From this width on the month before the current one is shown too. */
const roomForTwoMonths = 800

export function ReportGrid({ answer: asked, toggled, sort, opened, isBusy, onOpen, onSort, onToggle }: Props) {
  const { format, say, language } = useSpeech()
  const text = useTexts(reportTexts)
  const small = text.smallSample
  const answer = useMemo(
    () => ({ ...asked, rows: sortedRows(asked.rows, sort, (row) => rowTitleIn(asked, row.key, row.title, language), language) }),
    [asked, sort, language],
  )
  const current = currentColumn(answer)
  const model = useMemo(() => gridModel(answer, toggled), [answer, toggled])
  const { box, hasBefore, hasMore, look } = useEdges()
  const focused = useRef<HTMLElement | null>(null)
  const unit = format.unit(model.scale, answer.currency)
  const hasMoney = model.columns.some((column) => column.unit === 'money')
  const titles = useMemo(() => new Map(answer.measures.map((measure) => [measure.name, measure])), [answer.measures])
  const columnWords = useMemo(
    () =>
      new Map(
        model.columns.map(({ key, column, measure }) => {
          const title = titles.get(measure)
          return [key, `${title ? say(title.title) : measure}, ${columnTitle(answer, column, format, language)}`]
        }),
      ),
    [model.columns, titles, say, format, answer, language],
  )

  const period = `${answer.period.from} ${answer.period.to}`
  useLayoutEffect(() => {
    const current = box.current?.querySelector<HTMLElement>('[data-when=current]')
    const name = box.current?.querySelector<HTMLElement>('.grid-corner')
    if (!box.current || !name) return
    if (!current) {
      box.current.scrollLeft = 0
      return
    }
    if (current.offsetLeft + current.offsetWidth <= box.current.clientWidth) return
    // What is to come has no facts yet: the weeks before are what one reads.
    if (!answer.isByMonth) {
      const hidden = current.offsetLeft + current.offsetWidth - box.current.clientWidth
      box.current.scrollLeft = Math.ceil(hidden / current.offsetWidth) * current.offsetWidth
      return
    }
    const before = current.previousElementSibling
    const isRoomy = box.current.clientWidth - name.offsetWidth > roomForTwoMonths && before instanceof HTMLElement && before.dataset['when'] === 'past'
    box.current.scrollLeft = (isRoomy ? before : current).offsetLeft - name.offsetWidth
  }, [box, period, answer.isByMonth, answer.step])

  useEffect(() => {
    if (opened === null) return
    cellOf(box.current, opened)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [box, opened])

  const at = (row: number, column: number) => box.current?.querySelector<HTMLElement>(`[data-at="${row}:${column}"]`) ?? null

  const onFocus = (event: FocusEvent) => {
    const target = (event.target as HTMLElement).closest<HTMLElement>('[data-at]')
    if (!target) return
    if (focused.current && focused.current !== target) focused.current.tabIndex = -1
    const first = at(0, 0)
    if (first && first !== target) first.tabIndex = -1
    target.tabIndex = 0
    focused.current = target
  }

  const activate = (target: HTMLElement) => {
    const { row, col, measure, value, toggle, sort: header } = target.dataset
    if (header !== undefined) onSort(col !== undefined && measure !== undefined ? { column: col, measure } : 'name')
    else if (toggle !== undefined) onToggle(toggle)
    else if (row !== undefined && col !== undefined && measure !== undefined && value) onOpen({ row, column: col, measure })
  }

  const onClick = (event: MouseEvent) => {
    const target = (event.target as HTMLElement).closest<HTMLElement>('[data-at]')
    if (!target) return
    target.focus({ preventScroll: true })
    activate(target)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const target = (event.target as HTMLElement).closest<HTMLElement>('[data-at]')
    if (!target || event.altKey || event.metaKey) return
    const [row = 0, column = 0] = (target.dataset['at'] ?? '').split(':').map(Number)
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      activate(target)
      return
    }
    const own = model.rows[row]
    if (column === 0 && own?.hasChildren && (event.key === 'ArrowRight' ? !own.isOpen : event.key === 'ArrowLeft' && own.isOpen)) {
      event.preventDefault()
      onToggle(own.row.key)
      return
    }
    const next = moved({ row, column }, event.key, event.ctrlKey, { rows: model.rows.length + (model.totals === null ? 0 : 1), columns: model.columns.length + 1 }, rowsOfAPage)
    if (next === null) return
    event.preventDefault()
    at(next.row, next.column)?.focus()
  }

  return (
    <div className="edges grid-frame" data-by-month={answer.isByMonth} data-before={hasBefore} data-more={hasMore}>
      <div ref={box} className="grid-box" onScroll={look}>
        <table
          className="grid"
          style={{ ['--columns' as string]: model.columns.length }}
          role="grid"
          data-testid="report-grid"
          aria-label={say(answer.title)}
          aria-rowcount={model.rows.length + 3}
          aria-colcount={model.columns.length + 1}
          aria-busy={isBusy}
          onFocus={onFocus}
          onClick={onClick}
          onKeyDown={onKeyDown}
        >
          <colgroup>
            <col className="grid-name-column" />
            {model.columns.map((column) => (
              <col key={column.key} className="grid-number-column" />
            ))}
          </colgroup>
          <thead>
            <tr role="row" className="grid-months">
              <th role="columnheader" scope="col" rowSpan={2} className="grid-corner grid-name" data-at={`${headerRow}:0`} data-sort="" tabIndex={-1} aria-sort={sortOf(sort, 'name')}>
                <span className="grid-corner-title">{rowsTitle(answer, language)}</span>
                <span className="quiet">{hasMoney && unit}</span>
              </th>
              {model.groups.map((group) => (
                <th key={group.column} role="columnheader" scope="colgroup" colSpan={group.span} data-when={group.when} className="grid-first">
                  <span className="grid-group">
                    <span className="grid-month">{(answer.isByMonth || answer.step === 'week') && group.column === totalColumn ? text.total : columnTitle(answer, group.column, format, language)}</span>
                    {group.when === 'current' && <span className="grid-now">{text.now}</span>}
                  </span>
                </th>
              ))}
            </tr>
            <tr role="row" className="grid-measures">
              {model.columns.map((column, position) => {
                const measure = titles.get(column.measure)
                return (
                  <th
                    key={column.key}
                    role="columnheader"
                    scope="col"
                    data-at={`${headerRow}:${position + 1}`}
                    data-sort=""
                    data-col={column.column}
                    data-measure={column.measure}
                    tabIndex={-1}
                    aria-sort={sortOf(sort, column)}
                    data-when={whenOf(model.groups, column.column)}
                    className={column.isFirstOfGroup ? 'grid-first' : undefined}
                    title={measure && `${say(measure.title)}${column.unit === 'money' ? `, ${unit}` : ''}\n${say(measure.about)}\n${text.basis}: ${say(measure.basis)}\n${text.sortHint}`}
                  >
                    {measure ? say(measure.title) : column.measure}
                  </th>
                )
              })}
            </tr>
          </thead>
          <tbody>
            {model.rows.map((row, index) => (
              <Row
                key={row.row.key}
                index={index}
                row={row}
                title={rowTitleIn(answer, row.row.key, row.row.title, language)}
                columns={model.columns}
                words={columnWords}
                current={current}
                opened={opened !== null && opened.row === row.row.key ? opened : null}
                scale={model.scale}
                currency={answer.currency}
                format={format}
                small={small}
                isByMonth={answer.isByMonth}
                isTotal={false}
              />
            ))}
          </tbody>
          <tfoot>
            {model.totals !== null && (
              <Row
              index={model.rows.length}
              row={model.totals}
              title={rowTitleIn(answer, model.totals.row.key, model.totals.row.title, language)}
              columns={model.columns}
              words={columnWords}
              current={current}
              opened={opened !== null && opened.row === model.totals.row.key ? opened : null}
              scale={model.scale}
              currency={answer.currency}
              format={format}
              small={small}
                isByMonth={answer.isByMonth}
              isTotal
              />
            )}
          </tfoot>
        </table>
      </div>
    </div>
  )
}

type RowProps = Readonly<{
  index: number
  row: GridRow
  title: string
  columns: readonly GridColumn[]
  words: ReadonlyMap<string, string>
  current: string | null
  opened: CellKey | null
  scale: Scale
  currency: string
  format: Format
  small: (count: string) => string
  isByMonth: boolean
  isTotal: boolean
}>

const Row = memo(function Row({ index, row, title, columns, words, current, opened, scale, currency, format, small, isByMonth, isTotal }: RowProps) {
  return (
    <tr role="row" aria-rowindex={index + 3} data-level={row.row.level} data-group={row.hasChildren} className={isTotal ? 'grid-total' : undefined}>
      <th
        role="rowheader"
        scope="row"
        className="grid-name"
        data-at={`${index}:0`}
        data-toggle={row.hasChildren ? row.row.key : undefined}
        aria-expanded={row.hasChildren ? row.isOpen : undefined}
        tabIndex={index === 0 ? 0 : -1}
        title={title}
      >
        <span className="grid-name-content" style={{ paddingInlineStart: isTotal ? 0 : row.row.level * 16 }}>
          {!isTotal && <span className="grid-chevron">{row.hasChildren && (row.isOpen ? <ChevronDownRegular /> : <ChevronRightRegular />)}</span>}
          <span className="grid-name-text">{title}</span>
        </span>
      </th>
      {columns.map((column, position) => {
        const cell = row.cells.get(column.key)
        const signed = column.isChange ? format.signed : (text: string) => text
        const full = cell === undefined ? undefinedMark : signed(format.full(cell.value, column.unit, currency))
        const hint = cell?.isSmall && cell.of != null ? `${full}\n${small(format.number(cell.of))}` : full
        return (
          <td
            key={column.key}
            role="gridcell"
            data-testid="cell"
            data-row={row.row.key}
            data-col={column.column}
            data-measure={column.measure}
            data-value={cell?.value ?? ''}
            data-at={`${index}:${position + 1}`}
            data-tone={cell === undefined ? 'undefined' : cell.value === 0 ? 'zero' : cell.isSmall ? 'small' : column.isChange && cell.value < 0 ? 'worse' : undefined}
            data-when={isByMonth && column.column === totalColumn ? 'total' : column.column === current ? 'current' : undefined}
            data-opened={opened?.column === column.column && opened.measure === column.measure ? '' : undefined}
            className={column.isFirstOfGroup ? 'grid-first' : undefined}
            tabIndex={-1}
            title={cell === undefined ? undefined : hint}
            aria-label={`${title}, ${words.get(column.key) ?? ''}, ${hint}`}
          >
            {cell === undefined ? undefinedMark : signed(format.inTable(cell.value, column.unit, scale))}
          </td>
        )
      })}
    </tr>
  )
})

/** How a header says that rows stand by it. */
function sortOf(sort: Sort | null, by: Sort['by']): 'ascending' | 'descending' | undefined {
  if (sort === null || !isSortedBy(sort, by)) return undefined
  return sort.isDescending ? 'descending' : 'ascending'
}

function whenOf(groups: readonly Readonly<{ column: string; when: string }>[], column: string): string | undefined {
  return groups.find((group) => group.column === column)?.when
}

function cellOf(box: HTMLElement | null, { row, column, measure }: CellKey): HTMLElement | null {
  const found = [...(box?.querySelectorAll<HTMLElement>('[data-testid=cell]') ?? [])]
  return found.find(({ dataset }) => dataset['row'] === row && dataset['col'] === column && dataset['measure'] === measure) ?? null
}

/** Gives the focus back to the cell whose list was open. */
export function focusCell(cell: CellKey): void {
  cellOf(document.body, cell)?.focus()
}
