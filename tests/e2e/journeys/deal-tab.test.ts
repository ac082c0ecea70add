import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, type PortalUser, startDemo } from '../harness/demo'
import { headOfSales, ledgerEnd, signIn, writtenTo } from '../harness/host-pages'

// The plan of a deal beside its card in the CRM.

let demo: Demo
let person: Person
let head: PortalUser

beforeAll(async () => {
  demo = await startDemo('--deals', '300')
  person = await openBrowser()
  head = await headOfSales(demo)
  await signIn(person, demo, head)
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
})

test('The tab of a card fills the plan of its deal', async () => {
  const rows = await demo.control<{ items: readonly { id: number | string; stageSemanticId?: string }[] }>('/truth/deal')
  const dealId = String(rows.items.find((row) => row.stageSemanticId === 'P')?.id ?? rows.items[0]?.id)
  const card = await person.context.newPage()
  const beginning = await ledgerEnd(demo)
  await card.goto(`${demo.portal}/crm/deal/details/${dealId}/`)
  await card.getByTestId('host-deal-tab-app').click()
  const page = card.frameLocator('[data-testid=host-app-frame]')
  await page.getByTestId('deal-fill').click()
  await page.getByTestId('plan-amount').fill('12 345')
  await page.getByTestId('plan-manager').selectOption(head.id)
  await page.getByTestId('plan-save').click()
  await page.locator('[data-testid=deal-entry] [data-testid=write-state][data-state=confirmed]').first().waitFor({ timeout: 30_000 })
  expect((await writtenTo(demo, dealId, beginning)).changes.map((change) => change.after?.['ufCrmUrPlanAmount'])).toEqual(['12345|RUB'])
  await card.close()
})
