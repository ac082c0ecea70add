import type { MeasureUnit, ReportAnswer, ReportCell, ReportRow } from '../api/types'
import { addDays, isDay, type Scale, tableScale } from '../i18n/format'

/** One column of numbers: a measure in a month, or in the whole period. */
export type GridColumn = Readonly<{ key: string; column: string; measure: string; isFirstOfGroup: boolean; unit: MeasureUnit; isChange: boolean }>

/** A month, or the whole period, over its measures. */
export type GridGroup = Readonly<{ column: string; span: number; when: 'total' | 'past' | 'current' | 'future' | 'plain' }>

export type GridRow = Readonly<{
  row: ReportRow
  hasChildren: boolean
  isOpen: boolean
  cells: ReadonlyMap<string, ReportCell>
}>

export type GridModel = Readonly<{ groups: readonly GridGroup[]; columns: readonly GridColumn[]; rows: readonly GridRow[]; totals: GridRow | null; scale: Scale }>

/** What rows stand by: the name of the row, or a column of numbers. */
export type Sort = Readonly<{ by: 'name' | Readonly<{ column: string; measure: string }>; isDescending: boolean }>

export function isSortedBy(sort: Sort, by: Sort['by']): boolean {
  return by === 'name' || sort.by === 'name' ? by === sort.by : by.column === sort.by.column && by.measure === sort.by.measure
}

export const totalColumn = 'total'

export function columnKey(column: string, measure: string): string {
  return `${column} ${measure}`
}

/** Folded unless somebody opened it: people who have left (C9). */
const foldedByItself: ReadonlySet<string> = new Set(['inactive'])

export function isFolded(row: string, toggled: readonly string[]): boolean {
  return foldedByItself.has(row) !== toggled.includes(row)
}

/** Without rows below folded ones. */
export function visibleRows(rows: readonly ReportRow[], toggled: readonly string[]): readonly ReportRow[] {
  const hidden = new Set<string>()
  return rows.filter((row) => {
    const isHidden = row.parent !== null && (hidden.has(row.parent) || isFolded(row.parent, toggled))
    if (isHidden) hidden.add(row.key)
    return !isHidden
  })
}

/** What is not filled in stands last and people who have left before it, whichever way the others are sorted. */
function placeOf(key: string): number {
  return key === 'none' || key.endsWith('/none') || key === 'team:none' ? 2 : key === 'inactive' ? 1 : 0
}

/** Rows in another order: siblings by a column or by name, each with those below it; what is undefined behind what is known. */
export function sortedRows(rows: readonly ReportRow[], sort: Sort | null, nameOf: (row: ReportRow) => string, language: string): readonly ReportRow[] {
  if (sort === null) return rows
  const { by, isDescending } = sort
  const direction = isDescending ? -1 : 1
  const names = new Intl.Collator(language, { numeric: true })
  const value = (row: ReportRow) => (by === 'name' ? undefined : row.cells.find((cell) => cell.column === by.column && cell.measure === by.measure)?.value)
  const compare = (a: ReportRow, b: ReportRow) => {
    if (by === 'name') return direction * names.compare(nameOf(a), nameOf(b))
    const [left, right] = [value(a), value(b)]
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined)
    return direction * (left - right)
  }
  const below = (parent: string | null): readonly ReportRow[] =>
    rows
      .filter((row) => row.parent === parent)
      .sort((a, b) => placeOf(a.key) - placeOf(b.key) || compare(a, b))
      .flatMap((row) => [row, ...below(row.key)])
  return below(null)
}

/** Nothing but zeros: a sentence says that better than a table. */
export function isWithoutData({ rows, totals }: ReportAnswer): boolean {
  return rows.length === 0 || [...rows, totals].every(({ cells }) => cells.every(({ value, count }) => value === 0 && count === 0))
}

/** The column of today; null where columns are no time or none of them holds today. */
export function currentColumn({ columns, today, isByMonth, step }: ReportAnswer): string | null {
  const holds = (key: string) => (isByMonth ? key === today.slice(0, 7) : step === 'week' && isDay(key) && key <= today && today < addDays(key, 7))
  return columns.find(({ key }) => holds(key))?.key ?? null
}

/** What the grid draws: the whole period first, then months; folded rows left out. One scale for all, so columns compare. */
export function gridModel(answer: ReportAnswer, toggled: readonly string[]): GridModel {
  const current = currentColumn(answer)
  const filled = answer.columns.filter((column) => column.measures.length > 0)
  // One month is the whole period.
  const isOneMonth = answer.isByMonth && filled.length === 2
  const ordered = filled.filter(({ key }) => !isOneMonth || key !== totalColumn).sort((a, b) => Number(b.key === totalColumn) - Number(a.key === totalColumn))
  const parents = new Set(answer.rows.map((row) => row.parent))
  const units = new Map(answer.measures.map((measure) => [measure.name, measure.unit]))
  const unitOf = (column: string, measure: string) => answer.columns.find((other) => other.key === column)?.unit ?? units.get(measure) ?? 'money'
  return {
    groups: ordered.map(({ key, measures }) => ({
      column: key,
      span: measures.length,
      when: !answer.isByMonth && answer.step !== 'week' ? 'plain' : key === totalColumn ? 'total' : key === current ? 'current' : key < answer.today.slice(0, key.length) ? 'past' : 'future',
    })),
    columns: ordered.flatMap(({ key, measures }) =>
      measures.map((measure, index) => ({
        key: columnKey(key, measure), column: key, measure, isFirstOfGroup: index === 0, unit: unitOf(key, measure), isChange: key === 'delta' || key === 'growth',
      })),
    ),
    rows: visibleRows(answer.rows, toggled).map((row) => gridRow(row, parents.has(row.key), !isFolded(row.key, toggled))),
    totals: answer.totals.cells.length === 0 ? null : gridRow(answer.totals, false, false),
    scale: tableScale(
      [...answer.rows, answer.totals].flatMap((row) => row.cells.filter((cell) => unitOf(cell.column, cell.measure) === 'money').map((cell) => cell.value)),
    ),
  }
}

function gridRow(row: ReportRow, hasChildren: boolean, isOpen: boolean): GridRow {
  return { row, hasChildren, isOpen: hasChildren && isOpen, cells: new Map(row.cells.map((cell) => [columnKey(cell.column, cell.measure), cell])) }
}

/** Where the focus of the grid stands; column 0 is the name of the row. */
export type Place = Readonly<{ row: number; column: number }>

/** The row of the headers. */
export const headerRow = -1

/** Where a key leads; null when the key does not move. Totals are the last row, headers stand above the first one. */
export function moved(place: Place, key: string, ctrl: boolean, size: Readonly<{ rows: number; columns: number }>, page: number): Place | null {
  const lastRow = size.rows - 1
  const lastColumn = size.columns - 1
  const at = (row: number, column: number) => ({
    row: Math.min(Math.max(row, 0), lastRow),
    column: Math.min(Math.max(column, 0), lastColumn),
  })
  switch (key) {
    case 'ArrowUp':
      return place.row === 0 && !ctrl ? { row: headerRow, column: place.column } : at(ctrl ? 0 : place.row - 1, place.column)
    case 'ArrowDown':
      return at(ctrl ? lastRow : place.row + 1, place.column)
    case 'ArrowLeft':
      return { ...at(place.row, place.column - 1), row: place.row }
    case 'ArrowRight':
      return { ...at(place.row, place.column + 1), row: place.row }
    case 'Home':
      return ctrl ? at(0, 0) : { row: place.row, column: 0 }
    case 'End':
      return ctrl ? at(lastRow, lastColumn) : { row: place.row, column: lastColumn }
    case 'PageUp':
      return at(place.row - page, place.column)
    case 'PageDown':
      return at(place.row + page, place.column)
    default:
      return null
  }
}
