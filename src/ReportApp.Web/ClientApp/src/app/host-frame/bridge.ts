import { connectHost, type HostFrame } from './host-frame'

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
