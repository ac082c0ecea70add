import { Button, Popover, PopoverSurface, PopoverTrigger, Spinner } from '@fluentui/react-components'
import { ArrowSyncRegular } from '@fluentui/react-icons/svg/arrow-sync'
import { useState } from 'react'
import { useSync, useSyncNow } from '../../api/queries'
import type { Freshness } from '../../api/types'
import { undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { loaded } from '../../ui/state'
import { forms } from './row-titles'
import { reportTexts } from './texts'

export function FreshnessChip({ freshness }: { freshness: Freshness }) {
  const { format } = useSpeech()
  const text = useTexts(reportTexts).freshness
  const [isOpen, setOpen] = useState(false)
  const at = freshness.asOf === null ? undefinedMark : format.instant(freshness.asOf, new Date())
  const words = { fresh: text.asOf(at), late: text.late(at), stopped: text.stopped(at), preparing: text.preparing }[freshness.state]
  const reason = freshness.reason === null ? null : (text.reasons[freshness.reason] ?? freshness.reason)
  return (
    <Popover open={isOpen} onOpenChange={(_, data) => setOpen(data.open)} positioning="below-end" trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <button type="button" className="plain-button freshness" data-testid="freshness" data-state={freshness.state} title={reason ?? undefined}>
          <span className="freshness-dot" aria-hidden />
          {words}
        </button>
      </PopoverTrigger>
      <PopoverSurface className="feeds" aria-label={text.title}>
        <h2>{text.title}</h2>
        {freshness.asOf !== null && <p>{text.at(at)}</p>}
        <p>{text.states[freshness.state]}</p>
        {reason && <p className="feeds-reason">{reason}</p>}
        {isOpen && <Feeds />}
      </PopoverSurface>
    </Popover>
  )
}

function Feeds() {
  const { format, language } = useSpeech()
  const text = useTexts(reportTexts).freshness
  const query = useSync(true)
  const refresh = useSyncNow()
  const sync = loaded(query)
  if (sync.kind === 'loading') return <Spinner size="tiny" />
  if (sync.kind === 'failed') return <Failure error={sync.error} retry={() => void query.refetch()} />
  return (
    <>
      {sync.value.feeds.length === 0 && <p className="quiet">{text.forAdministrators}</p>}
      <table className="feeds-table">
        <tbody>
          {sync.value.feeds.map((feed) => (
            <tr key={feed.kind}>
              <th scope="row">{text.feeds[feed.name] ?? feed.name}</th>
              <td>{format.plural(feed.records, ...forms('record', language))}</td>
              <td className="quiet">
                {feed.reason !== null
                  ? (text.reasons[feed.reason] ?? feed.reason)
                  : feed.lastRunAt === null
                    ? text.waiting
                    : !feed.caughtUp
                      ? text.behind
                      : format.instant(feed.lastRunAt, new Date())}
                {feed.quarantined > 0 && ` · ${text.quarantined(format.number(feed.quarantined))}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button icon={<ArrowSyncRegular />} disabled={refresh.isPending || refresh.isSuccess || sync.value.state === 'running'} onClick={() => refresh.mutate()}>
        {refresh.isSuccess ? text.requested : text.refresh}
      </Button>
    </>
  )
}
