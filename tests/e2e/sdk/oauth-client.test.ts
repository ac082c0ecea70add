import { AjaxError, ApiVersion, B24OAuth, EnumAppStatus, RefreshTokenError, type AjaxResult, type B24OAuthParams } from '@bitrix24/b24jssdk'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Demo, PortalUser } from '../harness/demo'
import { dealChanges, dealsOf, install, startPortal, stats, userOf, type Application, type Item } from './portal'

/** The authorisation server's answer. */
type Token = Readonly<{
  access_token: string
  refresh_token: string
  expires: number
  expires_in: number
  scope: string
  domain: string
  server_endpoint: string
  client_endpoint: string
  member_id: string
  user_id: number
}>

/** Universal methods need the name of the list in their result, and of the id in it. */
const allDeals = { method: 'crm.item.list', params: { entityTypeId: 2 }, idKey: 'id', customKeyForResult: 'items' }

let demo: Demo
let application: Application
let admin: PortalUser
let manager: PortalUser

beforeAll(async () => {
  demo = await startPortal()
  application = await install(demo, 'http://localhost:9')
  admin = await userOf(demo, 'admin')
  manager = await userOf(demo, 'manager')
})

afterAll(() => demo?.server.stop())

beforeEach(async () => {
  // Setting them empties the bucket, which all clients of one address share.
  await demo.control('/limits', {})
  await demo.control('/stats/reset', {})
})

async function clientOf(user: PortalUser, changes: Partial<B24OAuthParams> = {}): Promise<B24OAuth> {
  const token = await demo.control<Token>(`/token?as=${user.id}&client=${application.clientId}`)
  const client = new B24OAuth(
    {
      applicationToken: '',
      userId: token.user_id,
      memberId: token.member_id,
      accessToken: token.access_token,
      refreshToken: token.refresh_token,
      expires: token.expires,
      expiresIn: token.expires_in,
      scope: token.scope,
      domain: token.domain,
      clientEndpoint: token.client_endpoint,
      serverEndpoint: token.server_endpoint,
      status: EnumAppStatus.Free,
      ...changes,
    },
    application,
  )
  client.offClientSideWarning()
  return client
}

const call = async <T>(client: B24OAuth, method: string, params: Record<string, unknown> = {}) =>
  (await client.actions.v2.call.make<T>({ method, params })).getData()!.result

/** What a call came to grief with. */
const refusalOf = (asked: Promise<unknown>): Promise<unknown> => asked.then(() => undefined, (fault: unknown) => fault)

test('A list read by the SDK holds every deal as the portal has it', async () => {
  const client = await clientOf(admin)
  const list = await client.actions.v2.callList.make<Item>(allDeals)
  expect(list.getErrorMessages()).toEqual([])
  expect(list.getData()).toHaveLength(130)
  expect(list.getData()).toEqual(await dealsOf(demo))
})

test('A list streamed by the SDK comes in pages of fifty, and the short page is the last', async () => {
  const client = await clientOf(admin)
  const pages: Item[][] = []
  for await (const page of client.actions.v2.fetchList.make<Item>(allDeals)) pages.push(page)
  expect(pages.map((page) => page.length)).toEqual([50, 50, 30])
  expect(pages.flat()).toEqual(await dealsOf(demo))
})

test('A manager reads through the SDK only the deals he may see', async () => {
  const client = await clientOf(manager)
  const seen = (await client.actions.v2.callList.make<Item>(allDeals)).getData()
  expect(seen?.length).toBeGreaterThan(0)
  expect(seen?.length).toBeLessThan(130)
  expect(seen).toEqual(await dealsOf(demo, manager))
})

test('The old list pages by its total and its next, and gives texts', async () => {
  const client = await clientOf(admin)
  const params = { select: ['ID', 'TITLE'], order: { ID: 'ASC' as const } }
  const first = await client.actions.v2.call.make<{ ID: string; TITLE: string }[]>({ method: 'crm.deal.list', params })
  expect([first.getTotal(), first.isMore()]).toEqual([130, true])
  const second = await first.getNext(client.getHttpClient(ApiVersion.v2))
  expect(second && [second.getTotal(), second.isMore()]).toEqual([130, true])
  const third = second && (await second.getNext(client.getHttpClient(ApiVersion.v2)))
  expect(third && [third.getTotal(), third.isMore()]).toEqual([130, false])
  const pages = [first, second, third].map((page) => (page ? (page.getData()?.result ?? []) : []))
  expect(pages.map((page) => page.length)).toEqual([50, 50, 30])
  expect(pages.flat()).toEqual((await dealsOf(demo)).map((deal) => ({ ID: String(deal.id), TITLE: deal.title })))
})

test('More commands than a batch holds go in chunks, and come back in their order', async () => {
  const client = await clientOf(admin)
  const deals = await dealsOf(demo)
  const calls = deals.map((deal) => ({ method: 'crm.item.get', params: { entityTypeId: 2, id: deal.id } }))
  const answer = await client.actions.v2.batchByChunk.make<{ item: Item }>({ calls })
  expect(answer.getErrorMessages()).toEqual([])
  expect(answer.getData()?.map((result) => result.item)).toEqual(deals)
  expect(await stats(demo)).toMatchObject({ requests: { batch: 3 }, commands: { 'crm.item.get': 130 } })
})

test('Named commands of a batch use what earlier ones answered, and bring their totals', async () => {
  const client = await clientOf(manager)
  const mine = await dealsOf(demo, manager)
  const answer = await client.actions.v2.batch.make({
    calls: {
      me: { method: 'profile' },
      mine: { method: 'crm.item.list', params: { entityTypeId: 2, select: ['id'], order: { id: 'ASC' }, filter: { assignedById: '$result[me][ID]' } } },
      first: { method: 'crm.item.get', params: { entityTypeId: 2, id: '$result[mine][items][0][id]' } },
    },
    options: { returnAjaxResult: true },
  })
  expect(answer.getErrorMessages()).toEqual([])
  const { me, mine: list, first } = answer.getData() as unknown as Record<string, AjaxResult<unknown>>
  const owned = mine.filter((deal) => deal.assignedById === Number(manager.id))
  expect(owned.length).toBeGreaterThan(0)
  expect((me!.getData()!.result as { ID: string }).ID).toBe(manager.id)
  expect(list!.getTotal()).toBe(owned.length)
  expect((first!.getData()!.result as { item: Item }).item).toEqual(owned[0])
})

test('A refused command of a batch names its code, and the others are answered', async () => {
  const client = await clientOf(admin)
  const answer = await client.actions.v2.batch.make({
    calls: {
      absent: { method: 'crm.item.get', params: { entityTypeId: 2, id: 999_999 } },
      me: { method: 'profile' },
    },
    options: { isHaltOnError: false },
  })
  expect([...answer.errors].map(([name, error]) => [name, (error as AjaxError).code])).toEqual([['absent', 'NOT_FOUND']])
  expect(answer.getData()).toMatchObject({ me: { ID: admin.id } })
})

test('A deal made and changed through the SDK is in the portal, under the name of the one who did it', async () => {
  const client = await clientOf(manager)
  const title = 'Квартира «у реки» & 50%: $5'
  const made = await call<{ item: Item }>(client, 'crm.item.add', { entityTypeId: 2, fields: { title, opportunity: 1_250_000.5, currencyId: 'RUB' } })
  const changed = await call<{ item: Item }>(client, 'crm.item.update', { entityTypeId: 2, id: made.item.id, fields: { opportunity: 1_300_000 } })

  const kept = (await dealsOf(demo)).find((deal) => deal.id === made.item.id)
  expect(kept).toMatchObject({ title, opportunity: 1_300_000, createdBy: Number(manager.id), assignedById: Number(manager.id) })
  expect(changed.item).toEqual(kept)
  const [creation, update, ...more] = await dealChanges(demo, made.item.id)
  expect(creation).toMatchObject({ who: Number(manager.id), before: null, after: { title, opportunity: 1_250_000.5 } })
  expect(update).toMatchObject({ who: Number(manager.id), before: { opportunity: 1_250_000.5 }, after: { opportunity: 1_300_000 } })
  expect(more).toEqual([])

  await call(client, 'crm.item.delete', { entityTypeId: 2, id: made.item.id })
  expect(await dealsOf(demo)).toHaveLength(130)
})

test('A token that the portal calls expired is exchanged once, and the call is repeated', async () => {
  const client = await clientOf(manager)
  const pairs: B24OAuthParams[] = []
  client.setCallbackRefreshAuth(async ({ b24OAuthParams }) => {
    pairs.push({ ...b24OAuthParams })
  })
  const old = client.auth.getAuthData()
  await demo.control('/clock', { advanceSeconds: 3_601 })
  const answers = await Promise.all([call<{ ID: string }>(client, 'profile'), call<{ ID: string }>(client, 'profile')])
  expect(answers.map((answer) => answer.ID)).toEqual([manager.id, manager.id])

  expect(pairs).toHaveLength(1)
  const [pair] = pairs
  expect(old && [pair?.accessToken === old.access_token, pair?.refreshToken === old.refresh_token]).toEqual([false, false])
  expect([pair?.clientEndpoint, pair?.serverEndpoint]).toEqual([`${demo.portal}/rest/`, `${demo.authorisation}/rest/`])
  expect(client.auth.getAuthData()).toMatchObject({ access_token: pair?.accessToken, refresh_token: pair?.refreshToken })
  await call(client, 'profile')
  expect(pairs).toHaveLength(1)
})

test('A token that the SDK knows to be over is exchanged before the portal is asked', async () => {
  const client = await clientOf(manager, { expires: 1 })
  expect((await call<{ ID: string }>(client, 'profile')).ID).toBe(manager.id)
  expect(await stats(demo)).toMatchObject({ requests: { profile: 1 } })
})

test('A refresh token that was used already is refused with the code of the authorisation server', async () => {
  const client = await clientOf(manager)
  const used = client.auth.getAuthData()
  await client.auth.refreshAuth()
  const late = await clientOf(manager, { refreshToken: used ? used.refresh_token : '' })
  const refusal = await refusalOf(late.auth.refreshAuth())
  expect(refusal).toBeInstanceOf(RefreshTokenError)
  expect(refusal).toMatchObject({ code: 'invalid_grant', status: 400 })
})

test('A method that the portal does not have is an error of the SDK with the code of the portal', async () => {
  const refusal = await refusalOf(call(await clientOf(admin), 'crm.deal.destroy'))
  expect(refusal).toBeInstanceOf(AjaxError)
  expect(refusal).toMatchObject({ code: 'ERROR_METHOD_NOT_FOUND', status: 404 })
  expect((refusal as Error).message).toContain('Method not found!')
})

test('A deal of somebody else is refused, by the universal method with a code and by the old one in words', async () => {
  const client = await clientOf(manager)
  const seen = new Set((await dealsOf(demo, manager)).map((deal) => deal.id))
  const id = (await dealsOf(demo)).find((deal) => !seen.has(deal.id))?.id
  expect(id).toBeDefined()
  const universal = await refusalOf(call(client, 'crm.item.update', { entityTypeId: 2, id, fields: { title: 'Mine' } }))
  expect(universal).toBeInstanceOf(AjaxError)
  expect(universal).toMatchObject({ code: 'ACCESS_DENIED', status: 400 })
  const old = await refusalOf(call(client, 'crm.deal.get', { id }))
  expect(old).toBeInstanceOf(AjaxError)
  // The host's code is empty here; then the SDK keeps its own and hands the host's words on untouched.
  const sent = (old as AjaxError & { originalError: { response?: { data: unknown } } }).originalError.response?.data
  expect(sent).toEqual({ error: '', error_description: 'Access denied.' })
  expect(await dealChanges(demo, id!)).toEqual([])
})

test('Execution time that the portal counts arrives in the books of the SDK', async () => {
  const client = await clientOf(admin)
  await demo.control('/limits', { cost: { 'crm.item.list': 7 } })
  await call(client, 'crm.item.list', { entityTypeId: 2 })
  await client.actions.v2.batch.make({ calls: [{ method: 'crm.item.list', params: { entityTypeId: 2 } }] })
  await demo.control('/limits', { cost: {} })
  const { operatingStats } = client.getHttpClient(ApiVersion.v2).getStats() as { operatingStats: Record<string, number> }
  expect(Math.floor(operatingStats['crm.item.list'] ?? 0)).toBe(7)
  expect(Math.floor(operatingStats['batch::crm.item.list'] ?? 0)).toBe(14)
})

test('A portal that is asked too often is asked again by the SDK', async () => {
  const client = await clientOf(manager)
  await demo.control('/limits', { burst: 1 })
  const answers = await Promise.all([call<{ ID: string }>(client, 'profile'), call<{ ID: string }>(client, 'profile')])
  await demo.control('/limits', { burst: 50 })
  expect(answers.map((answer) => answer.ID)).toEqual([manager.id, manager.id])
  expect(client.getHttpClient(ApiVersion.v2).getStats()).toMatchObject({ limitHits: 1, retries: 1 })
})
