import type { FrameLocator, Locator } from 'playwright-core'

/** A cell of the report: where it stands, and its number in kopecks; null where nothing is known. */
export type Cell = Readonly<{ row: string; column: string; measure: string; kopecks: bigint | null }>

export type Drill = Readonly<{ count: number; kopecks: bigint; rows: readonly Readonly<{ kind: string; hostId: string; kopecks: bigint }>[] }>

/** Roubles as the page's attributes have them, in whole kopecks, so that sums are exact. @throws when a part of a kopeck is left */
export function kopecks(roubles: string): bigint {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(roubles) ?? []
  if (whole === undefined) throw new Error(`'${roubles}' is no sum of roubles and kopecks.`)
  return BigInt(`${sign}${whole}${part.padEnd(2, '0')}`)
}

const attributes = (all: Locator, ...names: string[]) =>
  all.evaluateAll((elements, wanted) => elements.map((element) => wanted.map((name) => element.getAttribute(name) ?? '')), names)

export async function cellsOf(frame: FrameLocator): Promise<readonly Cell[]> {
  const found = await attributes(frame.getByTestId('cell'), 'data-row', 'data-col', 'data-measure', 'data-value')
  return found.map(([row = '', column = '', measure = '', value = '']) => ({ row, column, measure, kopecks: value === '' ? null : kopecks(value) }))
}

const place = ({ row, column, measure }: Cell) => `[data-row="${row}"][data-col="${column}"][data-measure="${measure}"]`

export const cellAt = (frame: FrameLocator, cell: Cell): Locator => frame.locator(`[data-testid=cell]${place(cell)}`)

/** The panel with the records behind this cell, once they have come. */
export const drillPanelOf = (frame: FrameLocator, cell: Cell): Locator => frame.locator(`[data-testid=drill-panel]${place(cell)}[data-count]`)

/** Clicks a cell and reads the list that opens. */
export async function drillInto(frame: FrameLocator, cell: Cell): Promise<Drill> {
  await cellAt(frame, cell).click()
  const panel = drillPanelOf(frame, cell)
  await panel.waitFor()
  const [head = []] = await attributes(panel, 'data-count', 'data-sum')
  const rows = await attributes(panel.getByTestId('drill-row'), 'data-kind', 'data-host-id', 'data-value')
  return {
    count: Number(head[0]),
    kopecks: kopecks(head[1] ?? ''),
    rows: rows.map(([kind = '', hostId = '', value = '']) => ({ kind, hostId, kopecks: kopecks(value) })),
  }
}

/** Opens the plan of a deal in the open list. */
export async function openPlan(panel: Locator, dealId: string, button = /^(В план|Изменить план)$/): Promise<void> {
  await rowOf(panel, dealId).getByRole('button', { name: button }).click()
}

export const rowOf = (panel: Locator, dealId: string): Locator => panel.locator(`[data-testid=drill-row][data-host-id="${dealId}"]`)
