import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, type PortalUser, startDemo } from '../harness/demo'
import { openApp, signIn, usersOf } from '../harness/host-pages'

// A seller asks for the messages of the day, has one sent, reads it among the notices of the portal and opens the day from there.

let demo: Demo
let person: Person
let seller: PortalUser
let tab: Page
let frame: FrameLocator

beforeAll(async () => {
  demo = await startDemo('--deals', '600')
  person = await openBrowser()
  const [first] = await usersOf(demo, (user) => user.role === 'manager' && user.department.startsWith('Офис'))
  if (first === undefined) throw new Error('The portal has no seller.')
  seller = first
  tab = await signIn(person, demo, seller)
  await openMessages()
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

async function openMessages(): Promise<void> {
  frame = await openApp(tab)
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name: 'План и факт дня' }).click()
  await frame.locator('[data-testid=day-messages]:enabled').focus()
  await tab.keyboard.press('Enter')
  await frame.getByTestId('day-message').first().waitFor()
}

const kind = (name: string) => frame.locator(`[data-testid=day-message][data-kind=${name}]`)

test('He switches a message on, at his hour, and finds it so when he comes back', async () => {
  expect(await kind('plan').getAttribute('data-on')).toBe('false')
  await kind('plan').locator('select').selectOption('08:30')
  await kind('plan').getByRole('switch').press('Space')
  await frame.locator('[data-testid=day-message][data-kind=plan][data-on=true]').waitFor()
  expect(await kind('plan').innerText()).toMatch(/Следующее — \S+ \d{2}\.11\.2026 в 08:30/)

  await openMessages()
  expect(await kind('plan').getAttribute('data-on')).toBe('true')
  expect(await kind('plan').locator('select').inputValue()).toBe('08:30')
  expect(await kind('fact').getAttribute('data-on')).toBe('false')
})

test('One that is sent at once stands among his notices, with the numbers of the screen that its link opens', async () => {
  await kind('fact').getByTestId('day-message-send').click()
  await frame.locator('[data-testid=day-message-outcome][data-state=sent]').waitFor({ timeout: 60_000 })
  await kind('fact').getByTestId('day-message-send').click()
  await expect.poll(async () => (await demo.control<{ requests: Readonly<Record<string, number>> }>('/stats')).requests['im.notify.system.add']).toBe(2)

  await tab.locator('.menu a[href="/notices/"]').click()
  const notices = tab.getByTestId('host-user-notice')
  expect(await notices.count()).toBe(1)
  const lines = (await notices.innerText()).split('\n').map((line) => line.replaceAll('\u00a0', ' '))
  expect(lines).toContain('Факт дня, ср 18.11')
  const reservations = lines.find((line) => line.startsWith('Брони: '))
  const [popup] = await Promise.all([tab.waitForEvent('popup'), notices.getByRole('link', { name: 'Открыть день' }).click()])

  const opened = popup.frameLocator('[data-testid=host-app-frame]')
  const cell = opened.locator(`[data-testid=day-cell][data-row="total"][data-line=reservations]`)
  await cell.waitFor({ timeout: 60_000 })
  const [fact, plan] = [await cell.getAttribute('data-fact'), await cell.getAttribute('data-plan')]
  expect(reservations).toBe(plan ? `Брони: ${fact} из ${plan}` : `Брони: ${fact}, плана нет`)
  expect(await opened.locator('[data-testid=day-row][data-row^="manager:"]').count()).toBe(1)
  await popup.close()
})

test('Whoever has switched off notices in the portal is told so', async () => {
  await demo.control('/notices', { id: Number(seller.id), isOn: false })
  await openMessages()
  await kind('fact').getByTestId('day-message-send').click()
  await frame.locator('[data-testid=day-message-outcome][data-state=switchedOff]').waitFor({ timeout: 60_000 })
  expect(await frame.getByTestId('day-message-outcome').innerText()).toContain('выключены уведомления')
})
