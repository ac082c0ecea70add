import { createDOMRenderer, RendererProvider } from '@fluentui/react-components'
import { createRoot } from 'react-dom/client'
import { ApiClient } from './api/client'
import { App, type Start } from './app/app'
import { answeringHost, freshTicket, reenter } from './app/host-frame/bridge'
import { currentView, restoreView } from './app/router'
import './ui/base.css'

/** The page's policy lets in only style sheets that carry its nonce. */
function stylesWithNonce() {
  const nonce = document.querySelector<HTMLElement>('meta[property=csp-nonce]')?.nonce
  return createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {})
}

async function open(ticket: string | undefined): Promise<Start> {
  if (ticket === undefined) {
    // A reload brings the page without a proof: the host can give one, and then this page is left.
    if (await reenter(currentView())) return new Promise(() => undefined)
    return { kind: 'outside' }
  }
  return { kind: 'open', api: await ApiClient.start(ticket, freshTicket) }
}

const element = document.getElementById('root')
if (element === null) throw new Error('The page has no root')
const { ticket, language, host, place, record, view } = element.dataset
delete element.dataset['ticket']
restoreView(place, record, view)
const start = await open(ticket).catch((error: unknown): Start => ({ kind: 'failed', error }))
createRoot(element).render(
  <RendererProvider renderer={stylesWithNonce()}>
    <App start={start} host={host ?? 'bitrix'} hostLanguage={language ?? null} />
  </RendererProvider>,
)
if (start.kind === 'open') requestIdleCallback(() => void answeringHost())
