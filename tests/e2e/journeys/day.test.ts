import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, type PortalUser, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn, usersOf } from '../harness/host-pages'

// The head of sales looks at the day of his people, sees the records behind its numbers, and says when one of them works.

/** The server counts anew, beside whatever else the machine does. */
const patient = { timeout: 15_000 }

let demo: Demo
let person: Person
let head: PortalUser
let tab: Page
let frame: FrameLocator

beforeAll(async () => {
  demo = await startDemo('--deals', '600')
  person = await openBrowser()
  head = await headOfSales(demo)
  tab = await signIn(person, demo, head)
  await openDay()
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

async function openDay(): Promise<void> {
  frame = await openApp(tab)
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name: 'План и факт дня' }).click()
  await frame.getByTestId('day-cell').first().waitFor()
}

const cellOf = (row: string, line: string) => frame.locator(`[data-testid=day-cell][data-row="${row}"][data-line=${line}]`)
const numberOf = async (row: string, line: string, name: string) => Number(await cellOf(row, line).getAttribute(name))
const panel = () => frame.getByTestId('drill-panel')

/** Opens a number's list and waits until it has come; its records and what its head says. */
async function listOf(row: string, line: string, list: 'fact' | 'toDate' | 'plan') {
  await cellOf(row, line).click()
  await panel().locator(`.segment:has(input[value=${list}])`).click()
  await frame.locator(`[data-testid=drill-panel][data-row="${row}"][data-measure=${line}][data-list=${list}][aria-busy=false]`).waitFor()
  const records = await panel().getByTestId('drill-row').evaluateAll((all) => all.map((record) => Number(record.getAttribute('data-value'))))
  return { records, sum: Number(await panel().getAttribute('data-sum')), matches: await frame.getByTestId('day-proof').getAttribute('data-matches') }
}

test('Every number of the day opens the records it is made of, and the whole is what its people come to', async () => {
  const people = await frame.locator('[data-testid=day-row][data-row^="manager:"]').evaluateAll((all) => all.map((row) => row.getAttribute('data-row') ?? ''))
  expect(people.length).toBeGreaterThan(3)
  for (const line of ['received', 'processed', 'reservations', 'contracts', 'receipts']) {
    const parts = await Promise.all([...people, 'none'].map(async (row) => ((await cellOf(row, line).count()) === 0 ? 0 : numberOf(row, line, 'data-to-date'))))
    expect(parts.reduce((sum, part) => sum + part, 0), line).toBeCloseTo(await numberOf('total', line, 'data-to-date'), 2)
  }
  const toDate = await listOf('total', 'receipts', 'toDate')
  expect(toDate.records.length).toBeGreaterThan(0)
  expect(toDate.records.reduce((sum, value) => sum + value, 0)).toBeCloseTo(await numberOf('total', 'receipts', 'data-to-date'), 2)
  expect(toDate.matches).toBe('true')
  const waiting = await listOf('total', 'processed', 'plan')
  expect(waiting.records.length).toBe(await numberOf('total', 'processed', 'data-plan'))
  expect(waiting.matches).toBe('true')
  await panel().press('Escape')
  await panel().waitFor({ state: 'detached' })
})

test('With the keyboard one walks over the cells, opens one and comes back to it', async () => {
  await cellOf('total', 'received').focus()
  await tab.keyboard.press('ArrowRight')
  await tab.keyboard.press('ArrowDown')
  const at = await frame.locator('[data-testid=day-cell]:focus').evaluate((cell) => [cell.getAttribute('data-row'), cell.getAttribute('data-line')])
  expect(at[1]).toBe('processed')
  await tab.keyboard.press('Enter')
  await panel().waitFor()
  await tab.keyboard.press('Escape')
  await panel().waitFor({ state: 'detached' })
  await expect.poll(() => frame.locator('[data-testid=day-cell]:focus').evaluate((cell) => [cell.getAttribute('data-row'), cell.getAttribute('data-line')])).toEqual(at)
})

test('A deal that is booked in the CRM counts for its seller on that day, and not on the day before', async () => {
  const { items } = await demo.control<{ items: readonly Readonly<{ id: number; categoryId: number; stageId: string; assignedById: number }>[] }>('/truth/deal')
  const sellers = await usersOf(demo, (user) => user.role === 'manager' && user.department.startsWith('Офис'))
  const deal = items.findLast(({ categoryId, stageId, assignedById }) => categoryId === 0 && stageId === 'PREPARATION' && sellers.some(({ id }) => Number(id) === assignedById))
  if (deal === undefined) throw new Error('No seller has a deal to book.')
  const row = `manager:${deal.assignedById}`
  const before = (await cellOf(row, 'reservations').count()) === 0 ? 0 : await numberOf(row, 'reservations', 'data-fact')

  await demo.control(`/edit?as=${deal.assignedById}`, { entity: 'deal', id: deal.id, fields: { stageId: 'PREPAYMENT_INVOICE' } })
  await frame.getByTestId('freshness').click()
  await frame.getByRole('button', { name: 'Обновить сейчас' }).click({ timeout: 60_000 })
  await expect
    .poll(
      async () => {
        await openDay()
        return numberOf(row, 'reservations', 'data-fact')
      },
      { timeout: 90_000, interval: 2_000 },
    )
    .toBe(before + 1)
  const booked = await listOf(row, 'reservations', 'fact')
  expect(booked.records.length).toBe(before + 1)
  expect(await panel().locator(`[data-testid=drill-row][data-host-id="${deal.id}"]`).count()).toBe(1)

  await frame.getByTestId('day-earlier').click()
  await frame.locator('[data-testid=day][data-date="2026-11-17"]').waitFor()
  await expect.poll(() => frame.getByTestId('day').getAttribute('data-date')).toBe('2026-11-17')
  await panel().locator(`[data-testid=drill-row][data-host-id="${deal.id}"]`).waitFor({ state: 'detached' })
  await panel().press('Escape')
  await frame.getByTestId('day-later').click()
  await frame.locator('[data-testid=day][data-date="2026-11-18"]').waitFor()
}, 120_000)

test('A month shows one line of every day, and a cell opens the same list as its day', async () => {
  const mapCells = (row: string) =>
    frame.locator(`[data-testid=map-cell][data-row="${row}"]`).evaluateAll((all) => all.map((cell) => ({ day: cell.getAttribute('data-day') ?? '', fact: Number(cell.getAttribute('data-fact')) })))
  const mapCell = (row: string, day: string) => frame.locator(`[data-testid=map-cell][data-row="${row}"][data-day="${day}"]`)
  const toDate = await numberOf('total', 'receipts', 'data-to-date')
  const fact = await numberOf('total', 'receipts', 'data-fact')

  await frame.locator('[data-testid=choice-day-view] .segment:has(input[value=month])').click()
  await frame.getByTestId('month-map').waitFor()
  await frame.locator('[data-testid=choice-month-line] .segment:has(input[value=receipts])').click()
  await frame.locator('[data-testid=month-map][data-line=receipts]').waitFor()
  const cells = await mapCells('total')
  expect(cells.map(({ day }) => day)).toEqual(['', ...Array.from({ length: 30 }, (_, index) => `2026-11-${String(index + 1).padStart(2, '0')}`)])
  // Days after today have no receipts, so the month is the month to date.
  expect(cells[0]?.fact).toBeCloseTo(toDate, 2)
  expect(cells.slice(1).reduce((sum, cell) => sum + cell.fact, 0)).toBeCloseTo(toDate, 2)
  expect(cells.find(({ day }) => day === '2026-11-18')?.fact).toBeCloseTo(fact, 2)
  expect(await mapCell('total', '2026-11-19').getAttribute('data-mark')).toBe('upcoming')
  expect(await mapCell('total', '2026-11-15').getAttribute('data-mark')).toMatch(/off|extra/)

  const paid = cells.find(({ day, fact: sum }) => day !== '' && sum > 0)
  if (paid === undefined) throw new Error('Nothing was paid in the month.')
  await mapCell('total', paid.day).click()
  await frame.locator('[data-testid=drill-panel][data-measure=receipts][data-list=fact][aria-busy=false]').waitFor()
  expect(Number(await panel().getAttribute('data-sum'))).toBeCloseTo(paid.fact, 2)
  expect(await frame.getByTestId('day-proof').getAttribute('data-matches')).toBe('true')
  const { searchParams } = new URL(await frame.locator('html').evaluate(() => location.href))
  expect([searchParams.get('view'), searchParams.get('line'), searchParams.get('date')]).toEqual(['month', 'receipts', paid.day])
  await panel().press('Escape')
  await panel().waitFor({ state: 'detached' })

  // Back at its cell; the whole month is in front of the days.
  await expect.poll(() => frame.locator('[data-testid=map-cell]:focus').getAttribute('data-day')).toBe(paid.day)
  await tab.keyboard.press('Home')
  await tab.keyboard.press('Enter')
  await frame.locator('[data-testid=drill-panel][data-list=toDate][aria-busy=false]').waitFor()
  expect(Number(await panel().getAttribute('data-sum'))).toBeCloseTo(toDate, 2)
  await panel().press('Escape')

  await frame.getByTestId('month-earlier').click()
  await frame.locator('[data-testid=month-map][data-month="2026-10"]').waitFor()
  expect((await mapCells('total')).length).toBe(32)
  await frame.getByRole('button', { name: 'Текущий месяц' }).click()
  await frame.locator('[data-testid=month-map][data-month="2026-11"]').waitFor()
  await frame.locator('[data-testid=choice-day-view] .segment:has(input[value=day])').click()
  await expect.poll(() => frame.getByTestId('day').getAttribute('data-date'), patient).toBe('2026-11-18')
}, 60_000)

test('Who is away has no plan that day, and his other days share it', async () => {
  const rows = await frame.locator('[data-testid=day-row][data-row^="manager:"]:has([data-testid=day-calendar])').evaluateAll((all) =>
    all.map((one) => ({ key: one.getAttribute('data-row') ?? '', plan: Number(one.querySelector('[data-line=receipts]')?.getAttribute('data-plan') || '0') })),
  )
  const most = rows.toSorted((one, other) => other.plan - one.plan)[0]
  if (most === undefined || most.plan === 0) throw new Error('Nobody has a plan of the day.')
  const row = frame.locator(`[data-testid=day-row][data-row="${most.key}"]`)
  await row.getByTestId('day-calendar').click()
  const dialog = frame.getByTestId('calendar-dialog')
  await dialog.locator('input[type=date]').fill('2026-11-18')
  await dialog.getByRole('button', { name: 'Добавить' }).click()
  await dialog.getByTestId('calendar-save').click()
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => row.getAttribute('data-off'), patient).toBe('true')
  expect(await numberOf(most.key, 'receipts', 'data-plan')).toBe(0)

  await frame.getByTestId('day-later').click()
  await frame.locator('[data-testid=day][data-date="2026-11-19"]').waitFor()
  await expect.poll(() => numberOf(most.key, 'receipts', 'data-plan'), patient).toBeGreaterThan(most.plan)
  await frame.getByTestId('day-earlier').click()
  await row.getByTestId('day-calendar').click()
  await dialog.getByRole('button', { name: 'Убрать 18.11.2026' }).click()
  await dialog.getByTestId('calendar-save').click()
  await expect.poll(() => row.getAttribute('data-off'), patient).toBe('false')
  expect(await numberOf(most.key, 'receipts', 'data-plan')).toBe(most.plan)
})

test('A manager sees his own day and changes nobody’s calendar', async () => {
  const [manager] = await usersOf(demo, (user) => user.role === 'manager' && user.department === 'Офис «Центр»')
  if (manager === undefined) throw new Error('The office has no manager.')
  const own = await openBrowser()
  frame = await openApp(await signIn(own, demo, manager))
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name: 'План и факт дня' }).click()
  await cellOf(`manager:${manager.id}`, 'reservations').waitFor()

  expect(await frame.getByTestId('day-calendar').count()).toBe(0)
  expect(await frame.getByTestId('day-to-do').innerText()).toContain('Ср, 18.11.2026')
  await own.close()
})
