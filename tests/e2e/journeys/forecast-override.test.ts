import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn } from '../harness/host-pages'
import { kopecks } from '../harness/report-page'

// The head of sales knows of a deal what no history tells, says so, and sees why the others stand in the forecast as they do.

let demo: Demo
let person: Person
let tab: Page
let frame: FrameLocator

beforeAll(async () => {
  demo = await startDemo('--deals', '600')
  person = await openBrowser()
  tab = await signIn(person, demo, await headOfSales(demo))
  frame = await openApp(tab)
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name: 'Прогноз поступлений' }).click()
  await frame.getByTestId('forecast-main').waitFor({ timeout: 30_000 })
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

const means = () => frame.locator('[data-testid=cell][data-measure=mean]')
const panel = () => frame.getByTestId('drill-panel')
const openDeals = () => panel().locator('[data-testid=drill-row]:has([data-testid=override-open])')
const dialog = () => frame.getByTestId('override-dialog')
const note = () => frame.getByTestId('overruled')
const patient = { timeout: 30_000 }

const yearAhead = async () => {
  const values = await means().evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-value') ?? ''))
  return values.filter((value) => value !== '').reduce((sum, value) => sum + (kopecks(value) ?? 0n), 0n)
}

test('An excluded deal leaves the forecast by exactly what the page says, and comes back with a reason', async () => {
  const before = await yearAhead()
  await means().locator('button').nth(2).click()
  await openDeals().first().waitFor(patient)
  const id = (await openDeals().first().getAttribute('data-host-id'))!
  const row = () => panel().locator(`[data-testid=drill-row][data-host-id="${id}"]`)

  // By keyboard alone; without a reason nothing can be saved.
  await row().getByTestId('override-open').focus()
  await tab.keyboard.press('Enter')
  await dialog().getByTestId('override-model').waitFor()
  await tab.keyboard.press('Escape')
  await dialog().waitFor({ state: 'detached' })
  await expect.poll(() => row().locator(':focus').getAttribute('data-testid'), patient).toBe('override-open')
  await tab.keyboard.press('Enter')
  await dialog().getByTestId('override-model').waitFor()
  await tab.keyboard.press('ArrowUp')
  expect(await dialog().getByTestId('override-exclude').isChecked()).toBe(true)
  expect(await dialog().getByTestId('override-save').isDisabled()).toBe(true)
  await dialog().getByTestId('override-reason').fill('Клиент купил у соседей')
  await dialog().getByTestId('override-save').click()
  await dialog().waitFor({ state: 'detached' })

  await panel().getByTestId('excluded-deals').waitFor(patient)
  expect(await row().getByTestId('override-mark').textContent()).toMatch(/^исключена вручную, .+: Клиент купил у соседей$/)
  await expect.poll(() => note().getAttribute('data-count'), patient).toBe('1')
  const moved = kopecks((await note().getAttribute('data-moved')) ?? '')!
  expect(moved).toBeLessThan(0n)
  await expect.poll(yearAhead, patient).toBe(before + moved)

  await row().getByTestId('override-open').click()
  await dialog().getByTestId('override-model').check()
  await dialog().getByTestId('override-reason').fill('Вернулся')
  await dialog().getByTestId('override-save').click()
  await dialog().waitFor({ state: 'detached' })
  await expect.poll(yearAhead, patient).toBe(before)
  expect(await panel().getByTestId('excluded-deals').count()).toBe(0)
})

test('What a deal brings in a month is made of terms that come to its number', async () => {
  const row = panel().locator('[data-testid=drill-row]:has([data-testid=why-open])').first()
  await row.getByTestId('why-open').click()
  await row.getByTestId('why-term').first().waitFor(patient)
  const terms = await row.getByTestId('why-term').evaluateAll((all) => all.map((one) => one.getAttribute('data-value') ?? ''))
  expect(terms.reduce((sum, term) => sum + (kopecks(term) ?? 0n), 0n)).toBe(kopecks((await row.getAttribute('data-value')) ?? ''))
  await tab.keyboard.press('Escape')
})

test('Two scenarios stand beside the forecast, month by month', async () => {
  await frame.locator('[data-testid=forecast-view][data-view=compare]').click()
  await frame.getByTestId('compare-month').first().waitFor(patient)
  const rows = await frame.getByTestId('compare-month').evaluateAll((all) =>
    all.map((one) => Array.from(one.querySelectorAll('td'), (cell) => cell.getAttribute('data-value') ?? '')),
  )
  expect(rows.length).toBe(12)
  for (const [base, pessimistic, below, optimistic, above] of rows.map((cells) => cells.map((value) => kopecks(value) ?? 0n))) {
    expect(base! + below!).toBe(pessimistic)
    expect(base! + above!).toBe(optimistic)
  }
})
