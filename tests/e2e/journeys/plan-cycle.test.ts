import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, type PortalUser, startDemo } from '../harness/demo'
import { headOfSales, ledgerEnd, openApp, signIn, writtenTo } from '../harness/host-pages'

// A deal pays more than was planned of it: its entry is fulfilled, and the others are relieved of exactly what came beyond it.

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

const extra = 500_000
const rowOf = (key: string) => frame.locator(`[data-testid=board-row][data-row="${key}"]`)
const listOf = (key: string) => frame.locator(`[data-testid=board-deals][data-row="${key}"]`)
const gapOf = async (key: string) => Number(await rowOf(key).getAttribute('data-gap'))

async function saveDialog() {
  const dialog = frame.getByTestId('bulk-dialog')
  await dialog.getByTestId('bulk-save').click()
  const outcomes = () => dialog.getByTestId('bulk-row').evaluateAll((all) => all.map((row) => row.getAttribute('data-result')))
  await expect.poll(async () => new Set(await outcomes()), { timeout: 60_000 }).toEqual(new Set(['confirmed']))
  await dialog.getByRole('button', { name: 'Закрыть' }).click()
  await dialog.waitFor({ state: 'detached' })
}

test('A payment beyond its entry fulfils it and lowers the others by exactly what is beyond', async () => {
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name: 'Наполнение плана', exact: true }).click()
  await frame.getByTestId('board-total').waitFor()
  const rows = await frame.locator('button[data-testid=board-row][data-row^="manager:"]:not([data-plan=""])').evaluateAll((all) =>
    all.map((row) => ({ key: row.getAttribute('data-row') ?? '', gap: Number(row.getAttribute('data-gap')) })),
  )
  const most = rows.toSorted((one, other) => other.gap - one.gap)[0]
  if (most === undefined || most.gap < 6_000_000) throw new Error('No manager lacks enough to plan several deals.')
  const { key } = most
  await rowOf(key).click()
  const list = listOf(key)
  await list.waitFor()
  // Deals that have paid nothing this month take exactly what is missing.
  const ids = (await list.locator('[data-testid=board-deal][data-entry=""]:has(.board-fill:not([disabled]))').evaluateAll((all) =>
    all.filter((deal) => !(deal.textContent ?? '').includes('оплачено')).map((deal) => deal.getAttribute('data-host-id') ?? ''))).filter((id) => id !== '').slice(0, 3)
  expect(ids.length).toBeGreaterThan(1)
  const first = ids.slice(1).map((_, at) => (at + 1) * 1_000_000)
  const amounts = [...first, Math.round((most.gap - first.reduce((sum, one) => sum + one, 0)) * 100) / 100]
  for (const id of ids) await list.locator(`[data-host-id="${id}"] input[type=checkbox]`).check({ force: true })
  await list.getByTestId('bulk-open').click()
  const bulk = frame.getByTestId('bulk-dialog')
  await bulk.getByTestId('bulk-row').first().waitFor()
  await bulk.getByTestId('bulk-manager').selectOption(key.slice('manager:'.length))
  await expect.poll(() => bulk.getByTestId('bulk-row').count()).toBe(ids.length)
  for (const [at, id] of ids.entries()) await bulk.locator(`[data-host-id="${id}"] input`).fill(String(amounts[at]).replace('.', ','))
  await saveDialog()
  await expect.poll(() => gapOf(key), { timeout: 15_000 }).toBeCloseTo(0, 2)

  // A plan that comes to its target needs no change.
  await list.getByTestId('rebalance-open').click()
  await frame.getByTestId('nothing-to-save').getByText('План менять не нужно').waitFor({ timeout: 120_000 })
  await frame.getByTestId('nothing-to-save').getByRole('button', { name: 'Закрыть' }).click()

  const [paid, ...others] = ids
  await demo.control('/edit', { entity: 'dynamic_1056', fields: { title: 'Доплата', parentId2: Number(paid), opportunity: (amounts[0] ?? 0) + extra, currencyId: 'RUB', ufCrm5PaidOn: '2026-11-18' } })
  await expect.poll(() => list.locator(`[data-host-id="${paid}"]`).getAttribute('data-fate'), { timeout: 240_000, interval: 2_000 }).toBe('fulfilled')
  await expect.poll(() => gapOf(key), { timeout: 30_000 }).toBeCloseTo(-extra, 2)

  const beginning = await ledgerEnd(demo)
  await list.getByTestId('rebalance-open').click()
  await bulk.getByTestId('bulk-row').first().waitFor({ timeout: 120_000 })
  const changes = await bulk.getByTestId('bulk-row').evaluateAll((all) => all.map((row) => ({ id: row.getAttribute('data-host-id') ?? '', by: Number(row.getAttribute('data-change')) })))
  expect(changes.reduce((sum, { by }) => sum + by, 0)).toBeCloseTo(-extra, 2)
  expect(others).toEqual(expect.arrayContaining(changes.map(({ id }) => id)))
  await saveDialog()
  for (const { id, by } of changes) {
    const { changes: written, notes } = await writtenTo(demo, id, beginning)
    const at = ids.indexOf(id)
    expect([written.length, notes.length]).toEqual([1, 1])
    expect(Number(String(written[0]?.after?.['ufCrmUrPlanAmount']).split('|')[0])).toBeCloseTo((amounts[at] ?? 0) + by, 2)
  }
  expect((await writtenTo(demo, paid ?? '', beginning)).changes).toEqual([])
  await expect.poll(() => gapOf(key), { timeout: 15_000 }).toBeCloseTo(0, 2)

  // The deal's own page tells what has become of the entry.
  const card = await person.context.newPage()
  await card.goto(`${demo.portal}/crm/deal/details/${paid}/`)
  await card.getByTestId('host-deal-tab-app').click()
  const entry = card.frameLocator('[data-testid=host-app-frame]').getByTestId('deal-entry').first()
  await entry.waitFor()
  expect([await entry.getAttribute('data-fate'), (await entry.innerText()).includes('выполнено')]).toEqual(['fulfilled', true])
  await card.close()
}, 500_000)
