import { setTimeout } from 'node:timers/promises'
import type { Demo } from '../harness/demo'

/** The app's API as docs/api.md describes it, in the session of one person. */
export type Session = Readonly<{
  /** A GET, or a POST where there is a body. @param key - of one intention @returns the answer's JSON @throws on a refusal, with status and code */
  ask: <T>(path: string, body?: unknown, key?: string) => Promise<T>
  /** Accepts what the app proposes as the administrator does, and waits until the first report is ready. */
  install: () => Promise<void>
}>

type Form = Readonly<{ address: string; fields: Readonly<Record<string, string>> }>
type SessionView = Readonly<{ token: string; viewer: Readonly<{ id: string }>; setup: string }>

/** What the app answers to the form that the portal's page would post for this person. */
export async function launch(control: Demo['control'], user: string): Promise<Readonly<{ app: string; status: number; page: string }>> {
  const { address, fields } = await control<Form>(`/launch?as=${user}`)
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(fields) })
  return { app: new URL(address).origin, status: answer.status, page: await answer.text() }
}

/** @throws when the app does not let him in */
export async function signIn(control: Demo['control'], user: string): Promise<Session> {
  const { app, status, page } = await launch(control, user)
  const ticket = /data-ticket="([^"]+)"/.exec(page)?.[1]
  if (ticket === undefined) throw new Error(`User ${user} got no ticket but ${status}: ${page}`)
  let token: string | undefined
  const { viewer } = await enter('/api/session', { ticket })
  if (viewer.id !== user) throw new Error(`User ${user} became ${viewer.id}.`)
  return {
    ask: (path, body, key) => call(body === undefined ? 'GET' : 'POST', path, body, key),
    install: async () => {
      const { proposal } = await call<{ proposal: unknown }>('GET', '/api/setup')
      await call('PUT', '/api/setup/mapping', proposal)
      // Each renewal asks the portal, which has better to do during a first sync.
      while ((await call<{ asOf: string | null }>('GET', '/api/sync')).asOf === null) await setTimeout(500)
      while ((await enter('/api/session/renew')).setup !== 'ready') await setTimeout(2_000)
    },
  }

  async function enter(path: string, body?: unknown): Promise<SessionView> {
    const session = await call<SessionView>('POST', path, body)
    token = session.token
    return session
  }

  async function call<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
    const headers = new Headers()
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    if (body !== undefined) headers.set('content-type', 'application/json')
    if (key !== undefined) headers.set('idempotency-key', key)
    const answer = await fetch(app + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    const value = text === '' ? undefined : JSON.parse(text)
    if (!answer.ok) throw new Error(`${answer.status} ${value?.code}: ${method} ${path}`)
    return value as T
  }
}
