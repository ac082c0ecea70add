import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiClient, ApiError } from './client'
import { hasWords, problemCode, problemText } from './problems'

const session = (token: string, expiresIn: number, id = '1') => ({ token, expiresIn, viewer: { id, name: '', isAdministrator: false }, setup: 'ready' })
const start = (freshTicket = async (): Promise<string | null> => null) => ApiClient.start('ticket', freshTicket)

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
  const asked = server({ '/api/session': json(session('secret', 600)), '/api/sync': json({}) })
  await (await start()).call('/api/sync')
  expect(asked.map(({ path, headers }) => [path, headers.get('Authorization')])).toEqual([
    ['/api/session', null],
    ['/api/sync', 'Bearer secret'],
  ])
})

test('a bearer near its end is renewed once for all calls that wait', async () => {
  const asked = server({ '/api/session': json(session('old', 30)), '/api/session/renew': json(session('new', 600)), '/api/sync': json({}) })
  const api = await start()
  await Promise.all([api.call('/api/sync'), api.call('/api/sync')])
  expect(asked.map(({ path }) => path).filter((path) => path.endsWith('renew'))).toHaveLength(1)
  expect(asked.at(-1)?.headers.get('Authorization')).toBe('Bearer new')
})

/** The server trades the first ticket for a bearer of its last half minute, and the second one for `next`. */
function endOfTheHour(next: unknown) {
  const sessions = [session('old', 30), next]
  return server({ '/api/session': () => json(sessions.shift())(), '/api/session/renew': json(session('old', 30)), '/api/sync': json({}) })
}

test('at the end of its hour the session goes on with a new proof', async () => {
  const asked = endOfTheHour(session('new', 600))
  const api = await start(async () => 'second ticket')
  await api.call('/api/sync')
  expect(asked.at(-1)?.headers.get('Authorization')).toBe('Bearer new')
  await api.call('/api/sync')
  expect(asked.map(({ path }) => path).filter((path) => path.endsWith('renew'))).toHaveLength(1)
})

test('a new proof of another person ends the session', async () => {
  endOfTheHour(session('new', 600, '2'))
  const api = await start(async () => 'second ticket')
  await api.call('/api/sync')
  expect(api.whyOver()).toBe('ended')
})

test('without a new proof the bearer lives out its time', async () => {
  const asked = endOfTheHour(session('new', 600))
  const api = await start()
  await api.call('/api/sync')
  expect(asked.at(-1)?.headers.get('Authorization')).toBe('Bearer old')
  expect(api.whyOver()).toBeNull()
})

test('a refused bearer ends the session and says so', async () => {
  server({ '/api/session': json(session('t', 600)), '/api/sync': json({ code: 'session_ended' }, 401) })
  const api = await start()
  const told = vi.fn()
  api.onOver(told)
  await expect(api.call('/api/sync')).rejects.toThrow('session_ended')
  expect(api.whyOver()).toBe('ended')
  expect(told).toHaveBeenCalledOnce()
})

test('a page that is open while the app is removed is told so', async () => {
  server({ '/api/session': json(session('t', 600)), '/api/sync': json({ code: 'app_removed' }, 401) })
  const api = await start()
  await expect(api.call('/api/sync')).rejects.toThrow('app_removed')
  expect(api.whyOver()).toBe('removed')
})

test('a refusal half read when its screen went away says nothing, and why the page is over stays', async () => {
  const leave = new AbortController()
  const cut = () =>
    new Response(
      new ReadableStream({
        pull(body) {
          leave.abort()
          body.error(leave.signal.reason)
        },
      }),
      { status: 401 },
    )
  server({ '/api/session': json(session('t', 600)), '/api/run': cut, '/api/sync': json({ code: 'app_removed' }, 401), '/api/late': json({ code: 'session_ended' }, 401) })
  const api = await start()
  await expect(api.call('/api/run', { signal: leave.signal })).rejects.not.toBeInstanceOf(ApiError)
  expect(api.whyOver()).toBeNull()
  await expect(api.call('/api/sync')).rejects.toThrow('app_removed')
  await expect(api.call('/api/late')).rejects.toThrow('session_ended')
  expect(api.whyOver()).toBe('removed')
})

test('a silent host does not end a session that still lives', async () => {
  server({ '/api/session': json(session('t', 30)), '/api/session/renew': json({ code: 'host_unreachable' }, 502), '/api/sync': json({ state: 'idle' }) })
  const api = await start()
  await expect(api.call('/api/sync')).resolves.toEqual({ state: 'idle' })
  expect(api.whyOver()).toBeNull()
})

test('a fault has words in both languages and a code for support', async () => {
  server({ '/api/session': json({ code: 'host_busy', traceId: '00-1' }, 503) })
  const fault = await start().catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(ApiError)
  expect(problemText(fault, 'ru')).toBe('CRM просит подождать. Повторите через минуту.')
  expect(problemText(fault, 'en')).toBe('The CRM asks to wait. Try again in a minute.')
  expect(problemCode(fault)).toBe('host_busy · 00-1')
})

test('every refusal that docs/api.md names has words', () => {
  const codes = /What every refusal means.*?Of the entry page/s.exec(readFileSync('../../../docs/api.md', 'utf8'))?.[0].match(/`[a-z_]+`/g) ?? []
  expect(codes.length).toBeGreaterThan(20)
  expect(codes.map((code) => code.slice(1, -1)).filter((code) => code !== 'code' && !hasWords(code))).toEqual([])
})

test('no network is its own fault', async () => {
  server({})
  await expect(start()).rejects.toThrow('offline')
})
