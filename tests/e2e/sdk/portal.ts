import { startDemo, type Demo, type PortalUser } from '../harness/demo'

/** The keys of an application that a test registered at the portal. */
export type Application = Readonly<{ clientId: string; clientSecret: string }>

/** A row as the control API and the universal methods show it. */
export type Item = Readonly<Record<string, unknown> & { id: number; title: string }>

/** What the portal has applied. */
export type Change = Readonly<{ who: number; entity: string; id: string; before: Item | null; after: Item | null }>

/**
 * A small portal whose own app nobody installs, so that all its traffic is the test's.
 * Its clock shows the real present: the SDK counts a token's life by its own.
 */
export async function startPortal(): Promise<Demo> {
  const demo = await startDemo('--no-install', '--deals', '130')
  await demo.control('/clock', { now: new Date().toISOString() })
  return demo
}

/**
 * @param page - an origin; its /app is the application, its /install the wizard
 * @param name - one that the portal knows already only changes that application
 */
export function register(demo: Demo, page: string, name = 'SDK'): Promise<Application> {
  return demo.control<Application>('/apps', {
    name,
    handler: `${page}/app`,
    installHandler: `${page}/install`,
    scopes: ['crm', 'user_brief', 'placement'],
    menuText: { ru: 'Проба', en: 'Trial' },
  })
}

export async function install(demo: Demo, page: string): Promise<Application> {
  const application = await register(demo, page)
  await demo.control('/install-finish', { clientId: application.clientId })
  return application
}

export async function userOf(demo: Demo, role: PortalUser['role']): Promise<PortalUser> {
  const { items } = await demo.control<{ items: PortalUser[] }>('/users')
  const found = items.find((user) => user.role === role && user.isActive)
  if (!found) throw new Error(`The portal has nobody with the role '${role}'.`)
  return found
}

/** Every deal of the portal, or those that a person may see. */
export async function dealsOf(demo: Demo, viewer?: PortalUser): Promise<Item[]> {
  return (await demo.control<{ items: Item[] }>(`/truth/deal${viewer ? `?as=${viewer.id}` : ''}`)).items
}

export async function dealChanges(demo: Demo, id: number): Promise<Change[]> {
  const { items } = await demo.control<{ items: Change[] }>('/ledger')
  return items.filter((change) => change.entity === 'deal' && change.id === String(id))
}

/** How often each REST method, or each command of a batch, was asked for since the last reset. */
export const stats = (demo: Demo) =>
  demo.control<{ requests: Record<string, number>; commands: Record<string, number> }>('/stats')
