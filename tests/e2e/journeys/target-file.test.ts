import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { headOfSales, openApp, signIn } from '../harness/host-pages'

// A head of sales brings the table that he keeps himself: says what its columns are, sees what becomes of it, takes it, and is not asked again.

let demo: Demo
let person: Person
let page: Page
let frame: FrameLocator
let folder: string
let names: readonly string[]

beforeAll(async () => {
  demo = await startDemo('--deals', '100')
  folder = await mkdtemp(join(tmpdir(), 'targets-'))
  person = await openBrowser()
  page = await signIn(person, demo, await headOfSales(demo))
  frame = await openApp(page)
  await frame.locator('header button[aria-label]').last().click()
  await frame.getByRole('menuitem', { name: 'Планы по месяцам', exact: true }).click()
  const rows = frame.locator('tr:has(input[data-cell^="manager:"]) > th')
  await rows.first().waitFor()
  names = await rows.allInnerTexts()
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
  await rm(folder, { recursive: true, force: true })
})

const dialog = () => frame.getByTestId('target-file')

async function bring(name: string, text: string) {
  const file = join(folder, name)
  await writeFile(file, text)
  await frame.getByTestId('targets-file').setInputFiles(file)
  await frame.getByTestId('target-file-header').waitFor()
}

const cellOf = (name: string, month: string) => frame.locator(`tr:has(> th[title="${name}"]) input[data-cell$="|${month}"]`)

const valueOf = async (name: string, month: string) => Number((await cellOf(name, month).inputValue()).replace(/\s/g, '').replace(',', '.'))

test('A table that is not ours is asked about, previewed with every fault, and taken', async () => {
  await bring('план.csv', `Табельный;Сотрудница;Январь;Февраль\n17;${names[0]!};1 500 000;2,5 млн\n18;Никто Такой;1;2\n;Итого;1500001;2500002\n`)
  expect(await dialog().getByRole('alert').innerText()).toContain('для кого план')
  await dialog().getByLabel('Что в нём: Сотрудница').selectOption('scope')
  await dialog().getByTestId('target-file-metric').selectOption('receipts')
  await dialog().getByTestId('target-file-year').selectOption('2027')

  const changes = dialog().getByTestId('target-file-change')
  await changes.first().waitFor()
  expect(await changes.count()).toBe(2)
  expect((await changes.first().innerText()).replace(/\s+/g, ' ')).toContain('1 500 000')
  const faults = (await dialog().getByTestId('target-file-rejected').allInnerTexts()).map((row) => row.replace(/\s+/g, ' '))
  expect(faults).toEqual(['3 Сотрудница такого названия в CRM нет', '4 Сотрудница это итог, а не план'])

  await dialog().getByTestId('target-file-take').click()
  await dialog().getByTestId('target-file-done').waitFor()
  await dialog().getByRole('button', { name: 'Закрыть' }).click()
  await expect.poll(() => valueOf(names[0]!, '2027-01')).toBe(1_500_000)
  expect(await valueOf(names[0]!, '2027-02')).toBe(2_500_000)
})

test('The next file with these titles is read as the last one, and shows what it overwrites', async () => {
  await bring('план-2.csv', `Табельный;Сотрудница;Январь 2027;Февраль 2027\n17;${names[0]!};1600000;2500000\n`)
  const change = dialog().getByTestId('target-file-change')
  await change.first().waitFor()
  expect(await change.count()).toBe(1)
  expect((await change.innerText()).replace(/\s+/g, ' ')).toMatch(/1 500 000 1 600 000$/)
  expect(await dialog().getByTestId('target-file-columns').innerText()).toContain('как в прошлый раз')
  await dialog().getByTestId('target-file-take').click()
  await dialog().getByTestId('target-file-done').waitFor()
  await dialog().getByRole('button', { name: 'Закрыть' }).click()
  await expect.poll(() => valueOf(names[0]!, '2027-01')).toBe(1_600_000)
})

test('The template comes down for a year, and an empty one changes nothing', async () => {
  await frame.getByTestId('targets-template').click()
  const coming = page.waitForEvent('download')
  await frame.getByRole('menuitem', { name: 'на 2027 год' }).click()
  const file = join(folder, (await coming).suggestedFilename())
  await (await coming).saveAs(file)
  expect(file).toMatch(/plans-receipts-2027\.xlsx$/)

  await frame.getByTestId('targets-file').setInputFiles(file)
  await dialog().getByTestId('target-file-counts').waitFor()
  expect(await dialog().getByTestId('target-file-sheet').locator('option').first().innerText()).toBe('Все понятные: Объекты, Менеджеры')
  expect(await dialog().getByTestId('target-file-rejected').count()).toBe(0)
  expect(await dialog().getByTestId('target-file-take').isDisabled()).toBe(true)
})
