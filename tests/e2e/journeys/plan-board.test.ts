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

const listOf = (row: string) => frame.locator(`[data-testid=board-deals][data-row="${row}"]`)
const outcomesIn = (dialog: ReturnType<FrameLocator['getByTestId']>) =>
  dialog.getByTestId('bulk-row').evaluateAll((all) => all.map((row) => row.getAttribute('data-result')))
const lastMenu = async (name: string) => {
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name, exact: true }).click()
}
let opened = ''

/** Deals of the list that nobody has planned and that may be. */
const unplannedOf = async (row: string) =>
  (await listOf(row).locator('[data-testid=board-deal][data-entry=""]:has(.board-fill:not([disabled]))').evaluateAll((all) => all.map((deal) => deal.getAttribute('data-host-id') ?? ''))).filter((id) => id !== '')

/** Opens the board and the manager with the most deals that are not in the plan. */
async function openManager(): Promise<string> {
  await lastMenu('Наполнение плана')
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
  const key = (opened = await openManager())
  const gap = await numberOf(key, 'data-gap')
  const list = listOf(key)
  const ids = (await unplannedOf(key)).slice(0, 3)
  expect(ids.length).toBeGreaterThan(1)
  const beginning = await ledgerEnd(demo)
  for (const id of ids) await list.locator(`[data-host-id="${id}"] input[type=checkbox]`).check({ force: true })
  await list.getByTestId('bulk-open').click()
  const dialog = frame.getByTestId('bulk-dialog')
  await dialog.getByTestId('bulk-row').first().waitFor()
  await dialog.getByTestId('bulk-manager').selectOption(key.slice('manager:'.length))
  await expect.poll(() => dialog.getByTestId('bulk-row').count(), { timeout: 30_000 }).toBe(ids.length)
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
  await expect.poll(() => numberOf(key, 'data-committed'), { timeout: 30_000 }).toBeGreaterThan(0)
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

test('Who saves some of several deals is told what will not be saved, it stays to be corrected, and an undo is counted', async () => {
  await expect.poll(async () => (await unplannedOf(opened)).length, { timeout: 30_000 }).toBeGreaterThan(1)
  const [good = '', bad = ''] = await unplannedOf(opened)
  const beginning = await ledgerEnd(demo)
  const picked = listOf(opened).locator('[data-testid=board-deal] input[type=checkbox]:checked')
  // By the keyboard: the head of the list may stand over what a click is meant for.
  while ((await picked.count()) > 0) await picked.first().press('Space')
  for (const id of [good, bad]) await listOf(opened).locator(`[data-host-id="${id}"] input[type=checkbox]`).press('Space')
  await expect.poll(() => picked.count()).toBe(2)
  await listOf(opened).getByTestId('bulk-open').click()
  const dialog = frame.getByTestId('bulk-dialog')
  const row = (id: string) => dialog.locator(`[data-testid=bulk-row][data-host-id="${id}"]`)
  const counts = () => dialog.getByTestId('bulk-counts').innerText()
  await dialog.getByTestId('bulk-row').first().waitFor()
  await dialog.getByTestId('bulk-manager').selectOption(opened.slice('manager:'.length))
  await expect.poll(() => dialog.getByTestId('bulk-row').count(), { timeout: 30_000 }).toBe(2)
  await row(good).locator('input').fill('700 000')
  await row(bad).locator('input').fill('0')
  expect(await dialog.getByTestId('bulk-refused').innerText()).toBe('Не будет сохранено: 1. Сумма должна быть больше нуля')
  expect(await dialog.getByTestId('bulk-save').innerText()).toBe('Сохранить 1 из 2')
  await dialog.getByTestId('bulk-save').click()
  await expect.poll(() => row(good).getAttribute('data-result'), { timeout: 30_000 }).toBe('confirmed')
  expect(await counts()).toContain('сохранено 1, не сохранено 1')
  expect(await row(bad).getAttribute('data-refused')).toBe('true')

  await row(good).getByTestId('plan-undo').click()
  await expect.poll(() => row(good).getAttribute('data-result'), { timeout: 30_000 }).toBe('takenBack')
  expect(await counts()).toContain('сохранено 0, отменено 1, не сохранено 1')
  expect(await row(good).innerText()).toContain('Отменено. В CRM снова: плана нет')

  // The amount that was taken back is saved anew, and not taken for a repeat.
  await row(good).locator('input').fill('1')
  await row(good).locator('input').fill('700 000')
  await row(bad).locator('input').fill('600 000')
  await dialog.getByTestId('bulk-save').click()
  await expect.poll(() => outcomesIn(dialog), { timeout: 30_000 }).toEqual(['confirmed', 'confirmed'])
  expect(await counts()).toBe('сохранено 2')
  expect((await writtenTo(demo, good, beginning)).changes.length).toBe(3)
  expect((await writtenTo(demo, bad, beginning)).changes.length).toBe(1)
  await dialog.getByTestId('dialog-close').click()
  await dialog.waitFor({ state: 'detached' })
})

test('A plan proposed from the forecast is saved deal by deal, and the gap falls by its sum', async () => {
  await frame.locator('[data-testid=board-month] [data-month="2026-12"]').click()
  await frame.locator('[data-testid=board-total][data-month="2026-12"]').waitFor()
  const rows = await frame.locator('button[data-testid=board-row][data-row^="manager:"]:not([data-plan=""])').evaluateAll((all) =>
    all.map((row) => ({ key: row.getAttribute('data-row') ?? '', gap: Number(row.getAttribute('data-gap')) })),
  )
  const [most] = rows.toSorted((one, other) => other.gap - one.gap)
  if (most === undefined) throw new Error('No manager has a plan.')
  opened = most.key
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
  await expect.poll(() => numberOf(most.key, 'data-gap'), { timeout: 30_000 }).toBeCloseTo(most.gap - proposed, 2)
})

test('A deal taken out of the plan opens the gap by exactly its sum, and undo closes it again', async () => {
  // Nothing of December is paid yet: an entry waits for all of its sum.
  const planned = listOf(opened).locator('[data-testid=board-deal]:has([data-testid=board-take-out])').first()
  const deal = { id: await planned.getAttribute('data-host-id'), sum: Number(await planned.getAttribute('data-entry')) }
  const line = listOf(opened).locator(`[data-host-id="${deal.id}"]`)
  const gap = await numberOf(opened, 'data-gap')
  await line.getByTestId('board-take-out').dblclick()
  await line.locator('[data-testid=write-state][data-state=confirmed]', { hasText: 'План снят в CRM' }).waitFor({ timeout: 30_000 })
  await expect.poll(() => numberOf(opened, 'data-gap'), { timeout: 30_000 }).toBeCloseTo(gap + deal.sum, 2)
  await expect.poll(() => line.getAttribute('data-entry'), { timeout: 30_000 }).toBe('')

  await line.getByTestId('plan-undo').click()
  await expect.poll(() => line.getAttribute('data-entry'), { timeout: 30_000 }).toBe(String(deal.sum))
  await expect.poll(() => numberOf(opened, 'data-gap'), { timeout: 30_000 }).toBeCloseTo(gap, 2)
  await line.locator('[data-testid=write-state][data-state=confirmed]', { hasText: 'Сохранено в CRM' }).waitFor({ timeout: 30_000 })
})

test('After a refusal the focus stays in the editor: Escape asks about what was typed, and leaves', async () => {
  await listOf(opened).locator('.board-fill:not([disabled])').first().click()
  const editor = frame.getByTestId('plan-editor')
  await editor.getByTestId('plan-amount').fill('900 000 000 000')
  await editor.getByTestId('plan-manager').selectOption(opened.slice('manager:'.length))
  await editor.getByTestId('plan-save').click()
  if ((await editor.getByTestId('plan-save').innerText()) === 'Сохранить всё равно') await editor.getByTestId('plan-save').click()
  await editor.getByText('Слишком большая сумма').waitFor()
  await editor.locator('[data-testid=plan-save]:focus').waitFor()

  await tab.keyboard.press('Escape')
  await editor.getByText('Введённое не сохранено').waitFor()
  await tab.keyboard.press('Escape')
  await editor.getByText('Введённое не сохранено').waitFor({ state: 'detached' })
  await editor.locator('[data-testid=plan-save]:focus').waitFor()
  await tab.keyboard.press('Escape')
  await editor.locator('[data-testid=dialog-close]:focus').waitFor()
  await tab.keyboard.press('Enter')
  await editor.waitFor({ state: 'detached' })
})

test('A locked month says so before anybody types, and in a low window the buttons of a dialog stay in sight', async () => {
  await lastMenu('Планы по месяцам')
  await frame.getByRole('button', { name: 'Закрыть месяц: декабрь 2026' }).click()
  await frame.getByRole('button', { name: 'Открыть месяц: декабрь 2026' }).waitFor()

  await tab.setViewportSize({ width: 900, height: 600 })
  await frame.getByTestId('targets-divide').click()
  await frame.getByTestId('division-into').selectOption('managers')
  await frame.getByTestId('division-total').fill('62 500 000')
  await frame.getByTestId('division-compute').click()
  await frame.getByTestId('division-target').first().waitFor({ timeout: 60_000 })
  const shown = await tab.getByTestId('host-app-frame').boundingBox()
  for (const part of [frame.getByTestId('target-proposal').getByRole('heading'), frame.getByTestId('division-save')]) {
    const box = await part.boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(shown?.y ?? Infinity)
    expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual((shown?.y ?? 0) + (shown?.height ?? 0))
  }
  await tab.keyboard.press('Escape')
  await tab.setViewportSize({ width: 1440, height: 900 })

  await lastMenu('Наполнение плана')
  await frame.locator('[data-testid=board-month] [data-month="2026-12"]').click()
  const told = frame.getByTestId('board-locked')
  await told.waitFor()
  expect((await told.innerText()).replaceAll('\u00a0', ' ')).toContain('Закрыт для планов: декабрь 2026')
  expect(await told.getByRole('link', { name: 'Планы по месяцам' }).count()).toBe(1)
  expect(await frame.getByTestId('propose-all').count()).toBe(0)

  await frame.locator('button[data-testid=board-row]:not([data-committed="0"])').first().click()
  const planned = frame.locator('[data-testid=board-deal]:not([data-entry=""])').first()
  await planned.waitFor()
  expect(await planned.getByTestId('board-take-out').count()).toBe(0)
  await planned.locator('.board-fill').click()
  const editor = frame.getByTestId('plan-editor')
  await editor.getByTestId('plan-locked').waitFor()
  expect((await editor.locator('option[value="2026-12"]').innerText()).replaceAll('\u00a0', ' ')).toBe('декабрь 2026 — закрыт')
  expect(await editor.getByTestId('plan-save').isDisabled()).toBe(true)
  await tab.keyboard.press('Escape')
  await editor.waitFor({ state: 'detached' })
})
