import { readFile } from 'node:fs/promises'
import type { FrameLocator, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { installFromMarket, signIn, usersOf } from '../harness/host-pages'
import { cellsOf } from '../harness/report-page'

// The administrator installs the app: corrects what it guessed, waits for the first report, compares it with his own figures, and later changes his mind.

let demo: Demo
let person: Person
let tab: Page
let frame: FrameLocator

beforeAll(async () => {
  demo = await startDemo('--deals', '300', '--no-install')
  person = await openBrowser()
  const [administrator] = await usersOf(demo, (user) => user.role === 'admin')
  tab = await signIn(person, demo, administrator!)
  frame = await installFromMarket(tab)
  await settled()
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

/** The wizard has answered the last choice. */
const settled = () => frame.locator('[data-testid=setup][data-busy=false]').waitFor()
const roleOf = (role: string): Locator => frame.locator(`[data-testid=setup-role][data-role="${role}"]`)

async function choose(role: string, option: { label?: string; value?: string }): Promise<void> {
  await roleOf(role).locator('select').selectOption(option)
  await settled()
}

/** One cell of the comparison. */
const figureOf = (name: string, row: string, metric: string): Locator => frame.locator(`[data-testid=${name}][data-row="${row}"][data-metric=${metric}]`)

test('What the app guessed is shown with what it gives on the last records, and can be corrected', async () => {
  expect(await roleOf('payments.amountField').getByTestId('setup-sample').innerText()).toMatch(/^заполнено у \d+ из 50/)
  await choose('payments.paidOnField', { value: '' })
  expect(await frame.getByTestId('setup-open').locator('[data-role="payments.paidOnField"]').innerText()).toContain('не выбрано')
  expect(await frame.getByTestId('setup-start').isDisabled()).toBe(true)
  await choose('payments.paidOnField', { label: 'Дата оплаты' })
  await choose('sellerField', { value: '' })
  expect(await frame.getByTestId('setup-start').isEnabled()).toBe(true)
})

test('The first report opens by itself and asks to be compared', async () => {
  await frame.getByTestId('setup-start').click()
  await frame.getByTestId('report-grid').waitFor({ timeout: 60_000 })
  expect(await frame.getByTestId('reconciled').innerText()).toBe('Сверить')
})

test('Our figures are those of the report, and a difference is explained by its deals', async () => {
  const receipts = (await cellsOf(frame)).find((cell) => cell.row === 'total' && cell.column === '2026-10' && cell.measure === 'receipts')!
  await frame.getByTestId('reconciled').click()
  await frame.getByTestId('reconciliation').waitFor()
  const ours = Number(await figureOf('our-figure', 'total', 'receipts').getAttribute('data-value'))
  expect(BigInt(Math.round(ours * 100))).toBe(receipts.kopecks)

  const known = figureOf('known-figure', 'total', 'receipts')
  await known.fill(String(ours).replace('.', ','))
  await known.press('Enter')
  await figureOf('figure-delta', 'total', 'receipts').and(frame.locator('[data-value="0"]')).waitFor()

  const contracts = figureOf('known-figure', 'total', 'contracts')
  const count = Number(await figureOf('our-figure', 'total', 'contracts').getAttribute('data-value'))
  await contracts.fill(String(count + 1))
  await contracts.press('Enter')
  await figureOf('figure-delta', 'total', 'contracts').and(frame.locator('[data-value="-1"]')).click()
  const reason = frame.getByTestId('delta-reason').first()
  await reason.click()
  await frame.getByTestId('reconciled-record').first().waitFor()
  expect(await frame.getByTestId('reconciled-record').count()).toBe(Number(await reason.getAttribute('data-count')))
})

test('What was compared is kept with its differences and shown at the report', async () => {
  await frame.getByTestId('reconciliation-sign').click()
  await frame.getByTestId('reconciliation-mark').waitFor()
  await frame.getByRole('link', { name: 'К отчётам' }).click()
  await frame.getByTestId('report-grid').waitFor()
  await frame.getByTestId('reconciled').filter({ hasText: 'Δ 1' }).waitFor()
})

test('A changed mapping shows first what it would change, and then recomputes the report', async () => {
  await frame.getByRole('button', { name: 'Ещё' }).click()
  await frame.getByRole('menuitem', { name: 'Где лежат данные' }).click()
  await settled()
  const saved = tab.waitForEvent('download')
  await frame.getByRole('button', { name: 'Сохранить профиль' }).click()
  const profile = JSON.parse(await readFile(await (await saved).path(), 'utf8')) as { format: string }
  expect(profile.format).toBe('unique-reports-mapping/1')

  for (const role of ['payments.table', 'payments.dealField', 'payments.amountField', 'payments.paidOnField']) await roleOf(role).waitFor()
  await choose('payments.table', { value: '' })
  await frame.getByTestId('setup-effect').click()
  await frame.getByTestId('setup-effect-table').waitFor()
  expect(await frame.locator('[data-testid=setup-effect-table] tr[data-changed=true]').count()).toBe(3)
  await settled()
  await frame.getByTestId('setup-start').click()
  await frame.getByTestId('report-grid').waitFor()
  await frame.getByText('не сопоставлен').first().waitFor({ timeout: 30_000 })
})
