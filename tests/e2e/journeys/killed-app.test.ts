import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Apart, openSession, type Session, startApart } from '../harness/apart'
import type { PortalUser } from '../harness/demo'
import { expectWrittenOnce, headOfSales, writtenTo } from '../harness/host-pages'

// The app dies without a word while plans are on their way to the CRM. Each was accepted, so each arrives, once.

const forever = 600_000

type Fault = Readonly<{ method: string; times?: number; delayBeforeMs?: number; delayAfterMs?: number; status?: number; error?: string }>
type Applied = Readonly<{ changes: number; notes: number }>

/** Where a write stood when the app died, what the portal was made to do for that, and what it had applied by then. */
const moments: readonly (readonly [string, Fault, Applied])[] = [
  ['the deal was being read', { method: 'crm.timeline.comment.list', times: 1, delayBeforeMs: forever }, { changes: 0, notes: 0 }],
  ['the change was sent and not applied', { method: 'crm.item.update', times: 1, delayBeforeMs: forever }, { changes: 0, notes: 0 }],
  ['the change was applied and not answered', { method: 'crm.item.update', times: 1, delayAfterMs: forever }, { changes: 1, notes: 0 }],
  ['the note was made and not answered', { method: 'crm.timeline.comment.add', times: 1, delayAfterMs: forever }, { changes: 1, notes: 1 }],
  // The last one, for it stands until it is taken back.
  ['the portal was too busy to take the change', { method: 'crm.item.update', status: 503, error: 'QUERY_LIMIT_EXCEEDED' }, { changes: 0, notes: 0 }],
]

type Entry = Readonly<{ id: string; values: unknown; write: Readonly<{ state: string; reason: string | null }> }>
type Sent = Readonly<{ dealId: string; key: string; command: unknown; entry: Entry }>

let apart: Apart
let head: PortalUser
const sent: Sent[] = []

beforeAll(async () => {
  // Short waits: what is held at the portal ends with the connection of the app that died. A share large enough that all are under way at once.
  apart = await startApart(60, '--Outbox:Lease', '00:00:03', '--Outbox:QuietPeriod', '00:00:03', '--Outbox:Share', '8')
  head = await headOfSales(apart)
  const session = await openSession(apart, head)
  const deals = await openDeals(moments.length)
  for (const [index, [, fault, applied]] of moments.entries()) {
    await apart.control('/faults', [fault])
    const saved = await save(session, deals[index]!, randomUUID())
    sent.push(saved)
    await vi.waitFor(() => expectReached(session, saved, fault, applied), { timeout: 20_000, interval: 100 })
  }
  await apart.killApp()
  expect(await Promise.all(sent.map(({ dealId }) => countApplied(dealId)))).toEqual(moments.map(([, , applied]) => applied))
  await apart.control('/faults', [])
  await apart.startApp()
})

afterAll(() => apart?.stop())

/** Ids of deals of the head's people that are neither won nor lost. */
async function openDeals(count: number): Promise<readonly string[]> {
  const { items } = await apart.control<{ items: readonly Readonly<Record<string, unknown>>[] }>(`/truth/deal?as=${head.id}`)
  const open = items.filter((deal) => deal['closed'] === 'N')
  if (open.length < count) throw new Error(`There are ${open.length} open deals, not ${count}.`)
  return open.slice(-count).map((deal) => String(deal['id']))
}

async function save(session: Session, dealId: string, key: string): Promise<Sent> {
  const plan = (await (await session.call('GET', `/api/deals/${dealId}/plan`)).json()) as { suggestedMonth: string; current: unknown }
  const command = { dealId, base: plan.current, amount: 1_234_567.89, month: plan.suggestedMonth, managerId: head.id, metric: 'receipts', comment: null }
  const answer = await session.call('POST', '/api/plan-entries', command, { 'idempotency-key': key })
  return { dealId, key, command, entry: (await answer.json()) as Entry }
}

const entryOf = async (session: Session, id: string) => (await (await session.call('GET', `/api/plan-entries/${id}`)).json()) as Entry

/** The fault has struck, and the portal has applied just so much. */
async function expectReached(session: Session, { dealId, entry }: Sent, fault: Fault, applied: Applied): Promise<void> {
  const { items } = await apart.control<{ items: readonly Readonly<{ times: number | null }>[] }>('/faults')
  expect(items.map((rule) => rule.times)).toEqual([fault.times === undefined ? null : 0])
  if (fault.times === undefined) expect((await entryOf(session, entry.id)).write).toMatchObject({ state: 'queued', reason: 'host_busy' })
  expect(await countApplied(dealId)).toEqual(applied)
}

async function countApplied(dealId: string): Promise<Applied> {
  const { changes, notes } = await writtenTo(apart, dealId)
  return { changes: changes.length, notes: notes.length }
}

test.each(moments.map(([moment], index) => [moment, index] as const))('A plan arrives once when the app was killed while %s', async (_, index) => {
  const { dealId, entry, key, command } = sent[index]!
  // An administrator looks, so that nothing depends on the author coming back.
  const { items } = await apart.control<{ items: readonly PortalUser[] }>('/users')
  const administrator = await openSession(apart, items.find((user) => user.role === 'admin')!)
  await vi.waitFor(async () => expect((await entryOf(administrator, entry.id)).write.state).toBe('confirmed'), { timeout: 45_000, interval: 500 })
  await expectWrittenOnce(apart, dealId, head)

  const author = await openSession(apart, head)
  const again = await author.call('POST', '/api/plan-entries', command, { 'idempotency-key': key })
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(await again.json()).toMatchObject({ id: entry.id, values: entry.values })
  // No second entry, so nothing that could still be on its way.
  expect(await (await author.call('GET', `/api/deals/${dealId}/plan`)).json()).toMatchObject({ current: entry.values, entries: [{ id: entry.id }] })
  await expectWrittenOnce(apart, dealId, head)
})
