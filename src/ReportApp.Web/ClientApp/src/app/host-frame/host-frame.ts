/** What a host's page can do for us. One file per host behind it; the app lives without any answer. */
export interface HostFrame {
  readonly kind: 'bitrix' | 'none'

  /** Opens a record beside the app, by its address in the host. */
  openRecord(url: string): Promise<void>

  /** The form that the host posts to open us, with a fresh proof; null when the host gave none. So there is one door and one proof. */
  freshLaunch(): Promise<LaunchForm | null>

  /** Asks for this height, in CSS pixels, where the host lets a page grow with its content: a tab of a card. */
  fitHeight(height: number): Promise<void>

  /** Tells the host that the installation is complete, where it waits for that: then the host loads its page anew. False where it does not wait. */
  installFinish(): boolean
}

export type LaunchForm = Readonly<{ address: URL; fields: Readonly<Record<string, string>> }>

/** Where the host posts its launch form; also the address of the page it gets back. */
export const launchPath = '/bitrix/launch'

/** Name of the launch parameter that brings a view back after a new proof. */
export const viewParameter = 'view'

/** The proof is in `window.name` of the frame: `HOST|PROTOCOL|APP_SID`. */
export async function connectHost(frameName: string): Promise<HostFrame> {
  if (frameName.split('|').length !== 3) return (await import('./none')).noHost
  return (await import('./bitrix')).connectBitrix()
}
