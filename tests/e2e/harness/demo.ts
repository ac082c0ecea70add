import { fileURLToPath } from 'node:url'
import { freePort, startServer, type Server } from './server'

/** The portal with the app installed in it, as `dotnet run --project src/Demo` leaves them, on ports of their own. */
export type Demo = Readonly<{
  portal: string
  authorisation: string
  app: string
  /** Asks the portal's control API; the answer's JSON. @throws on any other status than 200 */
  control: <T>(path: string, body?: unknown) => Promise<T>
  server: Server
}>

export type PortalUser = Readonly<{
  id: string
  name: string
  role: 'admin' | 'head' | 'manager'
  department: string
  isActive: boolean
}>

/** What the build has made of a project. */
export const program = (project: string) =>
  fileURLToPath(new URL(`../../../src/${project}/bin/Debug/net10.0/${project}.dll`, import.meta.url))

/** The arguments that give every server of the demo a free port, and the addresses they make. */
export async function freeAddresses() {
  const [portal, authorisation, app] = [
    `http://127.0.0.1:${await freePort()}`,
    `http://127.0.0.1:${await freePort()}`,
    `http://localhost:${await freePort()}`,
  ]
  return { portal, authorisation, app, args: ['--Portal:Url', portal, '--Authorisation:Url', authorisation, '--App:Address', app] }
}

export function controlOf(portal: string): Demo['control'] {
  return async <T>(path: string, body?: unknown): Promise<T> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const answer = await fetch(`${portal}/__sandbox${path}`, init)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`The portal's control API answered ${answer.status} to ${path}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
}

/** @param args - further options of the demo, such as `--deals 300`. The day is fixed, so that the world is always the same. */
export async function startDemo(...args: string[]): Promise<Demo> {
  const { args: ports, ...addresses } = await freeAddresses()
  const today = args.includes('--today') ? [] : ['--today', '2026-11-18']
  const server = await startServer('dotnet', [program('Demo'), ...ports, ...today, ...args], /^Ready/, { timeout: 120_000 })
  return { ...addresses, control: controlOf(addresses.portal), server }
}
