import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, type PortalUser, startDemo } from '../harness/demo'
import { headOfSales, ledgerEnd, openApp, signIn, writtenTo } from '../harness/host-pages'

// The head of sales sees what a manager's plan lacks, and takes several deals into it at once.

let demo: Demo
let person: Person
let head: PortalUser
let tab: Page
let frame: FrameLocator

beforeAll(async () => {
  demo = await startDemo('--deals', '300')
  person = await openBrowser()
  head = await headOfSales(demo)
  tab = await signIn(person, demo, head)
  frame = await openApp(tab)
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

const numberOf = async (row: string, name: string) => Number(await frame.locator(`[data-testid=board-row][data-row="${row}"]`).getAttribute(name))

/** Opens the board and the manager with the most deals that are not in the plan. */
async function openManager(): Promise<string> {
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name: 'Наполнение плана', exact: true }).click()
  await frame.getByTestId('board-total').waitFor()
  const rows = await frame.locator('button[data-testid=board-row][data-row^="manager:"]').evaluateAll((all) =>
    all.map((row) => ({ key: row.getAttribute('data-row') ?? '', plan: row.getAttribute('data-plan'), deals: Number(/\/\s*(\d+)/.exec(row.textContent ?? '')?.[1] ?? 0) })),
  )
  const best = rows.filter((row) => row.plan !== '').toSorted((one, other) => other.deals - one.deals)[0]
  if (!best) throw new Error('No manager has a plan.')
  await frame.locator(`[data-testid=board-row][data-row="${best.key}"]`).click()
  await frame.locator(`[data-testid=board-deals][data-row="${best.key}"]`).waitFor()
  return best.key
}

test('Several deals go into a plan at once, each is written once, and the gap falls by what was promised', async () => {
  const key = await openManager()
  const gap = await numberOf(key, 'data-gap')
  const list = frame.locator(`[data-testid=board-deals][data-row="${key}"]`)
  const ids = (await list.locator('[data-testid=board-deal][data-entry=""]:has(.board-fill:not([disabled]))').evaluateAll((all) => all.map((deal) => deal.getAttribute('data-host-id') ?? '')))
    .filter((id) => id !== '').slice(0, 3)
  expect(ids.length).toBeGreaterThan(1)
  const beginning = await ledgerEnd(demo)
  for (const id of ids) await list.locator(`[data-host-id="${id}"] input[type=checkbox]`).check({ force: true })
  await list.getByTestId('bulk-open').click()
  const dialog = frame.getByTestId('bulk-dialog')
  await dialog.getByTestId('bulk-row').first().waitFor()
  await dialog.getByTestId('bulk-manager').selectOption(key.slice('manager:'.length))
  await expect.poll(() => dialog.getByTestId('bulk-row').count()).toBe(ids.length)
  for (const id of ids) await dialog.locator(`[data-host-id="${id}"] input`).fill('1 000 000')
  await dialog.getByTestId('bulk-save').dblclick()
  const outcomes = () => dialog.getByTestId('bulk-row').evaluateAll((all) => all.map((row) => `${row.getAttribute('data-host-id')} ${row.getAttribute('data-result')} ${row.textContent}`.slice(0, 160)))
  await expect.poll(async () => (await outcomes()).filter((row) => !row.includes(' confirmed ')), { timeout: 30_000 }).toEqual([])
  expect(await dialog.getByTestId('bulk-counts').innerText()).toBe(`сохранено ${ids.length}`)
  for (const id of ids) {
    const { changes, notes } = await writtenTo(demo, id, beginning)
    expect(changes.map((change) => change.who)).toEqual([Number(head.id)])
    expect(notes.map((note) => note.who)).toEqual([Number(head.id)])
  }
  // The host's own tab of the card shows the same, and undo there takes it back in the CRM.
  await dialog.getByRole('button', { name: 'Закрыть' }).click()
  await expect.poll(() => numberOf(key, 'data-committed'), { timeout: 10_000 }).toBeGreaterThan(0)
  expect(await numberOf(key, 'data-gap')).toBeLessThan(gap)

  const card = await person.context.newPage()
  await card.goto(`${demo.portal}/crm/deal/details/${ids[0]}/`)
  await card.getByTestId('host-deal-tab-app').click()
  const page = card.frameLocator('[data-testid=host-app-frame]')
  await page.getByTestId('deal-page').waitFor()
  expect(await page.getByTestId('deal-page').getAttribute('data-host-id')).toBe(ids[0])
  expect((await page.getByTestId('deal-entry').first().innerText()).replaceAll('\u00a0', ' ')).toContain('1 000 000 ₽')
  // The host made its frame as high as the page, so nothing of it is hidden below.
  const box = await card.getByTestId('host-app-frame').boundingBox()
  expect(box?.height).toBeGreaterThanOrEqual(360)
  await page.getByTestId('plan-undo').first().click()
  await expect.poll(async () => (await writtenTo(demo, ids[0] ?? '', beginning)).changes.length, { timeout: 15_000 }).toBe(2)
  await card.close()
})

test('A plan proposed from the forecast is saved deal by deal, and the gap falls by its sum', async () => {
  await frame.locator('[data-testid=board-month] [data-month="2026-12"]').click()
  await frame.locator('[data-testid=board-total][data-month="2026-12"]').waitFor()
  const rows = await frame.locator('button[data-testid=board-row][data-row^="manager:"]:not([data-plan=""])').evaluateAll((all) =>
    all.map((row) => ({ key: row.getAttribute('data-row') ?? '', gap: Number(row.getAttribute('data-gap')) })),
  )
  const [most] = rows.toSorted((one, other) => other.gap - one.gap)
  if (most === undefined) throw new Error('No manager has a plan.')
  const row = frame.locator(`[data-testid=board-row][data-row="${most.key}"]`)
  if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click()
  await frame.locator(`[data-testid=board-deals][data-row="${most.key}"]`).getByTestId('propose-open').click()
  const dialog = frame.getByTestId('bulk-dialog')
  await dialog.getByTestId('bulk-row').first().waitFor()
  const proposed = Number(await dialog.getByTestId('proposal-seller').getAttribute('data-proposed'))
  expect(proposed).toBeGreaterThan(0)
  await dialog.getByTestId('bulk-save').dblclick()
  const outcomes = () => dialog.getByTestId('bulk-row').evaluateAll((all) => all.map((one) => one.getAttribute('data-result')))
  await expect.poll(async () => new Set(await outcomes()), { timeout: 60_000 }).toEqual(new Set(['confirmed']))
  await dialog.getByRole('button', { name: 'Закрыть' }).click()
  await expect.poll(() => numberOf(most.key, 'data-gap'), { timeout: 10_000 }).toBeCloseTo(most.gap - proposed, 2)
})
