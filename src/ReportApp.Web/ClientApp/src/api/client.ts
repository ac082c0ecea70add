import type { Problem, Session } from './types'

/** What the server answered instead of a result; `code` is what the screens word. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code)
  }
}

type Call = Readonly<{ method?: 'GET' | 'POST' | 'PUT'; body?: unknown; idempotencyKey?: string; signal?: AbortSignal; bearer?: string }>

/** The only place that calls `fetch`. */
async function request(path: string, { method = 'GET', body, idempotencyKey, signal, bearer }: Call): Promise<unknown> {
  const headers = new Headers({ Accept: 'application/json' })
  if (bearer !== undefined) headers.set('Authorization', `Bearer ${bearer}`)
  if (body !== undefined) headers.set('Content-Type', 'application/json')
  if (idempotencyKey !== undefined) headers.set('Idempotency-Key', idempotencyKey)
  const response = await fetch(path, {
    method,
    headers,
    credentials: 'omit',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new ApiError({ status: 0, code: 'offline' })
  })
  if (!response.ok) throw new ApiError(await problemOf(response))
  const text = await response.text()
  return text === '' ? null : JSON.parse(text)
}

async function problemOf(response: Response): Promise<Problem> {
  const answer: unknown = await response.json().catch(() => null)
  const code = typeof answer === 'object' && answer !== null && 'code' in answer ? answer.code : null
  return typeof code === 'string' ? { ...(answer as Problem), status: response.status } : { status: response.status, code: 'internal' }
}

/** Renewed when this much of a bearer's life is left. */
const renewAhead = 60_000

/**
 * The proven opening of the app by one CRM user. The bearer lives in the memory of the page only: no cookie, no storage, no address.
 */
export class ApiClient {
  private renewal: Promise<void> | null = null
  private over = false
  private readonly listeners = new Set<() => void>()

  private constructor(private current: Session) {}

  /** Trades the one-use ticket of the entry page for a session. */
  static async start(ticket: string): Promise<ApiClient> {
    return new ApiClient((await request('/api/session', { method: 'POST', body: { ticket } })) as Session)
  }

  get session(): Session {
    return this.current
  }

  readonly isOver = (): boolean => this.over

  readonly onOver = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The type is what docs/api.md promises for the address. */
  async call<T>(path: string, call: Omit<Call, 'bearer'> = {}): Promise<T> {
    if (Date.parse(this.current.expiresAt) - Date.now() < renewAhead) await this.renew()
    try {
      return (await request(path, { ...call, bearer: this.current.token })) as T
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401) this.end()
      throw error
    }
  }

  /** Keeps an open page alive while nobody clicks. Returns what stops it. */
  keepAlive(): () => void {
    const timer = setInterval(() => {
      if (!this.over && Date.parse(this.current.expiresAt) - Date.now() < renewAhead * 2) void this.renew()
    }, 20_000)
    return () => clearInterval(timer)
  }

  /** Reads the session anew: after the set-up it says so. */
  renew(): Promise<void> {
    this.renewal ??= request('/api/session/renew', { method: 'POST', bearer: this.current.token })
      .then((session) => {
        this.current = session as Session
      })
      .catch((error: unknown) => {
        // A busy or silent host is no reason to end a session that is still valid.
        if (error instanceof ApiError && (error.problem.status === 401 || error.problem.status === 403)) this.end()
      })
      .finally(() => {
        this.renewal = null
      })
    return this.renewal
  }

  private end(): void {
    this.over = true
    for (const listener of this.listeners) listener()
  }
}
