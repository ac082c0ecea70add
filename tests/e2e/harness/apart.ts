import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { controlOf, type Demo, freeAddresses, type PortalUser, program } from './demo'
import { type Server, startServer } from './server'

/** The portal and the app as programs of their own: the app can be killed and come back while the portal goes on. */
export type Apart = Readonly<{
  portal: string
  app: string
  control: Demo['control']
  /** SIGKILL. */
  killApp: () => Promise<void>
  /** Starts the app on the folder and the settings it had. */
  startApp: () => Promise<void>
  /** Ends both and deletes their folders. */
  stop: () => Promise<void>
}>

/** A person's opening of the app, without a browser. */
export type Session = Readonly<{
  call: (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Response>
}>

/**
 * Starts both and installs the one in the other, as the portal's page would for its administrator.
 * @param settings - further settings of the app, such as `--Outbox:Lease 00:00:03`
 */
export async function startApart(deals: number, ...settings: string[]): Promise<Apart> {
  const { args: ports, portal, authorisation, app } = await freeAddresses()
  const folder = await mkdtemp(join(tmpdir(), 'e2e-apart-'))
  const control = controlOf(portal)
  const running: { portal?: Server; app?: Server } = {}
  const stop = async () => {
    await running.app?.kill()
    await running.portal?.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    running.portal = await startServer('dotnet', [program('Sandbox'), ...ports, '--deals', String(deals), '--data', join(folder, 'portal')], /^Ready/)
    const keys = await register(control, app)
    const startApp = async () => {
      running.app = await startServer(
        'dotnet',
        [
          program('ReportApp.Web'), '--urls', app, '--App:Address', app, '--Store:DataDirectory', join(folder, 'app'),
          '--Bitrix:ClientId', keys.clientId, '--Bitrix:ClientSecret', keys.clientSecret, '--Bitrix:AuthorisationServer', authorisation,
          '--Egress:LocalAddresses:0', portal, '--Egress:LocalAddresses:1', authorisation,
          ...settings,
        ],
        /Application started/,
      )
    }
    await startApp()
    const apart: Apart = { portal, app, control, startApp, killApp: async () => running.app?.kill(), stop }
    await install(apart)
    return apart
  } catch (fault) {
    await stop()
    throw fault
  }
}

/** Gives the marketplace's description of the app to the portal, and returns the keys it made. */
async function register(control: Demo['control'], app: string) {
  const manifest = JSON.parse(await readFile(new URL('../../../manifest/bitrix/app.json', import.meta.url), 'utf8')) as {
    code: string
    handler: string
    installer: string
    scopes: readonly string[]
    menu: Readonly<Record<string, string>>
  }
  return control<{ clientId: string; clientSecret: string }>('/apps', {
    name: manifest.code,
    handler: new URL(manifest.handler, app).href,
    installHandler: new URL(manifest.installer, app).href,
    scopes: manifest.scopes,
    menuText: manifest.menu,
  })
}

async function install(apart: Apart): Promise<void> {
  const { items } = await apart.control<{ items: readonly PortalUser[] }>('/users')
  const session = await openSession(apart, items.find((user) => user.role === 'admin')!)
  const { proposal } = (await (await session.call('GET', '/api/setup')).json()) as { proposal: unknown }
  await session.call('PUT', '/api/setup/mapping', proposal)
  // Each renewal asks the portal, which has better to do during a first sync.
  const asOf = async () => ((await (await session.call('GET', '/api/sync')).json()) as { asOf: string | null }).asOf
  await vi.waitFor(async () => expect(await asOf()).not.toBeNull(), { timeout: 120_000, interval: 500 })
  const state = async () => ((await (await session.call('POST', '/api/session/renew')).json()) as { setup: string }).setup
  await vi.waitFor(async () => expect(await state()).toBe('ready'), { timeout: 60_000, interval: 2_000 })
  await apart.control('/install-finish', {})
}

/** Posts the form by which the portal opens the app for this person, and trades the page's ticket for a session. */
export async function openSession({ control }: Apart, user: PortalUser): Promise<Session> {
  const launch = await control<{ address: string; fields: Readonly<Record<string, string>> }>(`/launch?as=${user.id}`)
  const page = await (await fetch(launch.address, { method: 'POST', body: new URLSearchParams(launch.fields) })).text()
  const ticket = /data-ticket="([^"]+)"/.exec(page)?.[1]
  const call = async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(new URL(path, launch.address), {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`The app answered ${answer.status} to ${method} ${path}: ${await answer.text()}`)
    return answer
  }
  const { token } = (await (await call('POST', '/api/session', { ticket })).json()) as { token: string }
  return { call: (method, path, body, headers) => call(method, path, body, { ...headers, authorization: `Bearer ${token}` }) }
}
