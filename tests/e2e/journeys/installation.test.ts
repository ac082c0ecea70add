import type { FrameLocator, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, type PortalUser, startDemo } from '../harness/demo'
import { installFromMarket, openApp, signIn, usersOf } from '../harness/host-pages'
import { cellsOf, drillInto } from '../harness/report-page'

// The app's whole life on a portal, as its administrator walks it: from the marketplace to the figures he signs, and off the portal again.

type Layout = Readonly<{ args: readonly string[]; payments: string; paidOn: string }>

/** Where each portal keeps its payments: in a table of its own, or, where the tariff has none, in invoices. */
const layouts: Readonly<Record<string, Layout>> = {
  smart: { args: ['--layout', 'smart'], payments: 'dynamic_1056', paidOn: 'ufCrm5PaidOn' },
  fields: { args: ['--layout', 'fields', '--tariff', 'basic'], payments: 'dynamic_31', paidOn: 'ufCrmSmartInvoicePaidOn' },
}

const closedMonths = ['2026-08', '2026-09', '2026-10']
const receiptKinds = ['Зачисление на эскроу', 'Прямая оплата', 'Возврат']

type Row = Readonly<Record<string, string | number | null>>

/** What the portal itself says was received in a month for deals of sale, in kopecks. */
async function receivedIn(demo: Demo, layout: Layout, month: string): Promise<bigint> {
  const { items: deals } = await demo.control<{ items: readonly Row[] }>('/truth/deal')
  const { items: payments } = await demo.control<{ items: readonly Row[] }>(`/truth/${layout.payments}`)
  const sales = new Set(deals.filter((deal) => deal['categoryId'] === 0).map((deal) => deal['id']))
  return payments
    .filter((one) => String(one[layout.paidOn] ?? '').startsWith(month) && one['currencyId'] === 'RUB' && sales.has(one['parentId2'] ?? null))
    .filter((one) => receiptKinds.some((kind) => String(one['title']).startsWith(`${kind},`)))
    .reduce((sum, one) => sum + BigInt(Math.round(Number(one['opportunity']) * 100)), 0n)
}

const typed = (kopecks: bigint) => `${kopecks / 100n},${String(kopecks % 100n).padStart(2, '0')}`

describe.each(Object.entries(layouts))('layout %s', (_, layout) => {
  let demo: Demo
  let person: Person
  let administrator: PortalUser
  let tab: Page
  let frame: FrameLocator

  beforeAll(async () => {
    demo = await startDemo('--deals', '300', '--no-install', ...layout.args)
    person = await openBrowser()
    administrator = (await usersOf(demo, (user) => user.role === 'admin'))[0]!
  })

  afterAll(async () => {
    await person?.close()
    await demo?.server.stop()
  })

  const settled = () => frame.locator('[data-testid=setup][data-busy=false]').waitFor()
  const roleOf = (role: string): Locator => frame.locator(`[data-testid=setup-role][data-role="${role}"]`)

  test('Somebody without rights is told whom to ask', async () => {
    const [manager] = await usersOf(demo, (user) => user.role === 'manager')
    const page = await signIn(person, demo, manager!)
    await page.goto(`${demo.portal}/marketplace/detail/unique-reports/`)
    expect(await page.getByTestId('host-market-ask').innerText()).toContain('администратор')
    expect(await page.getByTestId('host-market-install').count()).toBe(0)
    await page.close()
  })

  test('The administrator installs from the marketplace, looks at the proposal and corrects a role', async () => {
    tab = await signIn(person, demo, administrator)
    frame = await installFromMarket(tab)
    await settled()
    expect(await roleOf('payments.table').locator('option:checked').innerText()).toBe(layout.payments === 'dynamic_31' ? 'Invoices' : 'Платежи')

    const day = roleOf('payments.paidOnField')
    const chosen = await day.locator('select').inputValue()
    expect(await day.getByTestId('setup-sample').innerText()).toMatch(/^заполнено у [1-9]/)
    await day.locator('select').selectOption('')
    await settled()
    expect(await frame.getByTestId('setup-open').locator('[data-role="payments.paidOnField"]').innerText()).toContain('не выбрано')
    expect(await frame.getByTestId('setup-start').isDisabled()).toBe(true)
    await day.locator('select').selectOption(chosen)
    await settled()
    expect(await frame.getByTestId('setup-start').isEnabled()).toBe(true)
  })

  test('The portal takes the app for installed, and the first report comes after visible progress', async () => {
    await frame.getByTestId('setup-start').click()
    await tab.getByTestId('host-install-finished').waitFor()
    expect(new URL(tab.url()).searchParams.get('install_finished')).toBe('Y')
    await frame.getByTestId('setup-progress').or(frame.getByTestId('report-grid')).waitFor()
    await frame.getByTestId('report-grid').waitFor({ timeout: 60_000 })
    const { items } = await demo.control<{ items: readonly { isInstalled: boolean }[] }>('/apps')
    expect(items.map((app) => app.isInstalled)).toEqual([true])
  })

  test('Three closed months agree with what the portal itself received, and the report is marked', async () => {
    await frame.getByTestId('reconciled').click()
    await frame.getByTestId('reconciliation').waitFor()
    for (const month of closedMonths) {
      await frame.locator(`[data-testid=reconciliation-month][data-month="${month}"]`).click()
      const received = await receivedIn(demo, layout, month)
      expect(received).toBeGreaterThan(0n)
      const known = frame.locator('[data-testid=known-figure][data-row=total][data-metric=receipts]')
      await known.fill(typed(received))
      await known.press('Enter')
      await frame.locator('[data-testid=figure-delta][data-row=total][data-metric=receipts][data-value="0"]').waitFor()
    }
    await frame.getByTestId('reconciliation-sign').click()
    await frame.getByTestId('reconciliation-mark').waitFor()
    await frame.getByRole('link', { name: 'К отчётам' }).click()
    await frame.getByTestId('reconciled').filter({ hasText: 'Сверено' }).waitFor()
  })

  test('A manager opens the app and sees his deals alone', async () => {
    const { items: sellers } = await demo.control<{ items: readonly Row[] }>('/truth/deal')
    const [manager] = await usersOf(demo, (user) => user.role === 'manager' && sellers.some((deal) => deal['categoryId'] === 0 && String(deal['assignedById']) === user.id))
    const page = await signIn(person, demo, manager!)
    const own = await openApp(page)
    const seen = new Set((await demo.control<{ items: readonly Row[] }>(`/truth/deal?as=${manager!.id}`)).items.map((deal) => String(deal['id'])))
    expect(seen.size).toBeLessThan(sellers.length)
    const cell = (await cellsOf(own)).find((one) => one.row === 'total' && one.measure !== 'plan' && (one.kopecks ?? 0n) > 0n)!
    const { rows } = await drillInto(own, cell)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter((row) => row.kind === 'deal' && !seen.has(row.hostId))).toEqual([])
    await page.close()
  })

  test('After the removal an open page says so, and the portal opens the app for nobody', async () => {
    // One browser is one person: the administrator signs in anew after the manager.
    const market = await signIn(person, demo, administrator)
    await market.goto(`${demo.portal}/marketplace/installed/`)
    await market.getByTestId('host-market-uninstall-open').click()
    await market.getByTestId('host-market-uninstall').click()
    await market.getByTestId('host-market-installed').waitFor({ state: 'detached' })
    expect(await market.getByTestId('host-menu-app').count()).toBe(0)
    await market.close()
    await expect.poll(async () => {
      // There and back: whatever he does next. By event: a tab that stood behind another may draw too few frames for a click to find its aim at rest.
      await frame.getByTestId('reconciled').or(frame.getByRole('link', { name: 'К отчётам' })).first().dispatchEvent('click', undefined, { timeout: 1_000 }).catch(() => undefined)
      return frame.getByTestId('app-removed').count()
    }, { timeout: 30_000, interval: 500 }).toBe(1)
    expect(await frame.getByTestId('app-removed').innerText()).toContain('Приложение удалено из CRM')
  })
})
