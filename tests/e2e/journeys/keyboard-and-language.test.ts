import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, type PortalUser, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn } from '../harness/host-pages'
import { cellAt, cellsOf, drillInto, drillPanelOf, openPlan, rowOf } from '../harness/report-page'

let demo: Demo
let head: PortalUser
let person: Person

beforeAll(async () => {
  demo = await startDemo('--deals', '100')
  head = await headOfSales(demo)
})

beforeEach(async () => {
  person = await openBrowser()
})

afterEach(() => person?.close())
afterAll(() => demo?.server.stop())

/** A number of the totals in a month to come: there are open deals behind it. */
const findCell = async (frame: FrameLocator) =>
  (await cellsOf(frame)).find((cell) => cell.row === 'total' && cell.measure === 'schedule' && cell.column > '2026-11' && cell.column !== 'total' && (cell.kopecks ?? 0n) > 0n)!

test('In an English portal the report and the saving of a plan speak English', async () => {
  const tab = await signIn(person, demo, head, 'en')
  const frame = await openApp(tab)
  expect(await frame.locator('h1').innerText()).toBe('Receipts forecast and dynamics by object')
  expect(await frame.locator('tfoot th').innerText()).toBe('Total')
  const totals = (await cellsOf(frame)).filter((cell) => cell.row === 'total' && cell.column === 'total')
  expect(totals.map((cell) => cell.kopecks! > 0n)).toEqual([true, true, true, true])

  const cell = await findCell(frame)
  const dealId = (await drillInto(frame, cell)).rows[0]!.hostId
  const panel = drillPanelOf(frame, cell)
  await openPlan(panel, dealId, /^(Add to|Edit) plan$/)
  await frame.getByTestId('plan-amount').fill('1,500,000.25')
  await frame.getByTestId('plan-save').click()
  const state = rowOf(panel, dealId).getByTestId('write-state')
  await state.and(frame.locator('[data-state=confirmed]')).waitFor()
  expect(await state.innerText()).toMatch(/^Saved in CRM /)
  expect(await rowOf(panel, dealId).innerText()).not.toMatch(/\p{Script=Cyrillic}+ в CRM/u)
})

/** Presses Tab until the focus is at a place of the frame that answers the selector. */
async function tabTo(tab: Page, frame: FrameLocator, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await tab.keyboard.press('Tab')
    if (await frame.locator(`${selector}:focus`).count()) return
  }
  throw new Error(`Tab does not lead to ${selector}.`)
}

test('By the keyboard alone one walks to a number, opens its list and a plan, and Escape leads back step by step', async () => {
  const tab = await signIn(person, demo, head)
  const frame = await openApp(tab)
  const cell = await findCell(frame)
  const [row = 0, column = 0] = ((await cellAt(frame, cell).getAttribute('data-at')) ?? '').split(':').map(Number)

  await tabTo(tab, frame, '[data-at]')
  for (let step = 0; step < row; step++) await tab.keyboard.press('ArrowDown')
  for (let step = 0; step < column; step++) await tab.keyboard.press('ArrowRight')
  await tab.keyboard.press('Enter')
  const panel = drillPanelOf(frame, cell)
  await panel.waitFor()

  await tabTo(tab, frame, '.drill-to-plan')
  await tab.keyboard.press('Enter')
  await frame.getByTestId('plan-amount').waitFor()
  await tab.keyboard.press('Escape')
  await frame.getByTestId('plan-editor').waitFor({ state: 'detached' })
  await panel.locator('.drill-to-plan:focus').waitFor()

  await tab.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await expect.poll(() => cellAt(frame, cell).evaluate((element) => element === document.activeElement)).toBe(true)
})
