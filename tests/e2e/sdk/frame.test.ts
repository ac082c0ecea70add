import type { Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import type { Demo, PortalUser } from '../harness/demo'
import { servePages, type ApplicationPages } from './application'
import { dealChanges, dealsOf, install, register, startPortal, stats, userOf, type Application, type Item } from './portal'

let demo: Demo
let pages: ApplicationPages
let application: Application
let admin: PortalUser
let manager: PortalUser
let person: Person
let tab: Page

beforeAll(async () => {
  demo = await startPortal()
  pages = await servePages()
  application = await install(demo, pages.origin)
  admin = await userOf(demo, 'admin')
  manager = await userOf(demo, 'manager')
  person = await openBrowser()
})

afterAll(async () => {
  await person?.close()
  await pages?.close()
  await demo?.server.stop()
})

beforeEach(async () => {
  await demo.control('/limits', {})
  tab = await person.context.newPage()
})

afterEach(() => tab?.close())

const signIn = (user: PortalUser) => tab.goto(`${demo.portal}/__sandbox/signin?as=${user.id}`)

/** The application's frame, once the SDK in it has come to terms with the portal. */
async function frameOf(host: Page | Frame): Promise<Frame> {
  const element = await host.getByTestId('host-app-frame').elementHandle()
  const frame = await element?.contentFrame()
  if (!frame) throw new Error('The portal shows no frame.')
  const state = await frame.waitForSelector('body[data-state]')
  expect(await state.getAttribute('data-state')).toBe('ready')
  return frame
}

async function open(user: PortalUser, opened: Application = application): Promise<Frame> {
  await signIn(user)
  await tab.goto(`${demo.portal}/marketplace/app/${opened.clientId}/`)
  return frameOf(tab)
}

test('The SDK comes up in the frame of the portal, and knows where it is and for whom', async () => {
  const frame = await open(manager)
  const known = await frame.evaluate(() => ({
    auth: window.b24.auth.getAuthData(),
    isAdmin: window.b24.auth.isAdmin,
    lang: window.b24.getLang(),
    placement: window.b24.placement.placement,
    options: window.b24.placement.options as unknown,
    isInstallMode: window.b24.isInstallMode,
    sid: window.b24.getAppSid(),
  }))
  expect(known).toMatchObject({ isAdmin: false, lang: 'ru', placement: 'DEFAULT', options: {}, isInstallMode: false })
  expect(known.auth).toMatchObject({ domain: demo.portal, expires_in: 3600, access_token: expect.stringMatching(/./), member_id: expect.stringMatching(/^[0-9a-f]{32}$/) })
  expect(frame.url()).toContain(`APP_SID=${known.sid}`)
})

test('An administrator is one for the SDK as well', async () => {
  const frame = await open(admin)
  expect(await frame.evaluate(() => window.b24.auth.isAdmin)).toBe(true)
})

test('From the frame the SDK reads the person and the deals he may see, and changes one in his name', async () => {
  const frame = await open(manager)
  const read = await frame.evaluate(async () => {
    const profile = await window.b24.actions.v2.call.make<{ ID: string }>({ method: 'profile' })
    const list = await window.b24.actions.v2.callList.make({
      method: 'crm.item.list', params: { entityTypeId: 2 }, idKey: 'id', customKeyForResult: 'items',
    })
    return { me: profile.getData()?.result, deals: list.getData() as unknown[] }
  })
  expect(read.me).toMatchObject({ ID: manager.id })
  const seen = await dealsOf(demo, manager)
  expect(read.deals).toEqual(seen)

  const deal = seen.find((one) => one.assignedById === Number(manager.id)) as Item
  await frame.evaluate(
    (id) => window.b24.actions.v2.call.make({ method: 'crm.item.update', params: { entityTypeId: 2, id, fields: { title: 'From the frame' } } }),
    deal.id,
  )
  expect((await dealChanges(demo, deal.id)).at(-1)).toMatchObject({ who: Number(manager.id), after: { title: 'From the frame' } })
})

test('A refusal of the portal reaches the frame with its code', async () => {
  const frame = await open(manager)
  const refusal = await frame.evaluate(() =>
    window.b24.actions.v2.call.make({ method: 'crm.deal.destroy' }).then(
      () => undefined,
      (fault: { code: string; status: number }) => ({ code: fault.code, status: fault.status }),
    ),
  )
  expect(refusal).toEqual({ code: 'ERROR_METHOD_NOT_FOUND', status: 404 })
})

test('A token that has expired is renewed by the portal page, and the call is repeated', async () => {
  const frame = await open(manager)
  await demo.control('/clock', { advanceSeconds: 3_601 })
  await demo.control('/stats/reset', {})
  const seen = await frame.evaluate(async () => {
    const before = window.b24.auth.getAuthData()
    const answer = await window.b24.actions.v2.call.make<{ ID: string }>({ method: 'profile' })
    const after = window.b24.auth.getAuthData()
    return { id: answer.getData()?.result.ID, isRenewed: before && after && before.access_token !== after.access_token }
  })
  expect(seen).toEqual({ id: manager.id, isRenewed: true })
  expect(await stats(demo)).toMatchObject({ requests: { profile: 2 } })
})

test('In a tab of a deal the SDK learns the deal', async () => {
  const frame = await open(admin)
  const bound = await frame.evaluate(async (handler) => {
    const answer = await window.b24.actions.v2.call.make({
      method: 'placement.bind',
      params: { PLACEMENT: 'CRM_DEAL_DETAIL_TAB', HANDLER: handler, LANG_ALL: { ru: { TITLE: 'Проба' }, en: { TITLE: 'Trial' } } } as never,
    })
    return answer.getData()?.result
  }, `${pages.origin}/tab`)
  expect(bound).toBe(true)

  const deal = (await dealsOf(demo))[0] as Item
  await tab.goto(`${demo.portal}/crm/deal/details/${deal.id}/`)
  await tab.getByRole('tab', { name: 'Проба' }).click()
  const inTab = await frameOf(tab)
  expect(inTab.url()).toContain(`${pages.origin}/tab?`)
  expect(await inTab.evaluate(() => [window.b24.placement.placement, (window.b24.placement.options as { ID: string }).ID])).toEqual([
    'CRM_DEAL_DETAIL_TAB',
    String(deal.id),
  ])
})

test('The page of the application gets its title and its height from the SDK', async () => {
  const frame = await open(manager)
  const nameOfTab = await tab.title()
  await frame.evaluate(() => window.b24.parent.setTitle('Название: «новое»'))
  expect(await tab.locator('h1').textContent()).toBe('Название: «новое»')
  expect(await tab.title()).toBe(nameOfTab)
  await frame.evaluate(() => window.b24.parent.resizeWindow(600, 1234))
  expect(await tab.getByTestId('host-app-frame').boundingBox()).toMatchObject({ width: 600, height: 1234 })
  const height = await frame.evaluate(async () => {
    document.body.style.height = '2345px'
    await window.b24.parent.fitWindow()
    return window.b24.parent.getScrollSize().scrollHeight
  })
  expect(height).toBeGreaterThan(2345)
  expect(await tab.getByTestId('host-app-frame').boundingBox()).toMatchObject({ height })
})

test('A path that the SDK opens is a slider, and closing it tells the application', async () => {
  const frame = await open(admin)
  const deal = (await dealsOf(demo))[0] as Item
  const closed = frame.evaluate((id) => window.b24.slider.openPath(window.b24.slider.getUrl(`/crm/deal/details/${id}/`), 1200), deal.id)
  const slider = await (await tab.getByTestId('host-slider').elementHandle())?.contentFrame()
  await slider?.getByText(deal.title).first().waitFor()
  expect(new URL(slider!.url()).pathname).toBe(`/crm/deal/details/${deal.id}/`)
  expect(await tab.getByTestId('host-slider').boundingBox()).toMatchObject({ width: 1200 })
  await tab.getByTestId('host-slider-close').click()
  expect(await closed).toEqual({ isOpenAtNewWindow: false, isClose: true })
})

test('A path outside of those that the portal opens is refused by its name', async () => {
  const frame = await open(admin)
  const refusal = await frame.evaluate(() =>
    window.b24.placement.call('openPath', { path: '/company/structure.php' }) as Promise<unknown>,
  )
  expect(refusal).toEqual({ result: 'error', errorCode: 'PATH_NOT_AVAILABLE' })
})

test('The application opens itself in a slider with parameters, and closes it from within', async () => {
  const frame = await open(manager)
  const closed = frame.evaluate(() => window.b24.slider.openSliderAppPage({ place: 'inside', bx24_width: 700 }).then(() => 'closed'))
  const slider = await (await tab.getByTestId('host-slider').elementHandle())?.contentFrame()
  const inner = await frameOf(slider!)
  expect(await inner.evaluate(() => window.b24.placement.options as unknown)).toMatchObject({ place: 'inside' })
  await inner.evaluate(() => void window.b24.slider.closeSliderAppPage())
  expect(await closed).toBe('closed')
})

test('Options kept through the SDK are there when the page is opened again', async () => {
  const frame = await open(admin)
  await frame.evaluate(async () => {
    await window.b24.options.appSet('shared', 'for all: yes')
    await window.b24.options.userSet('own', 'mine')
  })
  const again = await open(manager)
  expect(await again.evaluate(() => window.b24.options.appGet('shared') as unknown)).toBe('for all: yes')
  expect(
    await again.evaluate(() => {
      try {
        return window.b24.options.userGet('own') as unknown
      } catch {
        return 'not set'
      }
    }),
  ).toBe('not set')
  const back = await open(admin)
  expect(await back.evaluate(() => window.b24.options.userGet('own') as unknown)).toBe('mine')
})

test('A colleague whom a person chooses in the portal reaches the SDK', async () => {
  const frame = await open(manager)
  const chosen = frame.evaluate(() => window.b24.dialog.selectUser())
  await tab.getByTestId('host-people').selectOption(admin.id)
  await tab.getByRole('button', { name: 'OK' }).click()
  expect(await chosen).toMatchObject({ id: admin.id, name: admin.name })
})

test('The SDK is told which commands the portal knows here', async () => {
  const frame = await open(manager)
  const known = (await frame.evaluate(() => window.b24.placement.getInterface())) as { command: string[]; event: string[] }
  expect(known.command).toEqual(expect.arrayContaining(['resizeWindow', 'openPath']))
  expect(known.event).toBeInstanceOf(Array)
})

test('An installation ends when the SDK says so, and the portal then opens the application itself', async () => {
  const fresh = await register(demo, pages.origin, 'Fresh')
  const wizard = await open(admin, fresh)
  expect(wizard.url()).toContain(`${pages.origin}/install?`)
  expect(await wizard.evaluate(() => [window.b24.isInstallMode, window.b24.isFirstRun])).toEqual([true, true])
  await wizard.evaluate(() => void window.b24.installFinish())
  await tab.waitForURL(/install_finished=Y/)

  const frame = await frameOf(tab)
  expect(frame.url()).toContain(`${pages.origin}/app?`)
  expect(await frame.evaluate(() => [window.b24.isInstallMode, window.b24.isFirstRun])).toEqual([false, false])
  const { items } = await demo.control<{ items: { clientId: string; isInstalled: boolean }[] }>('/apps')
  expect(items.find((one) => one.clientId === fresh.clientId)?.isInstalled).toBe(true)
})
