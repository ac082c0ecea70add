import { Button } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { useEffect, useRef } from 'react'
import type { OutlookDeals, OutlookDealsRequest, OutlookDealState } from '../../api/types'
import { openRecord } from '../../app/host-frame/bridge'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import { addUp } from '../forecast/forecast-model'
import '../report/drill-panel.css'
import { useOutlookDeals } from './outlook-queries'
import { unitOf } from './outlook-state'
import { outlookTexts } from './texts'

type Props = Readonly<{ request: OutlookDealsRequest; name: string; cell: number | null; onClose: () => void }>

/** The deals behind a number. Its head proves that they are the number. */
export function OutlookPanel({ request, name, cell, onClose }: Props) {
  const text = useTexts(outlookTexts)
  const query = useOutlookDeals(request)
  const list = loaded(query)
  const panel = useRef<HTMLElement>(null)
  const key = `${request.row} ${request.number}`
  useEffect(() => panel.current?.focus({ preventScroll: true }), [key])
  return (
    <aside
      ref={panel}
      className="drill"
      data-testid="drill-panel"
      data-row={request.row}
      data-measure={request.number}
      {...(list.kind === 'ready' ? { 'data-count': list.value.count, 'data-sum': list.value.sum } : {})}
      tabIndex={-1}
      aria-label={`${name}, ${text.numbers[request.number]}`}
      aria-busy={list.kind === 'loading'}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header className="drill-head">
        <div className="drill-title">
          <span className="quiet" title={name}>
            {name}
          </span>
          <h2>{text.numbers[request.number]}</h2>
        </div>
        <Button appearance="subtle" icon={<DismissRegular />} aria-label={text.close} onClick={onClose} />
        {list.kind === 'ready' && <Proof list={list.value} cell={cell} />}
      </header>
      {list.kind === 'loading' && <div className="drill-list skeleton" aria-hidden />}
      {list.kind === 'failed' && <Failure error={list.error} retry={() => void query.refetch()} />}
      {list.kind === 'ready' && (list.value.count === 0 ? <Notice title={text.emptyTitle} detail={text.emptyDetail} /> : <Deals list={list.value} />)}
    </aside>
  )
}

/** Money, or how much of a count. */
function useExact(list: OutlookDeals): (value: number) => string {
  const { format } = useSpeech()
  return (value) => (unitOf(list.number) === 'money' ? format.money(value, list.currency) : format.number(value))
}

function Proof({ list, cell }: { list: OutlookDeals; cell: number | null }) {
  const { format } = useSpeech()
  const text = useTexts(outlookTexts)
  const exact = useExact(list)
  const isRate = list.number === 'winRate'
  // Multiplied first, so that it is rounded as the server does.
  const shown = isRate && list.count > 0 ? Math.round((list.sum * 10_000) / list.count) / 10_000 : list.sum
  const matches = shown === cell && list.sum === addUp([list.rest, ...list.deals.map(({ value }) => value)])
  return (
    <p className="drill-proof">
      <strong className="numbers" title={isRate ? text.wonOf(format.number(list.sum), format.number(list.count)) : exact(list.sum)}>
        {isRate ? format.percent(shown) : unitOf(list.number) === 'money' ? format.compactMoney(list.sum, list.currency) : format.number(list.sum)}
      </strong>
      <span className="quiet">= {format.plural(list.count, ...text.deals)}</span>
      <span className="drill-match" data-testid="outlook-proof" data-matches={matches}>
        {matches ? <CheckmarkCircleRegular aria-hidden /> : <WarningRegular aria-hidden />}
        {matches ? text.matches : text.differs}
      </span>
    </p>
  )
}

function Deals({ list }: { list: OutlookDeals }) {
  const { format } = useSpeech()
  const text = useTexts(outlookTexts)
  const exact = useExact(list)
  const states: Readonly<Record<OutlookDealState, string>> = {
    signed: text.came, ended: text.ended, lost: text.lost,
    open: list.number === 'before' ? text.wasAwaited : list.number === 'expected' || list.number === 'outlook' ? text.awaited : text.isOpen,
  }
  return (
    <>
      <div className="drill-list">
        {list.deals.map((deal) => (
          <article key={`${deal.dealId} ${deal.month} ${deal.state}`} className="drill-row" data-testid="drill-row" data-kind="deal" data-host-id={deal.dealId} data-value={deal.value}>
            <div className="drill-main">
              <button type="button" className="plain-button link drill-name" title={text.openInCrm} onClick={() => void openRecord(deal.hostUrl)}>
                {deal.title}
              </button>
              <span className="numbers drill-value">{exact(deal.value)}</span>
            </div>
            <div className="drill-facts">
              {deal.stage !== null && <span className="drill-stage">{deal.stage}</span>}
              <span>{[`${states[deal.state]}, ${format.month(deal.month)}`, deal.object ?? text.noObject, deal.managerName ?? text.noManager].join(' · ')}</span>
              {list.number === 'customers' && deal.value === 0 && <span className="drill-sources">{text.noBuyer}</span>}
            </div>
          </article>
        ))}
        {list.count > list.deals.length && (
          <p className="forecast-part">
            <span>{text.rest(format.plural(list.count - list.deals.length, ...text.deals))}</span>
            <strong className="numbers">{exact(list.rest)}</strong>
          </p>
        )}
      </div>
      <footer className="drill-foot">
        <strong>{text.numbers[list.number]}</strong>
        <strong className="numbers">{list.number === 'winRate' ? text.wonOf(format.number(list.sum), format.number(list.count)) : exact(list.sum)}</strong>
      </footer>
    </>
  )
}
