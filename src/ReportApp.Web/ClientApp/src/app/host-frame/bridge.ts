import { entryTicket } from '../../api/client'
import { connectHost, type HostFrame, viewParameter } from './host-frame'

/** How long the app waits for the host's page before it does without. */
const patience = 2_000

let connecting: Promise<HostFrame> | null = null

/** Connects once, after the first paint: the host's SDK is larger than our page. */
function bridge(): Promise<HostFrame> {
  connecting ??= connectHost(window.name)
  return connecting
}

/** The bridge, or null when the host's page does not answer. A late answer still serves the next call. */
export async function answeringHost(): Promise<HostFrame | null> {
  const silence = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience))
  return Promise.race([bridge().catch(() => null), silence])
}

/** Opens a record in the host; without a host's answer in a tab of its own. */
export async function openRecord(url: string): Promise<void> {
  const host = await answeringHost()
  if (host === null) window.open(url, '_blank', 'noopener')
  else await host.openRecord(url).catch(() => window.open(url, '_blank', 'noopener'))
}

/** Makes the host's frame as high as the content; a host that does not answer leaves it as it is. */
export async function fitHeight(height: number): Promise<void> {
  await (await answeringHost())?.fitHeight(height).catch(() => undefined)
}

/** Tells the host that the app is installed. The host then loads its page, and us, anew; returns when it did not. */
export async function finishInstallation(): Promise<void> {
  const host = await answeringHost()
  if (host?.installFinish()) await new Promise((resolve) => setTimeout(resolve, patience))
}

/** A new one-use ticket without leaving the page; null when the host gave no proof. */
export async function freshTicket(): Promise<string | null> {
  const form = await (await answeringHost())?.freshLaunch()
  return form ? entryTicket(form.address, form.fields) : null
}

/** Opens the app anew with a fresh proof and comes back to this view. Leaves the page when it works; false when the host gave no proof. */
export async function reenter(view: string): Promise<boolean> {
  const launch = await (await answeringHost())?.freshLaunch()
  if (!launch) return false
  launch.address.searchParams.set(viewParameter, view)
  const form = document.createElement('form')
  form.method = 'post'
  form.action = launch.address.href
  for (const [name, value] of Object.entries(launch.fields)) {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    form.append(input)
  }
  document.body.append(form)
  form.submit()
  return true
}
