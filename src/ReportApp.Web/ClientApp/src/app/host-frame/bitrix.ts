import { initializeB24Frame } from '@bitrix24/b24jssdk'
import { type HostFrame, launchPath } from './host-frame'

/** The deal's card leaves a strip of our page visible beside it. */
const recordWidth = 1200

export async function connectBitrix(): Promise<HostFrame> {
  const frame = await initializeB24Frame()
  return {
    kind: 'bitrix',

    async openRecord(url) {
      await frame.slider.openPath(new URL(url), recordWidth)
    },

    async freshLaunch() {
      const auth = await frame.auth.refreshAuth()
      if (!auth) return null
      const origin = new URL(frame.getTargetOrigin())
      const address = new URL(launchPath, location.origin)
      address.search = new URLSearchParams({
        DOMAIN: origin.host,
        PROTOCOL: origin.protocol === 'https:' ? '1' : '0',
        LANG: frame.getLang(),
        APP_SID: frame.getAppSid(),
      }).toString()
      return {
        address,
        fields: {
          AUTH_ID: auth.access_token,
          AUTH_EXPIRES: String(auth.expires_in),
          REFRESH_ID: auth.refresh_token,
          member_id: auth.member_id,
          status: 'L',
          PLACEMENT: frame.placement.title,
          PLACEMENT_OPTIONS: JSON.stringify(frame.placement.options),
        },
      }
    },

    async fitHeight(height) {
      await frame.parent.resizeWindow(window.innerWidth, height)
    },

    installFinish() {
      // Never answered: the page goes.
      if (frame.isInstallMode) void frame.installFinish()
      return frame.isInstallMode
    },
  }
}
