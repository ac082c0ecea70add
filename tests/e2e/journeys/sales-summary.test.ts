import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn } from '../harness/host-pages'

// The head of sales sees whether the plan is met on every metric, opens the contracts behind a number, and sees what the plan takes of each step.

/** The server counts anew, beside whatever else the machine does. */
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

async function open(item: string): Promise<void> {
  frame = await openApp(tab)
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name: item, exact: true }).click()
}

const cellOf = (row: string, column: string, measure: string) => frame.locator(`[data-testid=cell][data-row="${row}"][data-col=${column}][data-measure=${measure}]`)
const numberOf = async (row: string, column: string, measure: string) => Number(await cellOf(row, column, measure).getAttribute('data-value'))
const panel = () => frame.getByTestId('drill-panel')

test('Each metric of the whole opens its records, and its people come to it', async () => {
  await open('Выполнение плана продаж')
  await cellOf('total', 'fact', 'sales_val').waitFor()
  const whole = await numberOf('total', 'fact', 'sales_val')
  expect(whole).toBeGreaterThan(0)
  expect(await frame.locator('[data-testid=plan-note][data-metric=receipts]').getAttribute('data-of')).toBe('objects')
  expect((await cellOf('total', 'end', 'sales_val').innerText()).replace(/\s/g, ' ')).toContain('при том же темпе')
  await cellOf('total', 'fact', 'sales_val').click()
  await frame.locator('[data-testid=drill-panel][data-measure=sales_val][aria-busy=false]').waitFor()
  expect(Number(await panel().getAttribute('data-sum'))).toBe(whole)
  await tab.keyboard.press('Escape')
  await panel().waitFor({ state: 'detached' })

  const reasons = await frame.locator('[data-effect]').evaluateAll((all) => all.map((term) => Number(term.getAttribute('data-value'))))
  expect(reasons).toHaveLength(4)
  expect(reasons.reduce((sum, value) => sum + value, 0)).toBeCloseTo(await numberOf('total', 'deviation', 'sales_val'), 2)
  await frame.locator('[data-effect=ended]').click()
  await frame.locator('[data-testid=drill-panel][data-measure=ended_val][aria-busy=false]').waitFor()
  expect(Number(await panel().getAttribute('data-sum'))).toBe(reasons[3])
  await tab.keyboard.press('Escape')
  await panel().waitFor({ state: 'detached' })

  await frame.locator('.segment:has(input[value=people])').click()
  await frame.locator('[data-testid=summary-row][data-total=true]').waitFor()
  const people = await frame.locator('[data-testid=cell][data-row^="team:"][data-col=fact], [data-testid=cell][data-row=inactive][data-col=fact], [data-testid=cell][data-row=none][data-col=fact]').evaluateAll((all) => all.map((cell) => Number(cell.getAttribute('data-value'))))
  expect(people.reduce((sum, value) => sum + value, 0)).toBeCloseTo(whole, 2)
})

test('Receipts end where the forecast says', async () => {
  await frame.locator('.segment:has(input[value=objects])').click()
  await frame.locator('.segment:has(input[value=receipts])').click()
  await expect.poll(() => cellOf('total', 'end', 'receipts').getAttribute('data-value'), patient).not.toBe('')
  const end = await numberOf('total', 'end', 'receipts')
  expect(end).toBeGreaterThanOrEqual(await numberOf('total', 'fact', 'receipts'))
  await cellOf('total', 'end', 'receipts').click()
  await frame.getByTestId('forecast-main').waitFor(patient)
}, 120_000)

test('The plan of the month takes so many of each step, by a ratio that opens its deals', async () => {
  await open('План работы на месяц по воронке')
  const cells = frame.locator('[data-testid=funnel-cell][data-row^="manager:"][data-step=reservations]')
  await cells.first().waitFor()
  const learnt = frame.locator('[data-testid=funnel-cell][data-step=reservations]:is([data-source=history], [data-source=department], [data-source=company])').first()
  const ratio = Number(await learnt.getAttribute('data-ratio'))
  await learnt.focus()
  await tab.keyboard.press('Enter')
  await frame.locator('[data-testid=drill-panel][data-list=numerator][aria-busy=false]').waitFor()
  const steps = Number(await panel().getAttribute('data-count'))
  await panel().locator('.segment:has(input[value=denominator])').click()
  await frame.locator('[data-testid=drill-panel][data-list=denominator][aria-busy=false]').waitFor()
  const sales = Number(await panel().getAttribute('data-count'))
  expect(steps / sales).toBeCloseTo(ratio, 1)
  await tab.keyboard.press('Escape')
  await panel().waitFor({ state: 'detached' })
  expect(await frame.locator('[data-testid=funnel-cell]:focus').count()).toBe(1)
})
