import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn } from '../harness/host-pages'
import { drillInto, drillPanelOf, kopecks } from '../harness/report-page'

let demo: Demo

beforeAll(async () => {
  demo = await startDemo('--deals', '100')
})

afterAll(() => demo?.server.stop())

test.each([
  { language: 'ru', title: 'Источники обращений', over: 'Источник', unset: '(источник не указан)', count: /лид(а|ов)?/, created: 'создан' },
  { language: 'en', title: 'Lead sources', over: 'Source', unset: '(no source)', count: /leads?/, created: 'created' },
] as const)('From the catalogue one comes to the sources of leads, and from a number to its leads ($language)', async ({ language, title, over, unset, count, created }) => {
  const person = await openBrowser({ locale: language === 'ru' ? 'ru-RU' : 'en-GB' })
  const frame = await openApp(await signIn(person, demo, await headOfSales(demo), language))
  await frame.locator('.page-back').click()
  await frame.locator('[data-report=lead-sources]').click()
  await frame.locator('h1', { hasText: title }).waitFor()
  await frame.locator('[data-testid=cell][data-measure=lead_cnt]').first().waitFor()

  expect(await frame.locator('thead').innerText()).toContain(over)
  expect(await frame.locator('tbody').innerText()).toContain(unset)
  const first = frame.locator('[data-testid=cell][data-row^="source:"][data-measure=lead_cnt]').first()
  const [row = '', value = ''] = await first.evaluate((element) => ['data-row', 'data-value'].map((name) => element.getAttribute(name) ?? ''))
  const cell = { row, column: 'total', measure: 'lead_cnt', kopecks: kopecks(value) }
  const list = await drillInto(frame, cell)

  expect(list.rows.map((row) => row.kind)).toEqual(Array(list.count).fill('lead'))
  expect(cell.kopecks).toBe(BigInt(list.count) * 100n)
  const panel = drillPanelOf(frame, cell)
  expect(await panel.locator('.drill-proof strong').innerText()).toMatch(count)
  expect(await panel.locator('.drill-match').getAttribute('data-matches')).toBe('true')
  const facts = await panel.getByTestId('drill-row').first().innerText()
  expect(facts).toContain(created)
  expect(facts).toContain(await frame.locator(`[data-testid=report-grid] tr:has([data-row="${cell.row}"]) th`).innerText())
  await person.close()
})
