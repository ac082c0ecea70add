import { initializeB24Frame } from '@bitrix24/b24jssdk'
import { type HostFrame, launchPath, viewParameter } from './host-frame'

/** The deal's card leaves a strip of our page visible beside it. */
const recordWidth = 1200

export async function connectBitrix(): Promise<HostFrame> {
  const frame = await initializeB24Frame()
  return {
    kind: 'bitrix',

    async openRecord(url) {
      await frame.slider.openPath(new URL(url), recordWidth)
    },

    async setTitle(title) {
      // Only the app's own page may name itself; a tab of a card keeps the card's name.
      if (frame.placement.isDefault) await frame.parent.setTitle(title)
    },

    async reenter(view) {
      const auth = await frame.auth.refreshAuth()
      if (!auth) return false
      const origin = new URL(frame.getTargetOrigin())
      const address = new URL(launchPath, location.origin)
      address.search = new URLSearchParams({
        DOMAIN: origin.host,
        PROTOCOL: origin.protocol === 'https:' ? '1' : '0',
        LANG: frame.getLang(),
        APP_SID: frame.getAppSid(),
        [viewParameter]: view,
      }).toString()
      post(address, {
        AUTH_ID: auth.access_token,
        AUTH_EXPIRES: String(auth.expires_in),
        REFRESH_ID: auth.refresh_token,
        member_id: auth.member_id,
        status: 'L',
        PLACEMENT: frame.placement.title,
        PLACEMENT_OPTIONS: JSON.stringify(frame.placement.options),
      })
      return true
    },

    async installFinish() {
      if (frame.isInstallMode) await frame.installFinish()
    },
  }
}

/** The same form that the host posts to open us, so there is one door and one proof. */
function post(address: URL, fields: Readonly<Record<string, string>>): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = address.href
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    form.append(input)
  }
  document.body.append(form)
  form.submit()
}
