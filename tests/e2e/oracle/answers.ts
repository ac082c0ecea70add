import { kopecks, sumOf, type Cell, type Cells, type Measure, type Period } from './recount'

export const report = '/api/reports/object-receipts-forecast'

/** Answers of the report's API, as far as they are compared. */
export type ReportAnswer = Readonly<{
  period: Period
  columns: readonly Readonly<{ key: string; measures: readonly string[] }>[]
  rows: readonly AnswerRow[]
  totals: AnswerRow
  notices: readonly Readonly<{ code: string; count: number; drill: CellName | null }>[]
}>

export type CellName = Readonly<{ row: string; column: string; measure: string }>

export type DrillAnswer = Readonly<{
  count: number
  sum: number
  truncated: boolean
  rows: readonly Readonly<{ kind: string; hostId: string; title: string | null; value: number }>[]
}>

type AnswerRow = Readonly<{ key: string; cells: readonly Readonly<{ column: string; measure: string; value: number; count: number }>[] }>

/** Where the report differs from the recount, each cell in words; a cell that one side does not have too. */
export function differences(answer: ReportAnswer, expected: Cells, measure: Measure): string[] {
  const given = new Map(shownCells(answer, measure).map((cell) => [nameOf(cell), show(exact(cell.value), cell.count)]))
  const wanted = new Map([...expected].filter(([name]) => name.endsWith(`|${measure}`)).map(([name, cell]) => [name, showCell(cell)]))
  // Where a fact is mapped its absence is zero; only a plan that nobody made is undefined.
  if (measure !== 'plan')
    for (const { key: row } of [...answer.rows, answer.totals])
      for (const { key: column } of answer.columns.filter((one) => one.measures.includes(measure))) {
        const name = nameOf({ row, column, measure })
        if (!wanted.has(name)) wanted.set(name, show(0n, 0))
      }
  return [...new Set([...wanted.keys(), ...given.keys()])]
    .filter((name) => wanted.get(name) !== given.get(name))
    .map((name) => `${name}: the report says ${given.get(name) ?? '—'}, the recount ${wanted.get(name) ?? '—'}`)
}

/** Where the list behind a cell differs from the recount: its count, its sum, its rows. */
export function listDifferences(name: CellName, list: DrillAnswer, expected: Cells): string[] {
  const cell = expected.get(nameOf(name)) ?? new Map<string, bigint>()
  const faults: string[] = []
  const compare = (what: string, given: string, wanted: string) => {
    if (given !== wanted) faults.push(`${nameOf(name)}: ${what} ${given}, the recount ${wanted}`)
  }
  compare('the list says', show(exact(list.sum), list.count), showCell(cell))
  if (list.truncated) return faults
  compare('the rows of the list are', show(list.rows.reduce((sum, row) => sum + exact(row.value), 0n), list.rows.length), showCell(cell))
  // The app gives plan targets ids of its own.
  if (name.measure !== 'plan') {
    const rows = list.rows.map((row) => `${row.hostId}=${exact(row.value)}`)
    compare('the list has the deals', rows.sort().join(' '), [...cell].map(([deal, value]) => `${deal}=${value}`).sort().join(' '))
  }
  return faults
}

export const shownCells = (answer: ReportAnswer, measure?: Measure) =>
  [...answer.rows, answer.totals]
    .flatMap((row) => row.cells.map((cell) => ({ ...cell, row: row.key })))
    .filter((cell) => measure === undefined || cell.measure === measure)

export const nameOf = ({ row, column, measure }: CellName) => `${row}|${column}|${measure}`

const show = (value: bigint, count: number) => `${Number(value) / 100} of ${count}`
const showCell = (cell: Cell) => show(sumOf(cell), cell.size)

/** @throws when an amount has parts of a kopeck */
function exact(amount: number): bigint {
  const value = kopecks(amount)
  if (Number(value) / 100 !== amount) throw new Error(`${amount} is no whole number of kopecks.`)
  return value
}
