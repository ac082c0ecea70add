import type { HostFrame } from './host-frame'

/** Outside a host: a record opens in a tab of its own, and nobody can prove who is looking. */
export const noHost: HostFrame = {
  kind: 'none',
  openRecord: async (url) => {
    window.open(url, '_blank', 'noopener')
  },
  freshLaunch: async () => null,
  fitHeight: async () => undefined,
  installFinish: () => false,
}
