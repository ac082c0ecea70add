import type { B24Frame, initializeB24Frame } from '@bitrix24/b24jssdk'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

declare global {
  interface Window {
    B24Js: { initializeB24Frame: typeof initializeB24Frame }
    b24: B24Frame
  }
}

/** The bundle that vendors of applications take from a CDN: package.json names it so. */
const bundle = fileURLToPath(new URL('../umd/index.min.js', import.meta.resolve('@bitrix24/b24jssdk')))

const page = `<!doctype html>
<html lang="en"><title>Trial</title><meta charset="utf-8"><body><h1>Trial</h1>
<script src="/sdk.js"></script>
<script>
  B24Js.initializeB24Frame().then(
    (b24) => { window.b24 = b24; document.body.dataset.state = 'ready' },
    (fault) => { document.body.dataset.state = String(fault) },
  )
</script>`

/** An application as its vendor serves it: pages that hold nothing but the SDK. */
export type ApplicationPages = Readonly<{ origin: string; close: () => Promise<void> }>

export async function servePages(): Promise<ApplicationPages> {
  const script = await readFile(bundle)
  const server = createServer((request, response) => {
    const isScript = request.url === '/sdk.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    request.resume().once('end', () => response.end(isScript ? script : page))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    // Another name than the portal's: its frame is a third party's there.
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
