import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { openBrowser } from './harness/browser'
import { startDemo, type PortalUser } from './harness/demo'

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url))

test('Pictures of the main job', async () => {
  const demo = await startDemo()
  try {
    const { items } = await demo.control<{ items: PortalUser[] }>('/users')
    const head = items.find(({ role, department }) => role === 'head' && department === 'Отдел продаж')!
    for (const width of [1440, 900])
      for (const language of ['ru', 'en'] as const) {
        const person = await openBrowser({ width, locale: language === 'ru' ? 'ru-RU' : 'en-GB' })
        const page = await person.context.newPage()
        await page.goto(`${demo.portal}/__sandbox/signin?as=${head.id}`)
        await page.goto(`${demo.portal}/stream/?lang=${language}`)
        await takePictures(page, `${language}-${width}`)
        await person.close()
      }
  } finally {
    await demo.server.stop()
  }
})

async function takePictures(page: Page, suffix: string): Promise<void> {
  const take = async (name: string) => {
    // Lets the last transition end.
    await page.waitForTimeout(700)
    await page.screenshot({ path: `${folder}${name}-${suffix}.png` })
  }
  await page.getByTestId('host-menu-app').click()
  const app = page.frameLocator('[data-testid=host-app-frame]')
  await app.getByTestId('report-grid').waitFor()
  await page.mouse.move(0, 0)
  await take('report')
  await app.locator('[data-testid=cell][data-when=current][data-measure=weighted_val]').nth(2).click()
  await app.getByTestId('drill-row').first().waitFor()
  const row = app.getByTestId('drill-row').first()
  const deal = await row.getAttribute('data-host-id')
  await row.locator('.drill-to-plan').click()
  await app.getByTestId('plan-amount').waitFor()
  await take('plan')
  await app.getByTestId('plan-save').click()
  await app.locator('[data-testid=write-state][data-state=confirmed]').first().waitFor({ timeout: 60_000 })
  await take('saved')
  await page.goto(`${new URL(page.url()).origin}/crm/deal/details/${deal}/`)
  await take('card')
}
