import { ProgressBar } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { useEffect, useState } from 'react'
import { answeringHost } from '../../app/host-frame/bridge'
import { useApi, useSync } from '../../api/queries'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { forms } from '../report/row-titles'
import { reportTexts } from '../report/texts'
import { MappingWizard } from './mapping-wizard'
import './setup-screen.css'
import { setupTexts } from './texts'

/** From the first opening to the first report: accept the mapping, load the data, tell the host that we are installed. */
export function SetupScreen({ onReady }: { onReady: () => void }) {
  const { session } = useApi()
  const text = useTexts(setupTexts)
  const [isSyncing, setSyncing] = useState(session.setup === 'syncing')
  if (isSyncing) return <FirstSync onReady={onReady} />
  if (!session.viewer.isAdministrator) return <Notice title={text.askAdministrator} detail={text.askAdministratorDetail} />
  return <MappingWizard onAccepted={() => setSyncing(true)} />
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
    if (!isDone) return
    void (async () => {
      const host = await answeringHost()
      if (api.session.viewer.isAdministrator) await host?.installFinish()
      await api.renew()
      onReady()
    })()
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
