import type { FrameLocator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn } from '../harness/host-pages'

// A head of sales types a plan into the sheet, sees it on the board, and finds who set it.

let demo: Demo
let person: Person
let frame: FrameLocator

beforeAll(async () => {
  demo = await startDemo('--deals', '100')
  person = await openBrowser()
  frame = await openApp(await signIn(person, demo, await headOfSales(demo)))
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

const goTo = async (name: string) => {
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name, exact: true }).click()
}

test('A target typed into the sheet is on the board, and the sheet tells who set it and what it was', async () => {
  await goTo('Планы по месяцам')
  const cells = frame.locator('input.targets-cell[data-cell^="manager:"][data-cell$="|2026-11"]')
  await cells.first().waitFor()
  const key = (await cells.first().getAttribute('data-cell'))!
  const cell = frame.locator(`[data-cell="${key}"]`)
  const before = Number((await cell.inputValue()).replace(/\s/g, '').replace(',', '.'))

  await cell.fill('много')
  await frame.getByRole('alert').waitFor()
  expect(await frame.getByTestId('targets-save').isDisabled()).toBe(true)
  await cell.fill('12 345 678,50')
  await frame.getByTestId('targets-save').click()
  await frame.getByTestId('targets-save').waitFor({ state: 'detached' })
  expect((await cell.inputValue()).replace(/\s/g, ' ')).toBe('12 345 678,50')
  // Enter leads down the column; back again the history of the number is told.
  await cell.press('Enter')
  expect(await cell.evaluate((input) => input === document.activeElement)).toBe(false)
  await cell.focus()
  await expect.poll(async () => (await frame.getByTestId('target-versions').innerText()).replace(/\s/g, ' ')).toContain('12 345 678,50 — ')

  await goTo('Наполнение плана')
  const row = frame.locator(`[data-testid=board-row][data-row="${key.split('|')[0]}"]`)
  await expect.poll(() => row.getAttribute('data-plan')).toBe('12345678.5')
  expect(before).not.toBe(12_345_678.5)
})

test('What was typed and not saved is still there after a look at another page', async () => {
  await goTo('Планы по месяцам')
  const cell = frame.locator('input.targets-cell[data-cell^="manager:"][data-cell$="|2027-02"]').first()
  await cell.fill('777')
  await goTo('Наполнение плана')
  await frame.getByTestId('board-total').waitFor()
  await goTo('Планы по месяцам')
  expect(await cell.inputValue()).toBe('777')
  await frame.getByRole('button', { name: 'Отменить' }).click()
  expect(await cell.inputValue()).not.toBe('777')
})

test('A plan of a year is divided between its months, looked at, and saved to the kopeck', async () => {
  await goTo('Планы по месяцам')
  await frame.getByTestId('targets-divide').click()
  const dialog = frame.getByTestId('target-proposal')
  await dialog.getByTestId('division-total').fill('1 200 000 000,01')
  await dialog.getByTestId('division-compute').click()
  const targets = dialog.getByTestId('division-target')
  await targets.first().waitFor({ timeout: 60_000 })
  const becomes = await targets.evaluateAll((rows) => rows.map((row) => Number(row.dataset['becomes'])))
  expect(becomes).toHaveLength(12)
  expect(becomes.reduce((sum, value) => sum + Math.round(value * 100), 0)).toBe(120_000_000_001)

  await dialog.getByTestId('division-save').click()
  await dialog.waitFor({ state: 'detached' })
  const cell = frame.locator('[data-cell="all|2026-12"]')
  await expect.poll(async () => Number((await cell.inputValue()).replace(/\s/g, '').replace(',', '.'))).toBe(becomes[1])

  // What was agreed to is not put forward again.
  await frame.getByTestId('targets-divide').click()
  await dialog.getByTestId('division-compute').click()
  await targets.first().waitFor({ timeout: 60_000 })
  expect(await dialog.getByTestId('division-save').isDisabled()).toBe(true)

  // A month goes on to the people; who is left out keeps his plan, and the others share the rest.
  await dialog.getByTestId('division-into').selectOption('managers')
  await dialog.getByTestId('division-compute').click()
  await expect.poll(() => targets.first().getAttribute('data-scope')).toContain('manager:')
  const sum = () => targets.evaluateAll((rows) => rows.reduce((all, row) => all + Math.round(Number(row.dataset['becomes']) * 100), 0))
  expect(await sum()).toBe(Math.round(becomes[0]! * 100))
  const count = await targets.count()
  const first = Math.round(Number(await targets.first().getAttribute('data-was')) * 100)
  await targets.first().getByRole('checkbox').click()
  await expect.poll(() => targets.count()).toBe(count - 1)
  expect(await dialog.getByTestId('division-other').count()).toBeGreaterThan(0)
  expect(await sum()).toBe(Math.round(becomes[0]! * 100) - first)
  await dialog.getByRole('button', { name: 'Закрыть' }).click()
  await dialog.waitFor({ state: 'detached' })
})

test('What a plan takes of a step is kept as a plan of its own, and the day goes by it', async () => {
  await goTo('Планы по месяцам')
  const metric = (name: string) => frame.locator(`[data-testid=choice-target-metric] .segment:has(input[value=${name}])`)
  const sheetOf = (name: string) => frame.locator(`[data-testid=targets][data-metric=${name}]`)
  await sheetOf('receipts').waitFor()
  expect(await metric('reservations').count()).toBe(0)
  await metric('units').click()
  await sheetOf('units').waitFor()
  const units = frame.locator('input.targets-cell[data-cell^="manager:"][data-cell$="|2026-11"]').first()
  await units.waitFor()
  const row = (await units.getAttribute('data-cell'))!.split('|')[0]!
  await units.fill('8')
  await frame.getByTestId('targets-save').click()
  await frame.getByTestId('targets-save').waitFor({ state: 'detached' })

  await goTo('План работы на месяц по воронке')
  const need = frame.locator(`[data-testid=funnel-cell][data-row="${row}"][data-step=reservations]`)
  await expect.poll(() => need.getAttribute('data-need-source'), { timeout: 15_000 }).toBe('norm')
  const byNorm = Number(await need.getAttribute('data-need'))
  expect(byNorm).toBeGreaterThanOrEqual(8)
  await frame.getByTestId('funnel-save').click()
  const dialog = frame.getByTestId('needs-dialog')
  await dialog.getByTestId('needs-whom').selectOption(row)
  const change = dialog.locator('[data-testid=needs-change][data-step=reservations]')
  expect(await change.evaluate(({ dataset }) => [dataset['row'], dataset['was'], dataset['becomes']])).toEqual([row, '', String(byNorm)])
  await dialog.getByTestId('needs-save').click()
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => need.getAttribute('data-need-source'), { timeout: 15_000 }).toBe('target')
  expect(Number(await need.getAttribute('data-need'))).toBe(byNorm)

  // Nothing is left to keep of him; the sheet of plans has the step now, with its author.
  await frame.getByTestId('funnel-save').click()
  await dialog.getByTestId('needs-whom').selectOption(row)
  expect(await dialog.getByTestId('needs-save').isDisabled()).toBe(true)
  await dialog.getByRole('button', { name: 'Отмена' }).click()
  await goTo('Планы по месяцам')
  await metric('reservations').click()
  await sheetOf('reservations').waitFor()
  const kept = frame.locator(`[data-cell="${row}|2026-11"]`)
  await expect.poll(() => kept.inputValue()).toBe(String(byNorm))
  await kept.fill('60')
  await frame.getByTestId('targets-save').click()
  await frame.getByTestId('targets-save').waitFor({ state: 'detached' })

  // 60 for the 20 working days of November.
  await goTo('План и факт дня')
  const day = frame.locator(`[data-testid=day-cell][data-row="${row}"][data-line=reservations]`)
  await expect.poll(() => day.getAttribute('data-base'), { timeout: 15_000 }).toBe('3')
  await day.click()
  await expect.poll(() => frame.getByTestId('drill-panel').innerText()).toContain('план на этот показатель')
}, 120_000)
