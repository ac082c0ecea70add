import { Button, ProgressBar, Spinner } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { useEffect, useState } from 'react'
import { answeringHost } from '../../app/host-frame/bridge'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import { useAcceptMapping, useApi, useSetup, useSync } from '../../api/queries'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import { forms } from '../report/row-titles'
import './setup-screen.css'
import { setupTexts } from './texts'

/** From the first opening to the first report: accept the mapping, load the data, tell the host that we are installed. */
export function SetupScreen({ onReady }: { onReady: () => void }) {
  const { session } = useApi()
  const text = useTexts(setupTexts)
  const [isSyncing, setSyncing] = useState(session.setup === 'syncing')
  if (isSyncing) return <FirstSync onReady={onReady} />
  if (!session.viewer.isAdministrator) return <Notice title={text.askAdministrator} detail={text.askAdministratorDetail} />
  return <MappingProposal onAccepted={() => setSyncing(true)} />
}

function MappingProposal({ onAccepted }: { onAccepted: () => void }) {
  const { format, language } = useSpeech()
  const text = useTexts(setupTexts)
  const query = useSetup()
  const accept = useAcceptMapping()
  const setup = loaded(query)
  if (setup.kind === 'loading') return <Spinner className="setup-wait" />
  if (setup.kind === 'failed') return <Failure error={setup.error} retry={() => void query.refetch()} />
  const { roles, problems, proposal, accepted } = setup.value
  const refused = accept.error instanceof ApiError ? (accept.error.problem.errors ?? []).map(({ field }) => field) : []
  return (
    <main className="setup" data-testid="setup">
      <h1>{text.title}</h1>
      <p className="quiet">{text.lead}</p>
      <table className="setup-roles">
        <thead>
          <tr>
            <th scope="col">{text.role}</th>
            <th scope="col">{text.source}</th>
            <th scope="col">{text.filled}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {roles.map((role) => (
            <tr key={role.role} data-refused={refused.includes(role.role)}>
              <th scope="row">{text.roles[role.role] ?? role.role}</th>
              <td>{role.title ?? role.source ?? <span className="quiet">{text.missing}</span>}</td>
              <td className="numbers">{role.share === null ? '' : format.percent(role.share, 0)}</td>
              <td>
                {role.source !== null && (
                  <span className="setup-mark" data-sure={role.isSure}>
                    {role.isSure ? <CheckmarkCircleRegular aria-hidden /> : <WarningRegular aria-hidden />}
                    {role.isSure ? text.sure : text.unsure}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems.map((code) => (
        <p key={code} className="setup-problem">
          <WarningRegular aria-hidden /> {text.problems[code] ?? code}
        </p>
      ))}
      {accept.error !== null && (
        <p className="setup-problem" role="alert">
          {problemText(accept.error, language)}
        </p>
      )}
      <Button
        data-testid="setup-start"
        appearance="primary"
        size="large"
        disabled={accept.isPending}
        onClick={() => accept.mutate(accepted ?? proposal, { onSuccess: onAccepted })}
      >
        {accept.isPending ? text.starting : text.start}
      </Button>
    </main>
  )
}

function FirstSync({ onReady }: { onReady: () => void }) {
  const { format, language } = useSpeech()
  const text = useTexts(setupTexts)
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
      <p className="quiet">{sync?.reason ?? text.syncingDetail}</p>
      <ProgressBar {...(sync?.percent == null ? {} : { value: isDone ? 1 : sync.percent / 100 })} thickness="large" aria-label={text.syncing} />
      {sync?.percent != null && <p className="quiet numbers">{text.percent(format.percent(sync.percent / 100, 0))}</p>}
      <table className="setup-roles">
        <tbody>
          {sync?.feeds.map((feed) => (
            <tr key={feed.kind}>
              <th scope="row">{feed.title}</th>
              <td className="numbers">{format.plural(feed.records, ...forms('record', language))}</td>
              <td>{feed.caughtUp && <CheckmarkCircleRegular className="setup-done" aria-label={text.ready} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  )
}
