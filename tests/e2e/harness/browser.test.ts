import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openBrowser, type Person } from './browser'

let person: Person
let server: Server
let asked: { path: string; cookie: string | undefined }[]

/** One server under two names, so a page of one is a third party to the other. */
const at = (host: string, path: string) => `http://${host}:${(server.address() as AddressInfo).port}${path}`

function page(request: IncomingMessage): string {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://any')
  return pathname === '/host' ? `<iframe src="${searchParams.get('frame') ?? ''}"></iframe>` : '<p id="there">there</p>'
}

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    asked.push({ path: new URL(request.url ?? '/', 'http://any').pathname, cookie: request.headers.cookie })
    // Sent to frames of other sites wherever these are allowed cookies at all; localhost may set it without https.
    response.setHeader('set-cookie', 'seen=1; Path=/; SameSite=None; Secure')
    response.setHeader('content-type', 'text/html')
    response.end(page(request))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  person = await openBrowser()
})

afterEach(async () => {
  await person.close()
  await new Promise((done) => server.close(done))
})

const cookiesSentTo = (path: string) => asked.filter((request) => request.path === path).map((request) => request.cookie)

test('A frame of another site gets no cookie, though its site set one as a first party', async () => {
  const tab = await person.context.newPage()
  await tab.goto(at('localhost', '/first'))
  await tab.goto(at('127.0.0.1', `/host?frame=${encodeURIComponent(at('localhost', '/frame'))}`))
  await tab.frameLocator('iframe').locator('#there').waitFor()
  expect(cookiesSentTo('/frame')).toEqual([undefined])
})

test('A page opened by itself gets its own cookie back', async () => {
  const tab = await person.context.newPage()
  await tab.goto(at('localhost', '/first'))
  await tab.goto(at('localhost', '/second'))
  expect(cookiesSentTo('/second')).toEqual(['seen=1'])
})

test('Storage of a frame from another site does not reach the storage of its own pages', async () => {
  const tab = await person.context.newPage()
  await tab.goto(at('localhost', '/first'))
  await tab.evaluate(() => localStorage.setItem('mark', 'first party'))
  await tab.goto(at('127.0.0.1', `/host?frame=${encodeURIComponent(at('localhost', '/frame'))}`))
  const frame = tab.frameLocator('iframe').locator('#there')
  const mark = await frame.evaluate(() => {
    try {
      return localStorage.getItem('mark')
    } catch {
      return null
    }
  })
  expect(mark).toBeNull()
})
