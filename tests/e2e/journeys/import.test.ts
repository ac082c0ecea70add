import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FrameLocator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, type Person } from '../harness/browser'
import { type Demo, startDemo } from '../harness/demo'
import { openApp, signIn, usersOf } from '../harness/host-pages'

// The administrator brings accounting's file, sees what it would change, takes it, takes it again, and lets accounting push the next one.

let demo: Demo
let person: Person
let frame: FrameLocator
let folder: string

beforeAll(async () => {
  demo = await startDemo('--deals', '300')
  folder = await mkdtemp(join(tmpdir(), 'imports-'))
  person = await openBrowser()
  const [administrator] = await usersOf(demo, (user) => user.role === 'admin')
  frame = await openApp(await signIn(person, demo, administrator!))
  await frame.getByRole('button', { name: 'Ещё' }).click()
  await frame.getByRole('menuitem', { name: 'Импорт из файла' }).click()
  await frame.getByTestId('imports').waitFor()
})

afterAll(async () => {
  await person?.close()
  await demo?.server.stop()
  await rm(folder, { recursive: true, force: true })
})

async function exported(): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(`${demo.portal}/__sandbox/payments.csv`)).arrayBuffer())
}

/** The number beside a name in the preview. */
async function said(name: string): Promise<number> {
  return Number((await frame.getByTestId('import-preview').getByRole('row', { name }).locator('td').innerText()).replace(/\D/g, ''))
}

test('The file of accounting is understood as it is, and most of its rows find their deals', async () => {
  const file = join(folder, 'оплаты.csv')
  await writeFile(file, await exported())
  await frame.getByTestId('import-file').setInputFiles(file)
  await frame.getByTestId('import-commit').waitFor()
  const rows = new Set(new TextDecoder('windows-1251').decode(await exported()).trim().split('\r\n').slice(1).map((line) => line.split(';').at(-1)))
  expect(await said('Новые')).toBe(rows.size)
  expect(await said('Строки с ошибками')).toBe(0)
  expect(await said('Не разнесено')).toBeGreaterThan(0)
  expect(await said('Не разнесено')).toBeLessThan(rows.size / 2)
  await frame.getByTestId('import-commit').click()
  await frame.getByTestId('import-done').waitFor()
})

test('The same file again is known already', async () => {
  const before = await frame.getByTestId('import-history').getByRole('row').count()
  await frame.getByTestId('import-file').setInputFiles(join(folder, 'оплаты.csv'))
  await frame.getByTestId('import-commit').waitFor()
  expect(await said('Новые')).toBe(0)
  expect(await said('Уже есть')).toBeGreaterThan(0)
  expect(await frame.getByTestId('import-history').getByRole('row').count()).toBe(before)
})

test('A bad row is shown with its line, its column and the reason', async () => {
  const file = join(folder, 'плохой.csv')
  await writeFile(file, 'Договор;Дата;Сумма\nД-1;01.10.2026;10\nД-1;31.02.2026;20\n')
  await frame.getByTestId('import-file').setInputFiles(file)
  await frame.getByTestId('import-rejected').waitFor()
  expect(await frame.getByTestId('import-rejected').locator('tbody tr td').allInnerTexts()).toEqual(['3', 'Дата', 'не дата'])
})

test('Accounting pushes to the address that the administrator made', async () => {
  await frame.getByTestId('import-make-address').click()
  const address = await frame.getByTestId('import-address').innerText()
  const answer = await fetch(address, { method: 'POST', body: (await exported()) as BodyInit, headers: { 'content-type': 'text/csv' } })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ added: 0, rejectedRows: 0 })
  expect((await fetch(`${address}0`, { method: 'POST', body: 'x' })).status).toBe(401)
})

test('A payment that names nothing is offered to the deal of its payer, and belongs to it once ticked', async () => {
  const [titles, ...rows] = new TextDecoder('windows-1251').decode(await exported()).trim().split('\r\n')
  const nameless = rows.slice(-20).map((row, index) => ['', ...row.split(';').slice(1, -1), `Б-${index}`].join(';'))
  const file = join(folder, 'банк.csv')
  await writeFile(file, [titles, ...nameless].join('\n'))

  await frame.getByTestId('import-file').setInputFiles(file)
  const offered = frame.getByTestId('import-proposals').locator('tbody tr')
  await offered.first().waitFor()
  const [count, before] = [await offered.count(), await said('Не разнесено')]
  expect(before).toBe(await said('Новые'))
  await frame.getByTestId('import-confirm-all').check()
  await frame.getByTestId('import-commit').click()
  await frame.getByTestId('import-done').waitFor()

  await frame.getByTestId('import-file').setInputFiles(file)
  await frame.getByTestId('import-commit').waitFor()
  expect(await said('Уже есть')).toBe(before)
  expect(await said('Не разнесено')).toBe(before - count)
  expect(await offered.count()).toBe(0)
})

test('Two sources stand side by side, and the named one counts from its day on', async () => {
  await frame.getByRole('link', { name: 'Сравнить источники' }).click()
  const sums = frame.getByTestId('payment-sources').getByTestId('source-sum')
  await sums.first().waitFor()
  const [crm, file] = await Promise.all([-2, -1].map(async (index) => Number(await sums.nth(index).getAttribute('data-value'))))
  const ours = frame.locator('[data-testid=our-figure][data-row=total][data-metric=receipts]')
  const shown = async () => Number(await ours.getAttribute('data-value'))
  expect(await shown()).toBe(crm)
  expect(file).not.toBe(crm)
  await frame.getByTestId('source-lines').last().click()
  await frame.getByTestId('reconciled-record').first().waitFor()

  await frame.getByRole('link', { name: 'К отчётам' }).click()
  await frame.getByRole('button', { name: 'Ещё' }).click()
  await frame.getByRole('menuitem', { name: 'Импорт из файла' }).click()
  await frame.getByTestId('import-counted-payments').selectOption('1С')
  await frame.getByTestId('import-counted-from').fill('2026-10-01')
  await frame.getByTestId('import-count').click()
  await frame.getByTestId('import-periods').getByText('с 01.10.2026').waitFor()
  await frame.getByRole('link', { name: 'Сравнить источники' }).click()
  await ours.waitFor()
  await expect.poll(shown).toBe(file)
  await frame.getByTestId('reconciliation-month').first().click()
  expect(await shown()).toBe(Number(await sums.first().getAttribute('data-value')))
})
