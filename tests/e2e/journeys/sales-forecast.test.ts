import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn } from '../harness/host-pages'
import { cellsOf, drillInto, kopecks } from '../harness/report-page'

// The head of sales looks at what will be signed, what hangs on three deals, and how far what was expected before came true.

/** The server computes anew, beside whatever else the machine does. */
const patient = { timeout: 60_000 }

let demo: Demo
let person: Person
let tab: Page
let frame: FrameLocator

beforeAll(async () => {
  demo = await startDemo('--deals', '600')
  person = await openBrowser()
  tab = await signIn(person, demo, await headOfSales(demo))
}, 180_000)

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

const sum = (all: readonly bigint[]) => all.reduce((total, part) => total + part, 0n)

async function openReport(id: string): Promise<void> {
  frame = await openApp(tab)
  await frame.locator('.page-back').click()
  await frame.locator(`[data-report="${id}"]`).first().click()
}

const attribute = async (element: ReturnType<FrameLocator['locator']>, name: string) => kopecks((await element.getAttribute(name)) ?? '')

const outlookCell = (row: string, number: string) => frame.locator(`[data-testid=outlook-cell][data-row="${row}"][data-number=${number}]`)

/** What the list of a number comes to, which says that it is the number. */
async function listOf(row: string, number: string): Promise<Readonly<{ sum: string; count: string }>> {
  await outlookCell(row, number).getByRole('button').click()
  const panel = frame.locator(`[data-testid=drill-panel][data-row="${row}"][data-measure=${number}][data-sum]`)
  await panel.waitFor(patient)
  expect(await frame.getByTestId('outlook-proof').getAttribute('data-matches')).toBe('true')
  const [sum, count] = [await panel.getAttribute('data-sum'), await panel.getAttribute('data-count')]
  await panel.press('Escape')
  await panel.waitFor({ state: 'detached' })
  return { sum: sum ?? '', count: count ?? '' }
}

/** The number of a row, which is the sum of its list. */
async function opens(row: string, number: string): Promise<bigint> {
  const value = await attribute(outlookCell(row, number), 'data-value')
  expect(kopecks((await listOf(row, number)).sum)).toBe(value)
  return value
}

/** What is expected of this month is the deals of its list and the parts that name none. */
async function opensThisMonth(): Promise<void> {
  const current = await frame.locator('tr[data-when=current] [data-testid=cell]').first().getAttribute('data-col')
  const cell = (await cellsOf(frame)).find(({ column, measure }) => column === current && measure === 'mean')!
  const drill = await drillInto(frame, cell)
  const parts = await frame.getByTestId('forecast-part').evaluateAll((all) => all.map((line) => line.getAttribute('data-value') ?? ''))
  expect(drill.kopecks).toBe(cell.kopecks)
  expect(sum([...drill.rows.map((row) => row.kopecks), ...parts.map(kopecks)])).toBe(cell.kopecks)
  expect(await frame.getByTestId('forecast-proof').getAttribute('data-matches')).toBe('true')
  await frame.getByTestId('drill-panel').press('Escape')
}

const cellsOfRows = async (number: string) =>
  (await frame.locator(`tbody [data-testid=outlook-cell][data-number=${number}]`).evaluateAll((all) => all.map((cell) => cell.getAttribute('data-value') ?? ''))).map(kopecks)

test('The forecast of receipts turns into one of sales, whose numbers are deals in work, future sales and what was signed', async () => {
  await openReport('receipts-forecast')
  await frame.getByTestId('cell').first().waitFor(patient)
  await frame.locator('.segment:has(input[value=sales])').click()
  await frame.getByTestId('sales-period').first().waitFor(patient)

  await opensThisMonth()
})

test('A period stands with what is left without its three largest deals', async () => {
  for (const period of await frame.getByTestId('sales-period').all()) {
    const largest = await period.getByTestId('sales-largest').evaluateAll((all) => all.map((deal) => deal.getAttribute('data-value') ?? ''))
    expect(largest.length).toBe(3)
    expect((await attribute(period, 'data-mean')) - sum(largest.map(kopecks))).toBe(await attribute(period, 'data-without'))
  }
})

test.each([
  ['units', 'шт'],
  ['m2', 'м²'],
])('The same is forecast in %s, and each number is its deals', async (metric, unit) => {
  await frame.locator(`.segment:has(input[value=${metric}])`).click()
  await frame.locator('.forecast-table th', { hasText: new RegExp(`^Месяц\\s*${unit}$`) }).waitFor(patient)
  expect(await frame.getByTestId('sales-period').count()).toBe(0)

  await opensThisMonth()
})

test('The list of reports opens sales, and the address brings the metric back', async () => {
  await openReport('sales-forecast')
  await frame.getByTestId('sales-period').first().waitFor(patient)
  expect(new URL(await frame.locator('html').evaluate(() => location.href)).searchParams.get('metric')).toBe('sales')
})

test('What was expected before stands beside what came, each number is its deals, and managers come to the same', async () => {
  await openReport('forecasted-sales')
  await frame.getByTestId('outlook-row').first().waitFor(patient)
  const rows = await frame.locator('tbody [data-testid=outlook-row]').evaluateAll((all) => all.map((row) => row.getAttribute('data-row') ?? ''))
  expect(rows.length).toBe(4)
  const now = rows[3]!
  const [won, expected, outlook] = [await opens(now, 'won'), await opens(now, 'expected'), await opens(now, 'outlook')]
  expect(won + expected).toBe(outlook)
  const [before, actual] = [await opens(rows[2]!, 'before'), await opens(rows[2]!, 'actual')]
  const error = Number(await frame.locator(`[data-row="${rows[2]}"] [data-testid=outlook-error]`).getAttribute('data-value'))
  expect(error).toBeCloseTo((Number(before) - Number(actual)) / Number(actual), 3)

  await frame.locator('.segment:has(input[value=managers])').click()
  await frame.locator('[data-testid=outlook][data-rows=managers] [data-row^="manager:"]').first().waitFor(patient)
  expect([sum(await cellsOfRows('won')), sum(await cellsOfRows('expected'))]).toEqual([won, expected])
})

test('Sources come to the same', async () => {
  await openReport('forecasted-sales-by-source')
  await frame.locator('[data-testid=outlook][data-rows=sources] [data-row^="source:"]').first().waitFor(patient)
  for (const number of ['won', 'expected', 'outlook']) expect(sum(await cellsOfRows(number))).toBe(await attribute(outlookCell('total', number), 'data-value'))
  await opens((await frame.locator('tbody [data-testid=outlook-row]').first().getAttribute('data-row')) ?? '', 'outlook')
})

test('Territories have the field of the deal that the demo keeps, and every number opens the deals that it is made of', async () => {
  await openReport('territory-forecast')
  await frame.locator('[data-testid=outlook][data-rows=territories] [data-row^="territory:"]').first().waitFor(patient)
  for (const number of ['customers', 'open', 'openAmount', 'contracts', 'won', 'expected', 'outlook'])
    expect(sum(await cellsOfRows(number))).toBe(await attribute(outlookCell('total', number), 'data-value'))
  const first = (await frame.locator('tbody [data-testid=outlook-row]').first().getAttribute('data-row')) ?? ''
  for (const number of ['customers', 'open', 'openAmount', 'contracts', 'outlook']) await opens(first, number)
  const { sum: won, count: closed } = await listOf(first, 'winRate')
  expect(Number(won) / Number(closed)).toBeCloseTo(Number(await outlookCell(first, 'winRate').getAttribute('data-value')), 4)
  await opens('none', 'open')
})
