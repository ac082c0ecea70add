import type { FrameLocator, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, type PortalUser, startDemo } from '../harness/demo'
import { dealCard, expectWrittenOnce, headOfSales, ledgerEnd, openApp, signIn, usersOf, writtenTo } from '../harness/host-pages'
import { type Cell, cellsOf, drillInto, drillPanelOf, openPlan, rowOf } from '../harness/report-page'

// The head of sales opens the report, sees the deals behind a number, plans one of them, and finds the plan in the CRM.

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

const measures = ['plan', 'receipts', 'schedule', 'weighted_val']
const isMonth = (cell: Cell) => cell.column !== 'total'
const isPositive = (cell: Cell) => cell.kopecks !== null && cell.kopecks > 0n
const sum = (all: readonly bigint[]) => all.reduce((total, part) => total + part, 0n)

test('The menu of the portal opens the report with a plan, receipts, a schedule and a pipeline in its totals', async () => {
  expect(await frame.locator('h1').innerText()).toBe('Прогноз и динамика поступлений по объектам')
  const totals = (await cellsOf(frame)).filter((cell) => cell.row === 'total' && cell.column === 'total')
  expect(totals.map((cell) => cell.measure)).toEqual(measures)
  expect(totals.filter(isPositive)).toEqual(totals)
})

const rows: Readonly<Record<string, (cell: Cell) => boolean>> = {
  'the totals': (cell) => cell.row === 'total',
  'a complex': (cell) => /^complex:\d+$/.test(cell.row),
  'a building': (cell) => /^building:/.test(cell.row),
}
const places = Object.keys(rows).flatMap((row) => measures.map((measure) => [row, measure] as const))

test.each(places)('Behind a number of %s (%s) stand just the records that add up to it', async (row, measure) => {
  // The largest number, so that it is likely to have several records.
  const cells = (await cellsOf(frame)).filter((other) => rows[row]?.(other) && other.measure === measure && isMonth(other) && isPositive(other))
  const cell = cells.toSorted((one, other) => Number(other.kopecks! - one.kopecks!))[0]
  if (!cell) throw new Error(`No month has a ${measure} in ${row}.`)
  const drill = await drillInto(frame, cell)
  expect(drill.rows.length).toBeGreaterThan(0)
  expect(drill.count).toBe(drill.rows.length)
  expect(drill.kopecks).toBe(cell.kopecks)
  expect(sum(drill.rows.map((line) => line.kopecks))).toBe(cell.kopecks)
  expect(new Set(drill.rows.map((line) => `${line.kind} ${line.hostId}`)).size).toBe(drill.rows.length)
})

type Plan = Readonly<{ amount: string; month: string; manager: PortalUser }>

/** What the fields of a deal's card say of its plan. */
async function planOnCard(dealId: string) {
  const { fields } = await dealCard(person, demo, dealId)
  return { amount: fields['UF_CRM_UR_PLAN_AMOUNT'], month: fields['UF_CRM_UR_PLAN_MONTH'], manager: fields['UF_CRM_UR_PLAN_MANAGER'] }
}

/** As the app writes a person in the note. */
const familyNameFirst = (user: PortalUser) => user.name.split(' ').reverse().join(' ')

const noPlan = { amount: '', month: '', manager: '' }

/** Opens the list behind the whole schedule and returns it with its deals. */
async function openSchedule(): Promise<readonly [Locator, readonly string[]]> {
  const cell = (await cellsOf(frame)).find((other) => other.row === 'total' && other.column === 'total' && other.measure === 'schedule')
  if (!cell) throw new Error('The report has no schedule.')
  const { rows: deals } = await drillInto(frame, cell)
  return [drillPanelOf(frame, cell), deals.map((deal) => deal.hostId)]
}

/** Opens the editor and fills it; how to save is left to the caller. */
async function fillPlan(panel: Locator, dealId: string, { amount, month, manager }: Plan): Promise<Locator> {
  await openPlan(panel, dealId)
  const editor = frame.getByTestId('plan-editor')
  await editor.getByTestId('plan-amount').fill(amount)
  await editor.getByTestId('plan-month').selectOption(month)
  await editor.getByTestId('plan-manager').selectOption(manager.id)
  return editor.getByTestId('plan-save')
}

/** The deal's card has come to show this plan, and the list says that it is saved. */
async function expectSaved(panel: Locator, dealId: string, plan: Awaited<ReturnType<typeof planOnCard>>): Promise<void> {
  await frame.getByTestId('plan-editor').waitFor({ state: 'detached' })
  await expect.poll(() => planOnCard(dealId), { timeout: 15_000 }).toEqual(plan)
  const state = rowOf(panel, dealId).locator('[data-testid=write-state][data-state=confirmed]')
  await state.waitFor()
  expect(await state.innerText()).toContain(plan === noPlan ? 'План снят в CRM' : 'Сохранено в CRM')
}

test('A plan stands in the deal once, with a note; a repeat writes nothing, and undo puts the former plan back', async () => {
  const [first, second] = await usersOf(demo, (user) => user.role === 'manager' && user.department.startsWith('Офис'))
  if (!first || !second) throw new Error('The head of sales has no two managers.')
  const [panel, [dealId = '']] = await openSchedule()
  expect(await planOnCard(dealId)).toEqual(noPlan)
  const beginning = await ledgerEnd(demo)

  // The suggestion follows the deal's schedule; every month from this one on may be planned all the same.
  await openPlan(panel, dealId)
  const month = frame.getByTestId('plan-month')
  expect((await month.inputValue()) > '2026-12').toBe(true)
  expect(await month.locator('option').first().getAttribute('value')).toBe('2026-11')
  await tab.keyboard.press('Escape')

  const plan = { amount: '3 000 000,50', month: '2026-12', manager: first }
  const planned = { amount: '3\u00a0000\u00a0000,50\u00a0₽', month: '01.12.2026', manager: first.name }
  await (await fillPlan(panel, dealId, plan)).click()
  await expectSaved(panel, dealId, planned)
  await expectWrittenOnce(demo, dealId, head, beginning)
  const [note] = (await dealCard(person, demo, dealId)).timeline
  expect(note).toContain(`План поступлений: ${familyNameFirst(head)}`)
  expect(note).toContain('Было: —')
  expect(note).toMatch(new RegExp(`Стало: 3\\s000\\s000,50 ₽, декабрь 2026, ${familyNameFirst(first)}`))

  await (await fillPlan(panel, dealId, plan)).click()
  await expectSaved(panel, dealId, planned)

  await (await fillPlan(panel, dealId, { amount: '4 500 000', month: '2027-02', manager: second })).dblclick()
  await expectSaved(panel, dealId, { amount: '4\u00a0500\u00a0000\u00a0₽', month: '01.02.2027', manager: second.name })

  await rowOf(panel, dealId).getByTestId('plan-undo').click()
  await expectSaved(panel, dealId, planned)

  // Writes of one deal go out in order, so whatever the repeats had left would stand here before the undo.
  const { changes, notes } = await writtenTo(demo, dealId, beginning)
  expect(changes.map((change) => change.after?.['ufCrmUrPlanAmount'])).toEqual(['3000000.5|RUB', '4500000|RUB', '3000000.5|RUB'])
  expect(changes.map((change) => change.who)).toEqual(Array(3).fill(Number(head.id)))
  expect(notes.map((change) => change.who)).toEqual(Array(3).fill(Number(head.id)))
})

test('Undo of a first plan leaves the fields of the deal as empty as they were', async () => {
  const [panel, [, dealId = '']] = await openSchedule()
  expect(await planOnCard(dealId)).toEqual(noPlan)
  await (await fillPlan(panel, dealId, { amount: '1 000 000', month: '2026-11', manager: head })).click()
  const undo = rowOf(panel, dealId).getByTestId('plan-undo')
  await undo.waitFor()
  expect(await planOnCard(dealId)).not.toEqual(noPlan)
  await undo.click()
  await expectSaved(panel, dealId, noPlan)
})
