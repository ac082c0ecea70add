import { afterEach, expect, test, vi } from 'vitest'
import { ApiClient, ApiError } from './client'
import { problemCode, problemText } from './problems'

const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString()
const session = (token: string, lives: number) => ({ token, expiresAt: soon(lives), viewer: { id: '1', name: '', isAdministrator: false }, setup: 'ready' })

/** Answers by path, and keeps what was asked. */
function server(answers: Readonly<Record<string, () => Response>>) {
  const asked: { path: string; headers: Headers }[] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({ path, headers: new Headers(init.headers) })
    const answer = answers[path]
    if (answer === undefined) throw new TypeError('no network')
    return answer()
  })
  return asked
}

const json = (value: unknown, status = 200) => () => new Response(JSON.stringify(value), { status })

afterEach(() => vi.unstubAllGlobals())

test('the bearer goes into the header of each call, and nowhere else', async () => {
  const asked = server({ '/api/session': json(session('secret', 600_000)), '/api/sync': json({}) })
  await (await ApiClient.start('ticket')).call('/api/sync')
  expect(asked.map(({ path, headers }) => [path, headers.get('Authorization')])).toEqual([
    ['/api/session', null],
    ['/api/sync', 'Bearer secret'],
  ])
})

test('a bearer near its end is renewed once for all calls that wait', async () => {
  const asked = server({ '/api/session': json(session('old', 30_000)), '/api/session/renew': json(session('new', 600_000)), '/api/sync': json({}) })
  const api = await ApiClient.start('ticket')
  await Promise.all([api.call('/api/sync'), api.call('/api/sync')])
  expect(asked.map(({ path }) => path).filter((path) => path.endsWith('renew'))).toHaveLength(1)
  expect(asked.at(-1)?.headers.get('Authorization')).toBe('Bearer new')
})

test('a refused bearer ends the session and says so', async () => {
  server({ '/api/session': json(session('t', 600_000)), '/api/sync': json({ code: 'session_ended' }, 401) })
  const api = await ApiClient.start('ticket')
  const told = vi.fn()
  api.onOver(told)
  await expect(api.call('/api/sync')).rejects.toThrow('session_ended')
  expect(api.isOver()).toBe(true)
  expect(told).toHaveBeenCalledOnce()
})

test('a silent host does not end a session that still lives', async () => {
  server({ '/api/session': json(session('t', 30_000)), '/api/session/renew': json({ code: 'host_unreachable' }, 502), '/api/sync': json({ state: 'idle' }) })
  const api = await ApiClient.start('ticket')
  await expect(api.call('/api/sync')).resolves.toEqual({ state: 'idle' })
  expect(api.isOver()).toBe(false)
})

test('a fault has words in both languages and a code for support', async () => {
  server({ '/api/session': json({ code: 'host_busy', traceId: '00-1' }, 503) })
  const fault = await ApiClient.start('ticket').catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(ApiError)
  expect(problemText(fault, 'ru')).toBe('CRM просит подождать. Повторите через минуту.')
  expect(problemText(fault, 'en')).toBe('The CRM asks to wait. Try again in a minute.')
  expect(problemCode(fault)).toBe('host_busy · 00-1')
})

test('no network is its own fault', async () => {
  server({})
  await expect(ApiClient.start('ticket')).rejects.toThrow('offline')
})
