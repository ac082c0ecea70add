import { chromium, type BrowserContext } from 'playwright-core'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A person's browser: the system's Chromium with an empty profile that refuses third-party cookies. */
export type Person = Readonly<{
  context: BrowserContext
  close: () => Promise<void>
}>

// chrome://settings/cookies, "Block third-party cookies".
const blockThirdParty = { profile: { cookie_controls_mode: 1, block_third_party_cookies: true } }

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--test-third-party-cookie-phaseout',
]

/**
 * @param options.locale - language the browser asks for; default Russian, as most portals' people have it
 * @param options.width - of the window in CSS pixels, default 1440
 */
export async function openBrowser(options: Readonly<{ locale?: string; width?: number }> = {}): Promise<Person> {
  const profile = await mkdtemp(join(tmpdir(), 'e2e-profile-'))
  await mkdir(join(profile, 'Default'))
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(blockThirdParty))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: switches,
    locale: options.locale ?? 'ru-RU',
    timezoneId: 'Europe/Moscow',
    viewport: { width: options.width ?? 1440, height: 900 },
  })
  return {
    context,
    close: async () => {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}
