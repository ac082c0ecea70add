import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'

/** A program of its own, so that it can die alone. */
export type Server = Readonly<{
  /** What it has printed so far, both streams, for the message of a failed test. */
  output: () => string
  /** Asks it to end and waits until it has. */
  stop: () => Promise<void>
  /** SIGKILL: no handler of it runs, nothing is flushed. */
  kill: () => Promise<void>
}>

/** A port of loopback that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as AddressInfo
  await new Promise((done) => probe.close(done))
  return port
}

/**
 * Starts a program and returns once it printed a line that matches.
 * @throws when it ends first or says nothing of the kind in time; it is dead then, and its output is in the message
 */
export async function startServer(
  command: string,
  args: readonly string[],
  ready: RegExp,
  options: Readonly<{ env?: NodeJS.ProcessEnv; timeout?: number }> = {},
): Promise<Server> {
  const child = spawn(command, args, { env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const ended = new Promise<void>((done) => {
    child.once('close', () => done())
    child.once('error', (fault) => {
      lines.push(String(fault))
      done()
    })
  })
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  const output = () => lines.join('\n')

  let timer: NodeJS.Timeout | undefined
  const isReady = await Promise.race([
    new Promise<boolean>((done) => {
      for (const stream of [child.stdout, child.stderr])
        createInterface(stream).on('line', (line) => {
          lines.push(line)
          if (ready.test(line)) done(true)
        })
    }),
    ended.then(() => false),
    new Promise<boolean>((done) => {
      timer = setTimeout(() => done(false), options.timeout ?? 60_000)
    }),
  ])
  clearTimeout(timer)
  if (!isReady) {
    await end('SIGKILL')
    throw new Error(`'${command} ${args.join(' ')}' did not get ready:\n${output()}`)
  }
  return { output, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}
