import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn } from '../harness/host-pages'
import { type Cell, cellsOf, kopecks } from '../harness/report-page'

// The head of sales asks "what if", keeps the answer, and looks why the forecast is another one than it was.

let demo: Demo
let person: Person
let tab: Page
let frame: FrameLocator

beforeAll(async () => {
  demo = await startDemo('--deals', '600')
  person = await openBrowser()
  tab = await signIn(person, demo, await headOfSales(demo))
  await openForecast()
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

const sum = (all: readonly bigint[]) => all.reduce((total, part) => total + part, 0n)

/** Enters the app from the portal's menu, and goes to the forecast. */
async function openForecast(): Promise<void> {
  frame = await openApp(tab)
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name: 'Прогноз поступлений' }).click()
  await frame.getByTestId('forecast-main').waitFor({ timeout: 30_000 })
}

const strip = () => frame.getByTestId('scenario-strip')
const totalOf = async (measure: string) => kopecks((await frame.locator(`[data-testid=cell][data-col=total][data-measure=${measure}]`).getAttribute('data-value')) ?? '')
const ofMonths = (cells: readonly Cell[], measure: string) => cells.filter((cell) => cell.measure === measure && cell.column !== 'total').map((cell) => cell.kopecks ?? 0n)

async function choose(name: string): Promise<void> {
  await frame.getByTestId('filter-scenario').click()
  await frame.getByRole('menuitemradio', { name }).click()
  await frame.locator('[data-testid=cell][data-measure=delta]').first().waitFor({ timeout: 30_000 })
}

/** Every line is the forecast and a difference, and the last line is the sum of all. */
async function expectToAddUp(): Promise<void> {
  const cells = await cellsOf(frame)
  const [base, scenario, delta] = ['mean', 'scenario', 'delta'].map((measure) => ofMonths(cells, measure))
  expect(base!.length).toBe(12)
  expect(base!.map((money, index) => money + delta![index]!)).toEqual(scenario)
  expect(await Promise.all(['mean', 'scenario', 'delta'].map(totalOf))).toEqual([base!, scenario!, delta!].map(sum))
}

test('A pessimistic scenario stands beside the forecast, below it in every object, and every number is the forecast and a difference', async () => {
  await choose('Пессимистичный')
  await expectToAddUp()
  expect(await totalOf('delta')).toBeLessThan(0n)
  expect(await strip().getByRole('heading').innerText()).toBe('Сценарий «Пессимистичный»')
  const rows = await frame.getByTestId('forecast-delta').evaluateAll((all) => all.map((row) => Number(row.getAttribute('data-value'))))
  expect([rows.length > 3, rows.every((delta) => delta <= 0)]).toEqual([true, true])
  const moved = await frame.getByTestId('moved-deal').evaluateAll((all) => all.map((row) => Number(row.getAttribute('data-after')) - Number(row.getAttribute('data-before'))))
  expect([moved.length, moved.toSorted((one, other) => Math.abs(other) - Math.abs(one))]).toEqual([10, moved])
})

test('A lever moves it farther, and a deal that is taken as lost still farther', async () => {
  const first = await totalOf('delta')
  await frame.getByTestId('lever-price').fill('-500')
  await expect.poll(() => frame.getByTestId('lever-price-wrong').innerText()).toContain('От −50 до 100')
  await frame.getByTestId('lever-price').fill('-10')
  await frame.getByTestId('lever-price-wrong').waitFor({ state: 'detached' })
  await expect.poll(() => totalOf('delta'), { timeout: 15_000 }).toBeLessThan(first)
  expect(await strip().getAttribute('data-changed')).toBe('true')
  await expectToAddUp()

  const second = await totalOf('delta')
  await frame.locator('[data-testid=cell][data-measure=mean] button').nth(1).click()
  await frame.getByTestId('deal-fate').first().selectOption('lost')
  await expect.poll(() => totalOf('delta'), { timeout: 15_000 }).toBeLessThan(second)
  await frame.getByTestId('drill-panel').press('Escape')
  expect(await strip().getByTestId('scenario-deals').innerText()).toMatch(/1$/)
})

test('Saved under a name it is what the address leads back to, and a choice when the portal is loaded anew; its name is taken', async () => {
  const delta = await totalOf('delta')
  await frame.getByTestId('scenario-save-as').click()
  await frame.getByTestId('scenario-name').getByRole('textbox').fill('Кризис')
  await frame.getByTestId('scenario-name').getByRole('button', { name: 'Сохранить' }).click()
  await expect.poll(() => strip().getAttribute('data-scenario')).toMatch(/^\d+$/)
  expect(await strip().getAttribute('data-changed')).toBe('false')

  const expectCrisis = async () => {
    await frame.locator('[data-testid=cell][data-measure=delta]').first().waitFor({ timeout: 30_000 })
    expect(await strip().getByRole('heading').innerText()).toBe('Сценарий «Кризис»')
    expect(await totalOf('delta')).toBe(delta)
    expect(await frame.getByTestId('lever-price').inputValue()).toBe('-10')
  }
  await frame.getByRole('link', { name: 'Все отчёты' }).click()
  await frame.getByTestId('forecast-main').waitFor({ state: 'detached' })
  await frame.locator('html').evaluate(() => history.back())
  await expectCrisis()
  await tab.reload()
  await openForecast()
  await choose('Кризис')
  await expectCrisis()

  await frame.getByTestId('scenario-save-as').click()
  await frame.getByTestId('scenario-name').getByRole('textbox').fill('Кризис')
  await tab.keyboard.press('Enter')
  await frame.getByText('Такое название уже есть').waitFor()
  await tab.keyboard.press('Escape')
  await frame.getByTestId('scenario-name').waitFor({ state: 'detached' })
})

test('Removed it is no choice any more, and the forecast stands alone again; "back" finds it gone', async () => {
  await frame.getByTestId('scenario-remove').click()
  await frame.getByTestId('scenario-removal').getByRole('button', { name: 'Удалить' }).click()
  await strip().waitFor({ state: 'detached' })
  await frame.getByTestId('filter-scenario').click()
  await expect.poll(() => frame.getByRole('menuitemradio').allInnerTexts()).toHaveLength(3)
  await tab.keyboard.press('Escape')
  expect(await frame.locator('[data-testid=cell][data-measure=delta]').count()).toBe(0)
  await frame.locator('html').evaluate(() => history.back())
  await frame.getByTestId('scenario-gone').waitFor()
  await frame.getByTestId('scenario-gone').getByRole('button').click()
  await frame.getByTestId('scenario-gone').waitFor({ state: 'detached' })
})

test('An object begins to be sold like another one: it brings more from that month on, and its neighbours less', async () => {
  await frame.getByTestId('filter-scenario').click()
  await frame.getByRole('menuitem', { name: 'Новый…' }).click()
  await frame.getByTestId('scenario-launches').click()
  const launches = frame.getByTestId('launches')
  const [first, second] = await launches.getByTestId('launch-row').locator('option').evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value).filter((value) => value !== ''))
  await launches.getByTestId('launch-row').selectOption(first!)
  await launches.getByTestId('launch-like').selectOption(second!)
  await launches.getByTestId('launch-month').selectOption('2027-01')
  await launches.getByTestId('launch-add').click()
  await launches.locator('.launch').waitFor()
  await tab.keyboard.press('Escape')
  const moved = async () => (await cellsOf(frame)).filter(({ measure, column, kopecks: value }) => measure === 'delta' && column !== 'total' && (value ?? 0n) !== 0n).map(({ column }) => column)
  await expect.poll(moved, { timeout: 30_000 }).not.toEqual([])
  await expectToAddUp()
  expect((await moved()).filter((month) => month < '2027-01')).toEqual([])
  await frame.getByTestId('filter-scenario').click()
  await frame.getByRole('menuitemradio', { name: 'Базовый' }).click()
  await strip().waitFor({ state: 'detached' })
})

test('What changed since a month: what was, and the reasons, come to what the forecast says now', async () => {
  const expected = (await cellsOf(frame)).filter(({ measure, column }) => measure === 'mean' && ['2026-11', '2026-12', '2027-01'].includes(column)).map((cell) => cell.kopecks ?? 0n)
  expect(expected.length).toBe(3)
  await frame.locator('[data-testid=forecast-view][data-view=changes]').click()
  await frame.getByTestId('changes-after').waitFor({ timeout: 30_000 })
  const value = async (place: string) => kopecks((await frame.getByTestId(place).getAttribute('data-value')) ?? '')
  const reasons = await frame.getByTestId('changes-reason').evaluateAll((all) => all.map((row) => [row.getAttribute('data-value') ?? '', row.getAttribute('data-count') ?? ''] as const))
  expect(reasons.length).toBeGreaterThan(2)
  expect((await value('changes-before')) + sum(reasons.map(([amount]) => kopecks(amount)))).toBe(await value('changes-after'))
  expect(await value('changes-after')).toBe(sum(expected))

  const [, begun] = reasons[0]!
  await frame.getByTestId('changes-reason').first().getByRole('button').click()
  expect(await frame.getByTestId('moved-deal').count()).toBe(Math.min(Number(begun), 50))

  await frame.getByTestId('changes-to').selectOption('2026-11')
  await expect.poll(() => value('changes-after'), { timeout: 15_000 }).toBe(expected[0])
})
