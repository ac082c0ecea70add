import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn } from '../harness/host-pages'
import { drillInto, kopecks } from '../harness/report-page'

let demo: Demo

beforeAll(async () => {
  demo = await startDemo('--deals', '100')
})

afterAll(() => demo?.server.stop())

test('A funnel is of a cohort or of a period, and each number opens its own deals', async () => {
  const person = await openBrowser({ locale: 'ru-RU' })
  const frame = await openApp(await signIn(person, demo, await headOfSales(demo), 'ru'))
  await frame.locator('.page-back').click()
  await frame.locator('[data-report=sales-funnel]').click()
  await frame.locator('[data-testid=cell][data-measure=reach]').first().waitFor()
  expect(await frame.getByTestId('filter-pipeline').innerText()).not.toContain('все')

  await frame.getByTestId('choice-basis').getByText('Период').click()
  const contracts = frame.locator('[data-testid=cell][data-row="step:contract"][data-measure=reach_moved]')
  await contracts.waitFor()
  const value = (await contracts.getAttribute('data-value')) ?? ''
  const list = await drillInto(frame, { row: 'step:contract', column: 'total', measure: 'reach_moved', kopecks: kopecks(value) })

  expect(kopecks(value)).toBe(BigInt(list.count) * 100n)
  await person.close()
})

test('Weeks are columns that add up, rows stand by the pressed header, and a kept report stands first', async () => {
  const person = await openBrowser({ locale: 'en-GB' })
  const page = await signIn(person, demo, await headOfSales(demo), 'en')
  const frame = await openApp(page)
  await frame.locator('.page-back').click()
  await frame.locator('[data-report=lead-sources]').click()
  await frame.getByTestId('choice-step').getByText('By week').click()
  await frame.locator('[data-testid=cell][data-measure=lead_cnt][data-col^="20"]').first().waitFor()
  const numbers = (selector: string) =>
    frame.locator(`[data-testid=cell][data-measure=lead_cnt]${selector}`).evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-value'))))
  const whole = await numbers('[data-row=total][data-col=total]')
  const weeks = await numbers('[data-row=total][data-col^="20"]')
  expect(weeks.reduce((sum, value) => sum + value, 0)).toBe(whole[0])

  const header = frame.locator('th[data-sort][data-col=total][data-measure=lead_cnt]')
  await header.focus()
  await page.keyboard.press('Enter')
  expect(await header.getAttribute('aria-sort')).toBe('descending')
  await page.keyboard.press('Enter')
  expect(await header.getAttribute('aria-sort')).toBe('ascending')
  const sources = await numbers('[data-row^="source:"][data-col=total]')
  expect(sources).toEqual([...sources].sort((a, b) => a - b))

  await frame.getByTestId('favourite').click()
  await frame.locator('[data-testid=favourite][aria-pressed=true]:not([disabled])').waitFor()
  await frame.locator('.page-back').click()
  expect(await frame.getByTestId('favourites').locator('[data-report]').evaluateAll((cards) => cards.map((card) => card.getAttribute('data-report')))).toEqual(['lead-sources'])
  // On another machine of the same person.
  const elsewhere = await openBrowser({ locale: 'en-GB' })
  const home = await openApp(await signIn(elsewhere, demo, await headOfSales(demo), 'en'))
  await home.getByTestId('favourites').locator('[data-report=lead-sources]').click()
  await home.locator('h1', { hasText: 'Lead sources' }).waitFor()
  await Promise.all([person.close(), elsewhere.close()])
})
