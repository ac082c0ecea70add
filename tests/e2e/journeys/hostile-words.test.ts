import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn } from '../harness/host-pages'
import { cellsOf, drillInto, drillPanelOf, openPlan } from '../harness/report-page'

// What people write into their CRM is shown as they wrote it, and does nothing. Rows of the bad input matrix: bad-input 48, bad-input 49.

let demo: Demo
let person: Person
let tab: Page
let frame: FrameLocator

beforeAll(async () => {
  demo = await startDemo('--deals', '120')
  person = await openBrowser()
  tab = await signIn(person, demo, await headOfSales(demo))
  frame = await openApp(tab)
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

const mark = 'hostileWordsRan'
const titles = [
  `<script>parent.${mark}=window.${mark}=1</script>`,
  `<img src=x onerror="window.${mark}=1">`,
  `<svg onload="window.${mark}=1"></svg>`,
  `<a href="javascript:window.${mark}=1">javascript:window.${mark}=1</a>`,
  '\u202Eтретоверп\u202C и дальше',
  'нулевая\u200Bширина и 👨‍👩‍👧 семья',
  `длинное ${'о'.repeat(240)}`,
]

const overflow = () => frame.locator('body').evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('Titles of deals with markup, reversed, invisible and endless text stay text and push nothing aside', async () => {
  const cell = (await cellsOf(frame)).find((other) => other.row === 'total' && other.column === 'total' && other.measure === 'schedule')
  if (!cell) throw new Error('The report has no schedule.')
  const before = await drillInto(frame, cell)
  const deals = [...new Set(before.rows.map((row) => row.hostId))].slice(0, titles.length)
  expect(deals.length).toBe(titles.length)
  for (const [at, id] of deals.entries()) await demo.control('/edit', { entity: 'deal', id: Number(id), fields: { title: titles[at] } })

  const shown = () => frame.locator('[data-testid=drill-row]').evaluateAll((rows) => rows.map((row) => row.textContent ?? ''))
  await expect
    .poll(
      async () => {
        tab = await signIn(person, demo, await headOfSales(demo))
        frame = await openApp(tab)
        await drillInto(frame, cell)
        const rows = await shown()
        return titles.filter((title) => !rows.some((row) => row.includes(title)))
      },
      { timeout: 60_000, interval: 2_000 },
    )
    .toEqual([])
  expect(await overflow()).toBeLessThanOrEqual(0)
  const ran = (page: FrameLocator) => page.locator('body').evaluate((_, name) => name in window || name in window.parent, mark).catch(() => false)
  expect(await ran(frame)).toBe(false)
  expect(await tab.evaluate((name) => name in window, mark)).toBe(false)

  // The editor and the deal's own tab show the same words.
  await openPlan(drillPanelOf(frame, cell), deals[1] ?? '')
  await frame.getByTestId('plan-save').waitFor()
  expect(await frame.locator('[role=dialog]').last().innerText()).toContain(titles[1])
  expect(await ran(frame)).toBe(false)

  const card = await person.context.newPage()
  await card.goto(`${demo.portal}/crm/deal/details/${deals[1]}/`)
  await card.getByTestId('host-deal-tab-app').click()
  const page = card.frameLocator('[data-testid=host-app-frame]')
  await page.getByTestId('deal-page').waitFor()
  expect(await ran(page)).toBe(false)
  await card.close()
})
