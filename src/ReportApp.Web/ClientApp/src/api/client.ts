import type { Problem, Session } from './types'

/** What the server answered instead of a result; `code` is what the screens word. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code)
  }
}

type Call = Readonly<{ method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; body?: unknown; file?: Blob; contentType?: string; idempotencyKey?: string; signal?: AbortSignal; bearer?: string }>

async function request(path: string, call: Call): Promise<unknown> {
  const text = await (await answer(path, call)).text()
  return text === '' ? null : JSON.parse(text)
}

/** The only place that calls `fetch`. */
async function answer(path: string, { method = 'GET', body, file, contentType = 'application/octet-stream', idempotencyKey, signal, bearer }: Call): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json' })
  if (bearer !== undefined) headers.set('Authorization', `Bearer ${bearer}`)
  if (body !== undefined) headers.set('Content-Type', 'application/json')
  if (file !== undefined) headers.set('Content-Type', contentType)
  if (idempotencyKey !== undefined) headers.set('Idempotency-Key', idempotencyKey)
  const response = await fetch(path, {
    method,
    headers,
    credentials: 'omit',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(file === undefined ? {} : { body: file }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new ApiError({ status: 0, code: 'offline' })
  })
  if (!response.ok) throw new ApiError(await problemOf(response, signal))
  return response
}

async function problemOf(response: Response, signal: AbortSignal | undefined): Promise<Problem> {
  const answer: unknown = await response.json().catch((error: unknown) => {
    if (signal?.aborted) throw error // whoever asked has gone: what was half read says nothing
    return null
  })
  const code = typeof answer === 'object' && answer !== null && 'code' in answer ? answer.code : null
  return typeof code === 'string' ? { ...(answer as Problem), status: response.status } : { status: response.status, code: 'internal' }
}

/** What the entry page would trade: posts the host's launch form in the background. @throws when the server refuses the proof */
export async function entryTicket(address: URL, fields: Readonly<Record<string, string>>): Promise<string | null> {
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams(fields), credentials: 'omit' })
  if (!response.ok) throw new ApiError({ status: response.status, code: 'session_ended' })
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  return page.getElementById('root')?.dataset['ticket'] ?? null
}

/** Renewed when this much of a bearer's life is left, in milliseconds. */
const renewAhead = 60_000

/**
 * The proven opening of the app by one CRM user. The bearer lives in the memory of the page only: no cookie, no storage, no address.
 * It is renewed for an hour; then the host's page is asked for a new proof, without the person noticing.
 */
export class ApiClient {
  private renewal: Promise<void> | null = null
  private over: 'ended' | 'removed' | null = null
  private endsAt: number
  private readonly listeners = new Set<() => void>()

  private constructor(
    private current: Session,
    private readonly freshTicket: () => Promise<string | null>,
  ) {
    this.endsAt = endOf(current)
  }

  /** Trades the one-use ticket of the entry page for a session; `freshTicket` asks the host for another proof of the same person. */
  static async start(ticket: string, freshTicket: () => Promise<string | null>): Promise<ApiClient> {
    return new ApiClient(await sessionOf(ticket), freshTicket)
  }

  get session(): Session {
    return this.current
  }

  /** Why nothing can be asked any more: the session ended, or the host removed the app; null while it lives. */
  readonly whyOver = (): 'ended' | 'removed' | null => this.over

  readonly onOver = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The type is what docs/api.md promises for the address. */
  call<T>(path: string, call: Omit<Call, 'bearer'> = {}): Promise<T> {
    return this.proven(async (bearer) => (await request(path, { ...call, bearer })) as T)
  }

  /** A file that the server makes. */
  download(path: string): Promise<Blob> {
    return this.proven(async (bearer) => (await answer(path, { bearer })).blob())
  }

  private async proven<T>(ask: (bearer: string) => Promise<T>): Promise<T> {
    if (this.left() < renewAhead) await this.renew()
    try {
      return await ask(this.current.token)
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401) this.end(error)
      throw error
    }
  }

  /** Keeps an open page alive while nobody clicks. Returns what stops it. */
  keepAlive(): () => void {
    const timer = setInterval(() => {
      if (this.over === null && this.left() < renewAhead * 2) void this.renew()
    }, 20_000)
    return () => clearInterval(timer)
  }

  /** Reads the session anew: after the set-up it says so. */
  renew(): Promise<void> {
    this.renewal ??= this.prolong().finally(() => {
      this.renewal = null
    })
    return this.renewal
  }

  private async prolong(): Promise<void> {
    try {
      this.take((await request('/api/session/renew', { method: 'POST', bearer: this.current.token })) as Session)
    } catch (error) {
      // A busy or silent host is no reason to end a session that is still valid.
      if (error instanceof ApiError && (error.problem.status === 401 || error.problem.status === 403)) this.end(error)
      return
    }
    if (this.left() >= renewAhead * 2) return
    // Its hour is nearly over: only a new proof goes on. Without one the bearer lives out its time, and the next turn asks again.
    const ticket = await this.freshTicket().catch(() => null)
    if (ticket === null) return
    const next = await sessionOf(ticket).catch(() => null)
    if (next === null) return
    if (next.viewer.id === this.current.viewer.id) this.take(next)
    else this.end()
  }

  private take(session: Session): void {
    this.current = session
    this.endsAt = endOf(session)
  }

  private left(): number {
    return this.endsAt - performance.now()
  }

  /** Once and for good: an answer that comes in later, to another question, has nothing to add. */
  private end(answer?: ApiError): void {
    if (this.over !== null) return
    this.over = answer?.problem.code === 'app_removed' ? 'removed' : 'ended'
    for (const listener of this.listeners) listener()
  }
}

async function sessionOf(ticket: string): Promise<Session> {
  return (await request('/api/session', { method: 'POST', body: { ticket } })) as Session
}

/** By the page's own running clock: the computer's may be wrong. */
function endOf(session: Session): number {
  return performance.now() + session.expiresIn * 1000
}
