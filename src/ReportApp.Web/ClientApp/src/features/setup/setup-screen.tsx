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
import { reportTexts } from '../report/texts'
import { roleGroups } from './role-groups'
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
  const { language } = useSpeech()
  const text = useTexts(setupTexts)
  const query = useSetup()
  const accept = useAcceptMapping()
  const setup = loaded(query)
  if (setup.kind === 'loading') return <Spinner className="setup-wait" />
  if (setup.kind === 'failed') return <Failure error={setup.error} retry={() => void query.refetch()} />
  const { roles, problems, proposal, accepted } = setup.value
  const { parts, steps } = roleGroups(roles)
  const refused = accept.error instanceof ApiError ? (accept.error.problem.errors ?? []) : []
  const wrong = new Map([...problems.map(({ role, reason }) => [role, reason] as const), ...refused.map(({ field, reason }) => [field, reason] as const)])
  return (
    <main className="setup" data-testid="setup">
      <header>
        <h1>{text.title}</h1>
        <p className="quiet">{text.lead}</p>
      </header>
      <div className="setup-scroll">
        {parts.map(({ part, lines }) => (
          <section key={part} className="setup-part">
            <h2>{text.parts[part] ?? part}</h2>
            <table className="setup-roles">
              <tbody>
                {lines.map((line) => (
                  <tr key={line.role}>
                    <th scope="row">{text.roles[line.role] ?? line.role}</th>
                    <td>{line.titles.length > 0 ? line.titles.join(', ') : <span className="quiet">{text.missing}</span>}</td>
                    <td>
                      <Mark isSure={line.isSure && !wrong.has(line.role)} reason={wrong.get(line.role)} isShown={line.titles.length > 0 || wrong.has(line.role)} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
        {steps.length > 0 && (
          <section className="setup-part">
            <h2>{text.stages}</h2>
            <table className="setup-roles">
              <tbody>
                {steps.map(({ stage, step, isSure }, index) => (
                  <tr key={index}>
                    <th scope="row">{stage}</th>
                    <td>{step === null ? <span className="quiet">{text.missing}</span> : (text.steps[step] ?? step)}</td>
                    <td>
                      <Mark isSure={isSure} reason={undefined} isShown />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </div>
      <footer className="setup-foot">
        {accept.error !== null && (
          <p className="setup-problem" role="alert">
            {refused.length > 0 ? text.refused : problemText(accept.error, language)}
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
      </footer>
    </main>
  )
}

function Mark({ isSure, reason, isShown }: { isSure: boolean; reason: string | undefined; isShown: boolean }) {
  const text = useTexts(setupTexts)
  if (!isShown) return null
  return (
    <span className="setup-mark" data-sure={isSure}>
      {isSure ? <CheckmarkCircleRegular aria-hidden /> : <WarningRegular aria-hidden />}
      {reason === undefined ? (isSure ? text.sure : text.unsure) : (text.problems[reason] ?? reason)}
    </span>
  )
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
      <table className="setup-roles">
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
