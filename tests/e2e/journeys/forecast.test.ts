import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, type PortalUser, startDemo } from '../harness/demo'
import { expectWrittenOnce, headOfSales, ledgerEnd, openApp, signIn, writtenTo } from '../harness/host-pages'
import { type Cell, cellsOf, drillInto, drillPanelOf, kopecks, openPlan, rowOf } from '../harness/report-page'

// The head of sales looks at what is expected, sees the deals behind it, and takes one of them into the plan.

let demo: Demo
let person: Person
let head: PortalUser
let tab: Page
let frame: FrameLocator

beforeAll(async () => {
  demo = await startDemo('--deals', '600')
  person = await openBrowser()
  head = await headOfSales(demo)
  tab = await signIn(person, demo, head)
  frame = await openApp(tab)
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name: 'Прогноз поступлений' }).click()
  await frame.getByTestId('cell').first().waitFor({ timeout: 30_000 })
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

const sum = (all: readonly bigint[]) => all.reduce((total, part) => total + part, 0n)
const expectedCells = async (): Promise<readonly Cell[]> => (await cellsOf(frame)).filter(({ measure, kopecks: value }) => measure === 'mean' && value !== null && value > 0n)

/** Chooses an object in the list and waits for its numbers. */
async function choose(row: string): Promise<void> {
  await frame.locator(`[data-testid=forecast-object][data-row="${row}"]`).click()
  await frame.locator(`[data-testid=forecast-main][data-row="${row}"]`).waitFor()
}

async function closePanel(): Promise<void> {
  await frame.getByTestId('drill-panel').press('Escape')
  await frame.getByTestId('drill-panel').waitFor({ state: 'detached' })
}

/** What the lines beside the deals say, by their part. */
const partsOf = async () =>
  new Map(await frame.getByTestId('forecast-part').evaluateAll((all) => all.map((line) => [line.getAttribute('data-part') ?? '', line.getAttribute('data-value') ?? ''] as const)))

async function expectProven(cell: Cell): Promise<readonly string[]> {
  await frame.locator(`[data-testid=cell][data-row="${cell.row}"][data-col="${cell.column}"][data-measure=mean] button`).scrollIntoViewIfNeeded()
  const drill = await drillInto(frame, cell)
  const parts = await partsOf()
  expect(drill.kopecks).toBe(cell.kopecks)
  expect(sum([...drill.rows.map((row) => row.kopecks), ...[...parts.values()].map(kopecks)])).toBe(cell.kopecks)
  if (!parts.has('rest')) expect(drill.rows.length).toBe(drill.count)
  expect(await frame.getByTestId('forecast-proof').getAttribute('data-matches')).toBe('true')
  return drill.rows.map((row) => row.hostId)
}

test('Over a month the chart tells the middle that it draws, and a note says whose plan stands there', async () => {
  await frame.getByTestId('fan-chart').locator('svg').waitFor({ timeout: 30_000 })
  const chart = (await frame.getByTestId('fan-chart').boundingBox())!
  expect(chart.height).toBeGreaterThanOrEqual(220)
  await tab.mouse.move(chart.x + chart.width * 0.7, chart.y + chart.height / 2)
  await expect.poll(() => frame.locator('.fan-hint').innerText()).toMatch(/Верх \(P90\).*\n.*Ожидаем \(P50\).*\n.*Осторожно \(P10\)/)
  expect(await frame.locator('.fan-hint').innerText()).not.toContain('в среднем')
  expect(await frame.getByTestId('plan-note').getAttribute('data-of')).toBe('objects')
  await tab.mouse.move(0, 0)
})

test('Behind what is expected of a month stand deals, what came, and sales to come, and they add up to it', async () => {
  const ofTotal = await expectedCells()
  expect(ofTotal.length).toBeGreaterThan(6)
  const [current, next] = ofTotal
  for (const cell of [current, next]) expect((await expectProven(cell!)).length).toBeGreaterThan(0)
  expect([...(await partsOf()).keys()]).not.toContain('paid')
  await closePanel()
  const complex = await frame.locator('[data-testid=forecast-object][data-row^="complex:"]').first().getAttribute('data-row')
  await choose(complex ?? '')
  await expectProven((await expectedCells())[1]!)
})

test('The address brings the chosen object and the open list back', async () => {
  const object = await frame.getByTestId('forecast-main').getAttribute('data-row')
  const month = await frame.getByTestId('drill-panel').getAttribute('data-col')
  const address = new URL(await frame.locator('html').evaluate(() => location.href))
  expect([address.pathname, address.searchParams.get('object'), address.searchParams.get('month')]).toEqual(['/forecast', object, month])
  await frame.getByRole('link', { name: 'Все отчёты' }).click()
  await frame.getByTestId('forecast-main').waitFor({ state: 'detached' })
  await frame.locator('html').evaluate(() => history.back())
  await frame.locator(`[data-testid=drill-panel][data-row="${object}"][data-col="${month}"]`).waitFor()
})

test('The list of objects is walked with arrows', async () => {
  await closePanel()
  const objects = await frame.getByTestId('forecast-object').evaluateAll((all) => all.map((object) => object.getAttribute('data-row')))
  await frame.locator('[data-testid=forecast-object][aria-selected=true]').press('Home')
  await tab.keyboard.press('ArrowDown')
  await expect.poll(() => frame.getByTestId('forecast-main').getAttribute('data-row')).toBe(objects[1])
  await tab.keyboard.press('ArrowUp')
  await expect.poll(() => frame.getByTestId('forecast-main').getAttribute('data-row')).toBe('total')
})

/** What the plan of a month lacks on the board, of all and of one manager; in a tab of its own. */
async function gapsOf(month: string, manager: string): Promise<readonly bigint[]> {
  const second = await person.context.newPage()
  await second.goto(`${demo.portal}/stream/?lang=ru`)
  const board = await openApp(second)
  await board.locator('header button[aria-label]').last().click()
  await board.getByRole('menuitem', { name: 'Наполнение плана', exact: true }).click()
  await board.locator(`[data-testid=board-month] [data-month="${month}"]`).click()
  const total = board.locator(`[data-testid=board-total][data-month="${month}"]`)
  await total.waitFor()
  const rows = [total, board.locator(`[data-testid=board-row][data-row="manager:${manager}"]`)]
  const gaps = await Promise.all(rows.map(async (row) => kopecks((await row.getAttribute('data-gap')) ?? '')))
  await second.close()
  return gaps
}

test('A deal of the list goes into the plan of the month, the portal confirms it, and the gap on the board falls by it until it is taken back', async () => {
  const cell = (await expectedCells())[1]!
  await expectProven(cell)
  const panel = drillPanelOf(frame, cell)
  const dealId = await panel.locator('[data-testid=drill-row]:not(:has(.drill-plan))').first().getAttribute('data-host-id')
  await openPlan(panel, dealId ?? '')
  const manager = await frame.getByTestId('plan-manager').inputValue()
  const before = await gapsOf(cell.column, manager)

  const beginning = await ledgerEnd(demo)
  expect(await frame.getByTestId('plan-month').inputValue()).toBe(cell.column)
  // More than the deal still owes is asked back, and a double click is no answer.
  await frame.getByTestId('plan-amount').fill('900 000 000')
  await frame.getByTestId('plan-save').dblclick()
  await frame.getByTestId('plan-warning').waitFor()
  expect(await frame.getByTestId('plan-save').innerText()).toBe('Сохранить всё равно')
  await frame.getByTestId('plan-amount').fill('1 500 000')
  await frame.getByTestId('plan-save').dblclick()
  const state = rowOf(panel, dealId ?? '').getByTestId('write-state')
  await expect.poll(() => state.getAttribute('data-state'), { timeout: 30_000 }).toBe('confirmed')
  await expectWrittenOnce(demo, dealId ?? '', head, beginning)
  expect(await gapsOf(cell.column, manager)).toEqual(before.map((gap) => gap - kopecks('1500000')))

  await rowOf(panel, dealId ?? '').getByTestId('plan-undo').click()
  await expect.poll(() => gapsOf(cell.column, manager), { timeout: 30_000 }).toEqual(before)
  await expect.poll(() => state.getAttribute('data-state'), { timeout: 30_000 }).toBe('confirmed')
  expect((await writtenTo(demo, dealId ?? '', beginning)).changes.length).toBe(2)
})
