import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { controlOf, freeAddresses, program, type PortalUser } from '../harness/demo'
import { startServer, type Server } from '../harness/server'
import { differences, report, type DrillAnswer, type ReportAnswer } from './answers'
import { signIn, type Session } from './app'
import { isSale, measures, salesParts, tally, type Part } from './recount'
import { readEstate, readRows, type DealRow, type Estate, type Rows } from './truth'

/** One of two portals that one app serves, with one authorisation server between them. */
type Portal = Readonly<{
  control: ReturnType<typeof controlOf>
  estate: Estate
  all: Rows
  administrator: Session
  people: readonly Readonly<{ user: PortalUser; session: Session; sales: readonly Part[] }>[]
}>

// Two portals are installed first, and dozens of people ask; on a busy machine that is more than the usual minutes.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const ever = { from: '2024-01', to: '2028-12' }

let server: Server
let first: Portal
let second: Portal

beforeAll(async () => {
  const { portal, other, args } = await addressesOfTwo()
  server = await startServer(
    'dotnet',
    [program('Demo'), ...args, '--today', '2026-11-18', '--deals', '120', '--portals', '2', '--Egress:LocalAddresses:2', other],
    /^Ready/,
    { timeout: 120_000 },
  )
  await installAsIn(portal, other)
  first = await open(portal)
  second = await open(other)
})

afterAll(() => server?.stop())

/** The sandbox puts a further portal ten ports on; that port has to be free too. */
async function addressesOfTwo() {
  for (;;) {
    const { portal, args } = await freeAddresses()
    const port = Number(new URL(portal).port) + 10
    const probe = createServer()
    const isFree = await new Promise<boolean>((done) => probe.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)))
    await new Promise((done) => probe.close(done))
    if (isFree) return { portal, other: `http://127.0.0.1:${port}`, args }
  }
}

/** The demo installs the app in its first portal only. */
async function installAsIn(portal: string, other: string) {
  const { items } = await controlOf(portal)<{ items: readonly object[] }>('/apps')
  const control = controlOf(other)
  await control('/apps', { ...items[0], menuText: {} })
  const { items: users } = await control<{ items: readonly PortalUser[] }>('/users')
  const administrator = await signIn(control, users.find((user) => user.role === 'admin')?.id ?? '')
  await administrator.install()
  await control('/install-finish', {})
}

async function open(portal: string): Promise<Portal> {
  const control = controlOf(portal)
  const estate = await readEstate(portal, control)
  const all = await readRows(control)
  const { items } = await control<{ items: readonly PortalUser[] }>('/users')
  const people = await Promise.all(
    items
      .filter((user) => user.isActive)
      .map(async (user) => ({ user, session: await signIn(control, user.id), sales: salesParts(estate, all, await readRows(control, user.id)) })),
  )
  return { control, estate, all, people, administrator: people.find(({ user }) => user.role === 'admin')!.session }
}

const isOpen = (deal: DealRow) => isSale(deal) && deal.stageSemanticId === 'P' && deal.closedate !== null && deal.opportunity > 0

/** A plan for the deal, as its editor would save it. */
async function fillPlan(portal: Portal, deal: DealRow, amount: number, key: string): Promise<string> {
  const { current, managers } = await portal.administrator.ask<{ current: unknown; managers: readonly { id: string }[] }>(`/api/deals/${deal.id}/plan`)
  const command = { dealId: String(deal.id), base: current, amount, month: '2026-12', managerId: managers[0]?.id, metric: 'receipts', comment: null }
  return (await portal.administrator.ask<{ id: string }>('/api/plan-entries', command, key)).id
}

test('People of the same id in two portals get the numbers of their own portal', async () => {
  const faults: string[] = []
  for (const [name, portal] of Object.entries({ first, second }))
    for (const { user, session, sales } of portal.people) {
      const answer = await session.ask<ReportAnswer>(`${report}/run`, ever)
      const expected = tally(portal.estate, sales, ever)
      // Plan targets were imported into the first portal only; they are compared elsewhere.
      for (const measure of measures.filter((one) => one !== 'plan'))
        faults.push(...differences(answer, expected, measure).map((fault) => `${user.name} of the ${name} portal: ${fault}`))
    }
  expect(faults).toEqual([])
  const ids = ({ people }: Portal) => people.map(({ user }) => user.id)
  expect(ids(first).filter((id) => ids(second).includes(id)).length).toBeGreaterThan(10)
})

test('A list holds the deals of its own portal under one id and never the others of that id', async () => {
  for (const { administrator, all } of [first, second]) {
    const titles = new Map(all.deals.map((deal) => [String(deal.id), deal.title]))
    const list = await administrator.ask<DrillAnswer>(`${report}/drill`, { row: 'total', column: 'total', measure: 'receipts', ...ever })
    expect(list.rows.length).toBeGreaterThan(10)
    expect(list.rows.map((row) => row.title)).toEqual(list.rows.map((row) => titles.get(row.hostId)))
  }
  const titlesOf = ({ all }: Portal) => new Set(all.deals.map((deal) => deal.title))
  expect([...titlesOf(first)].filter((title) => titlesOf(second).has(title)).length).toBeLessThan(first.all.deals.length / 10)
})

test('A deal that only the other portal has is not found', async () => {
  const { item } = await second.control<{ item: DealRow }>('/edit', { entity: 'deal', fields: { TITLE: 'Only here', OPPORTUNITY: 1000000, CATEGORY_ID: 0, STAGE_ID: 'NEW' } })
  expect(first.all.deals.map((deal) => deal.id)).not.toContain(item.id)
  await expect(second.administrator.ask(`/api/deals/${item.id}/plan`)).resolves.toMatchObject({ title: 'Only here' })
  await expect(first.administrator.ask(`/api/deals/${item.id}/plan`)).rejects.toThrow('404 not_found')
})

test('A plan entry of the other portal is not found, whatever is asked of it', async () => {
  const deal = second.all.deals.find(isOpen)!
  const entry = await fillPlan(second, deal, 1234567, crypto.randomUUID())
  await expect(second.administrator.ask(`/api/plan-entries/${entry}`)).resolves.toMatchObject({ id: entry })
  await expect(first.administrator.ask(`/api/plan-entries/${entry}`)).rejects.toThrow('404 not_found')
  for (const action of ['undo', 'write/retry', 'write/cancel', 'write/keep-mine', 'write/take-theirs'])
    await expect(first.administrator.ask(`/api/plan-entries/${entry}/${action}`, {}, crypto.randomUUID()), action).rejects.toThrow('404 not_found')
  const { items } = await first.administrator.ask<{ items: readonly unknown[] }>('/api/plan-entries?pending=true')
  expect(items).toEqual([])
})

test('One idempotency key in two portals is two intentions', async () => {
  const key = crypto.randomUUID()
  const [here, there] = await Promise.all([first, second].map((portal) => fillPlan(portal, portal.all.deals.findLast(isOpen)!, 2345678, key)))
  expect(here).not.toBe(there)
})
