import { Button, ProgressBar, Spinner } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { useCallback, useEffect, useRef, useState } from 'react'
import { finishInstallation } from '../../app/host-frame/bridge'
import { useApi, useSync } from '../../api/queries'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { forms } from '../report/row-titles'
import { reportTexts } from '../report/texts'
import { MappingWizard } from './mapping-wizard'
import { usePrepare } from './setup-queries'
import './setup-screen.css'
import { setupTexts } from './texts'

/**
 * From the first opening to the first report: accept the mapping, tell the host that we are installed, load the data. The host is told before
 * the data is there: until then its other people are kept out, and what happens in it is not reported to us. A new version only makes again
 * what the host dropped.
 */
export function SetupScreen({ onReady }: { onReady: () => void }) {
  const api = useApi()
  const text = useTexts(setupTexts)
  const [setup, setSetup] = useState(api.session.setup)
  const finish = async () => {
    await finishInstallation()
    await api.renew()
    setSetup(api.session.setup)
  }
  useEffect(() => {
    if (setup === 'ready') onReady()
  }, [setup, onReady])
  if (setup === 'ready') return null
  if (setup === 'syncing') return <FirstSync onReady={onReady} />
  if (!api.session.viewer.isAdministrator) return <Notice title={text.askAdministrator} detail={text.askAdministratorDetail} />
  if (setup === 'finishing') return <NewVersion onPrepared={finish} skip={onReady} />
  return <MappingWizard onAccepted={() => void finish()} />
}

/** What the host dropped is made again, without a question: it was agreed to before. */
function NewVersion({ onPrepared, skip }: { onPrepared: () => Promise<void>; skip: () => void }) {
  const text = useTexts(setupTexts)
  const { mutateAsync, error } = usePrepare()
  const hasBegun = useRef(false)
  const run = useCallback(async () => {
    await mutateAsync()
    await onPrepared()
  }, [mutateAsync, onPrepared])
  useEffect(() => {
    if (hasBegun.current) return
    hasBegun.current = true
    run().catch(() => undefined) // shown as the mutation's error
  }, [run])
  if (error !== null)
    return (
      <div data-testid="setup-finishing">
        <Failure error={error} retry={() => void run().catch(() => undefined)} />
        <Button className="setup-skip" appearance="subtle" onClick={skip}>
          {text.back}
        </Button>
      </div>
    )
  return <Spinner className="setup-wait" data-testid="setup-finishing" label={text.finishing} />
}

function FirstSync({ onReady }: { onReady: () => void }) {
  const { format, language } = useSpeech()
  const text = useTexts(setupTexts)
  const words = useTexts(reportTexts).freshness
  const api = useApi()
  const query = useSync(true)
  const sync = query.data
  const isDone = sync !== undefined && sync.asOf !== null && sync.state !== 'preparing'

  useEffect(() => {
    if (isDone) void api.renew().then(onReady)
  }, [isDone, api, onReady])

  if (sync === undefined && query.error !== null) return <Failure error={query.error} retry={() => void query.refetch()} />
  return (
    <main className="setup" data-testid="setup-progress">
      <h1>{isDone ? text.ready : sync?.state === 'stopped' ? text.stopped : text.syncing}</h1>
      <p className="quiet">{sync?.reason == null ? text.syncingDetail : (words.reasons[sync.reason] ?? sync.reason)}</p>
      <ProgressBar {...(sync?.percent == null ? {} : { value: isDone ? 1 : sync.percent / 100 })} thickness="large" aria-label={text.syncing} />
      {sync?.percent != null && <p className="quiet numbers setup-percent">{text.percent(format.percent(sync.percent / 100, 0))}</p>}
      <table className="setup-feeds">
        <tbody>
          {sync?.feeds.map((feed) => (
            <tr key={feed.kind}>
              <th scope="row">{words.feeds[feed.name] ?? feed.name}</th>
              <td className="numbers">{format.plural(feed.records, ...forms('record', language))}</td>
              <td>{feed.caughtUp && <CheckmarkCircleRegular className="setup-done" aria-label={text.ready} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  )
}
