import { expect } from 'vitest'
import type { FrameLocator, Page } from 'playwright-core'
import type { Person } from './browser'
import type { Demo, PortalUser } from './demo'

type Portal = Pick<Demo, 'portal' | 'control'>

/** One change that the portal really applied. */
export type Change = Readonly<{
  seq: number
  who: number
  entity: string
  id: string
  before: Readonly<Record<string, unknown>> | null
  after: Readonly<Record<string, unknown>> | null
}>

/** The active people that answer the question; in the portal's order. */
export async function usersOf({ control }: Portal, isWanted: (user: PortalUser) => boolean): Promise<readonly PortalUser[]> {
  const { items } = await control<{ items: readonly PortalUser[] }>('/users')
  return items.filter((user) => user.isActive && isWanted(user))
}

/** Who leads all sellers. */
export async function headOfSales(portal: Portal): Promise<PortalUser> {
  const [head] = await usersOf(portal, (user) => user.role === 'head' && user.department === 'Отдел продаж')
  if (!head) throw new Error('The portal has no head of sales.')
  return head
}

/** Opens the portal, chooses who to be, and stands on the start page. */
export async function signIn(person: Person, portal: Portal, user: PortalUser, language = 'ru'): Promise<Page> {
  const tab = await person.context.newPage()
  await tab.goto(`${portal.portal}/?lang=${language}`)
  const entry = tab.locator(`[data-testid=host-signin][data-user-id="${user.id}"]`)
  // People beyond the usual few are folded away.
  if (!(await entry.isVisible())) await tab.locator('summary').click()
  await entry.click()
  await tab.getByRole('navigation').first().waitFor()
  return tab
}

/** Goes to the marketplace of the portal and presses the button on the app's card; returns what stands in its frame. */
export async function installFromMarket(tab: Page): Promise<FrameLocator> {
  await tab.locator('.menu a[href="/marketplace/"]').click()
  await tab.getByTestId('host-market-app').click()
  await tab.getByTestId('host-market-install').click()
  return tab.frameLocator('[data-testid=host-app-frame]')
}

/** Clicks the app in the portal's menu and returns what stands in its frame once the report is there. */
export async function openApp(tab: Page): Promise<FrameLocator> {
  await tab.getByTestId('host-menu-app').click()
  const frame = tab.frameLocator('[data-testid=host-app-frame]')
  await frame.getByTestId('report-grid').waitFor()
  return frame
}

/** A deal's card in the portal: texts of its fields by name, and its timeline from the newest on. */
export async function dealCard(person: Person, { portal }: Portal, dealId: string) {
  const tab = await person.context.newPage()
  await tab.goto(`${portal}/crm/deal/details/${dealId}/`)
  const fields = await tab.getByTestId('host-field').evaluateAll((all) => all.map((field) => [field.getAttribute('data-field') ?? '', (field.textContent ?? '').trim()]))
  const timeline = await tab.getByTestId('host-timeline-item').allInnerTexts()
  await tab.close()
  return { fields: Object.fromEntries(fields) as Readonly<Record<string, string>>, timeline }
}

/** What was applied to a deal after a moment: changes of the record, and notes in its timeline. */
export async function writtenTo({ control }: Portal, dealId: string, after = 0) {
  const { items } = await control<{ items: readonly Change[] }>('/ledger')
  const later = items.filter((change) => change.seq > after)
  return {
    changes: later.filter((change) => change.entity === 'deal' && change.id === dealId),
    notes: later.filter(({ entity, after: note }) => entity === 'timeline_comment' && note?.['entityType'] === 'deal' && String(note['entityId']) === dealId),
  }
}

/** Number of the last change that the portal applied. */
export async function ledgerEnd({ control }: Portal): Promise<number> {
  const { items } = await control<{ items: readonly Change[] }>('/ledger')
  return items.at(-1)?.seq ?? 0
}

/** The deal was written once, and the note made once, both by this person. */
export async function expectWrittenOnce(portal: Portal, dealId: string, author: PortalUser, after = 0): Promise<void> {
  const { changes, notes } = await writtenTo(portal, dealId, after)
  const who = [Number(author.id)]
  expect({ changes: changes.map((change) => change.who), notes: notes.map((note) => note.who) }).toEqual({ changes: who, notes: who })
}
