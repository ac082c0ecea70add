import { expect, test } from 'vitest'
import { freePort, startServer } from './server'

/** Listens, and says a word when it is asked politely to end. */
const listener = `
  process.on('SIGTERM', () => { console.log('good-bye'); process.exit(0) })
  require('node:http').createServer((_, response) => response.end('here')).listen(Number(process.argv[1]), '127.0.0.1', () => console.log('Ready'))`

async function startListener() {
  const port = await freePort()
  const server = await startServer(process.execPath, ['-e', listener, String(port)], /^Ready/)
  return { server, ask: async () => (await fetch(`http://127.0.0.1:${port}/`)).text() }
}

test('A started server answers, and a stopped one has ended in its own way', async () => {
  const { server, ask } = await startListener()
  expect(await ask()).toBe('here')
  await server.stop()
  await expect(ask()).rejects.toThrow()
  expect(server.output()).toContain('good-bye')
})

test('A killed server ends at once and says nothing', async () => {
  const { server, ask } = await startListener()
  await server.kill()
  await expect(ask()).rejects.toThrow()
  expect(server.output()).not.toContain('good-bye')
})

test('A program that ends before it is ready is reported with its own words', async () => {
  const start = startServer(process.execPath, ['-e', 'console.error("no database")'], /^Ready/)
  await expect(start).rejects.toThrow('no database')
})

test('A program that never gets ready is killed', async () => {
  const start = startServer(process.execPath, ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'], /^Ready/, { timeout: 5000 })
  const message = await start.then(() => '', (fault: Error) => fault.message)
  const pid = Number(message.split('\n')[1])
  expect(pid).toBeGreaterThan(0)
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('A program that is not there is reported', async () => {
  await expect(startServer('/no/such/program', [], /^Ready/)).rejects.toThrow('ENOENT')
})
