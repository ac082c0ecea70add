import type { ReportAnswer, ReportCell, ReportRow } from '../api/types'
import { type Scale, tableScale } from '../i18n/format'

/** One column of numbers: a measure in a month, or in the whole period. */
export type GridColumn = Readonly<{ key: string; column: string; measure: string; isFirstOfGroup: boolean }>

/** A month, or the whole period, over its measures. */
export type GridGroup = Readonly<{ column: string; span: number; when: 'total' | 'past' | 'current' | 'future' }>

export type GridRow = Readonly<{
  row: ReportRow
  hasChildren: boolean
  isOpen: boolean
  cells: ReadonlyMap<string, ReportCell>
}>

export type GridModel = Readonly<{ groups: readonly GridGroup[]; columns: readonly GridColumn[]; rows: readonly GridRow[]; totals: GridRow; scale: Scale }>

export const totalColumn = 'total'

export function columnKey(column: string, measure: string): string {
  return `${column} ${measure}`
}

/** What the grid draws: the whole period first, then months; folded rows left out. One scale for all, so columns compare. */
export function gridModel(answer: ReportAnswer, closed: readonly string[]): GridModel {
  const currentMonth = answer.today.slice(0, 7)
  const ordered = [...answer.columns].filter((column) => column.measures.length > 0).sort((a, b) => Number(b.key === totalColumn) - Number(a.key === totalColumn))
  const parents = new Set(answer.rows.map((row) => row.parent))
  const hidden = new Set<string>()
  const rows: GridRow[] = []
  for (const row of answer.rows) {
    if (row.parent !== null && (hidden.has(row.parent) || closed.includes(row.parent))) {
      hidden.add(row.key)
      continue
    }
    rows.push(gridRow(row, parents.has(row.key), !closed.includes(row.key)))
  }
  return {
    groups: ordered.map(({ key, measures }) => ({
      column: key,
      span: measures.length,
      when: key === totalColumn ? 'total' : key < currentMonth ? 'past' : key === currentMonth ? 'current' : 'future',
    })),
    columns: ordered.flatMap(({ key, measures }) =>
      measures.map((measure, index) => ({ key: columnKey(key, measure), column: key, measure, isFirstOfGroup: index === 0 })),
    ),
    rows,
    totals: gridRow(answer.totals, false, false),
    scale: tableScale([...answer.rows, answer.totals].flatMap((row) => row.cells.map((cell) => cell.value))),
  }
}

function gridRow(row: ReportRow, hasChildren: boolean, isOpen: boolean): GridRow {
  return { row, hasChildren, isOpen: hasChildren && isOpen, cells: new Map(row.cells.map((cell) => [columnKey(cell.column, cell.measure), cell])) }
}

/** Where the focus of the grid stands; column 0 is the name of the row. */
export type Place = Readonly<{ row: number; column: number }>

/** Where a key leads; null when the key does not move. Totals are the last row. */
export function moved(place: Place, key: string, ctrl: boolean, size: Readonly<{ rows: number; columns: number }>, page: number): Place | null {
  const lastRow = size.rows - 1
  const lastColumn = size.columns - 1
  const at = (row: number, column: number) => ({
    row: Math.min(Math.max(row, 0), lastRow),
    column: Math.min(Math.max(column, 0), lastColumn),
  })
  switch (key) {
    case 'ArrowUp':
      return at(ctrl ? 0 : place.row - 1, place.column)
    case 'ArrowDown':
      return at(ctrl ? lastRow : place.row + 1, place.column)
    case 'ArrowLeft':
      return at(place.row, place.column - 1)
    case 'ArrowRight':
      return at(place.row, place.column + 1)
    case 'Home':
      return ctrl ? at(0, 0) : at(place.row, 0)
    case 'End':
      return ctrl ? at(lastRow, lastColumn) : at(place.row, lastColumn)
    case 'PageUp':
      return at(place.row - page, place.column)
    case 'PageDown':
      return at(place.row + page, place.column)
    default:
      return null
  }
}
