import { Button, useRestoreFocusTarget } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { lazy, memo, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useEntryOf } from '../../api/queries'
import type { ForecastDealRow, ForecastDeals, ForecastDealsRequest, Month } from '../../api/types'
import { openRecord } from '../../app/host-frame/bridge'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import { WriteState } from '../plan/write-state'
import '../report/drill-panel.css'
import { addUp, isProven } from './forecast-model'
import { DealWhy } from './deal-why'
import { FateChoice } from './fate-choice'
import { useForecastDeals } from './forecast-queries'
import { useForecastTexts, useIsSales, useWhyTexts } from './metric'
import { OverrideMark } from './override-mark'
import { overrideTexts } from './override-texts'
import type { Fate } from './scenario-model'
import { countForm } from './texts'

const OverrideDialog = lazy(async () => ({ default: (await import('./override-dialog')).OverrideDialog }))
const PlanEditor = lazy(async () => ({ default: (await import('../plan/plan-editor')).PlanEditor }))

type Props = Readonly<{
  request: ForecastDealsRequest
  name: string
  current: Month
  /** The number that was opened. */
  cell: number | null
  /** What the chosen scenario takes for certain of a deal. */
  fateOf: (dealId: string) => Fate
  onFate: (dealId: string, fate: Fate) => void
  onClose: () => void
}>

/** The deals behind what is expected of a month. Its head proves that they are the number. */
export function ForecastDealsPanel({ request, name, current, cell, fateOf, onFate, onClose }: Props) {
  const { format } = useSpeech()
  const text = useForecastTexts()
  const query = useForecastDeals(request)
  const deals = loaded(query)
  const panel = useRef<HTMLElement>(null)
  const [edited, setEdited] = useState<string | null>(null)
  const [overruled, setOverruled] = useState<ForecastDealRow | null>(null)
  const edit = useCallback((dealId: string) => setEdited(dealId), [])
  const key = `${request.row} ${request.month}`

  useEffect(() => panel.current?.focus({ preventScroll: true }), [key])

  return (
    <aside
      ref={panel}
      className="drill"
      data-testid="drill-panel"
      data-row={request.row}
      data-col={request.month}
      data-measure="mean"
      {...(deals.kind === 'ready' ? { 'data-count': deals.value.count, 'data-sum': deals.value.mean } : {})}
      tabIndex={-1}
      aria-label={`${name}, ${text.measures.mean}, ${format.month(request.month)}`}
      aria-busy={deals.kind === 'loading'}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && edited === null && overruled === null) onClose()
      }}
    >
      <header className="drill-head">
        <div className="drill-title">
          <span className="quiet" title={name}>
            {name} · {format.month(request.month)}
          </span>
          <h2>{text.measures.mean}</h2>
        </div>
        <Button appearance="subtle" icon={<DismissRegular />} aria-label={text.panel.close} onClick={onClose} />
        {deals.kind === 'ready' && <Proof deals={deals.value} cell={cell} />}
      </header>
      {deals.kind === 'loading' && (
        <div className="drill-list" aria-hidden>
          {Array.from({ length: 6 }, (_, index) => (
            <div key={index} className="drill-row">
              <div className="skeleton forecast-deal-wait" />
            </div>
          ))}
        </div>
      )}
      {deals.kind === 'failed' && <Failure error={deals.error} retry={() => void query.refetch()} />}
      {deals.kind === 'ready' && <Parts key={key} request={request} deals={deals.value} fateOf={fateOf} onFate={onFate} onPlan={edit} onOverrule={setOverruled} />}
      {overruled !== null && (
        <Suspense>
          <OverrideDialog dealId={overruled.dealId} title={overruled.title} current={current} month={request.month} onClose={() => setOverruled(null)} />
        </Suspense>
      )}
      {edited !== null && (
        <Suspense>
          <PlanEditor dealId={edited} month={request.month} onClose={() => setEdited(null)} />
        </Suspense>
      )}
    </aside>
  )
}

/** «128 млн ₽ = 12 сделок + будущие продажи» */
function Proof({ deals, cell }: { deals: ForecastDeals; cell: number | null }) {
  const { format, language } = useSpeech()
  const text = useForecastTexts().panel
  const matches = isProven(deals, cell)
  const parts = [
    ...(deals.paid === 0 ? [] : [text.paid.toLowerCase()]),
    ...(deals.count === 0 ? [] : [format.plural(deals.count, ...countForm('deal', language))]),
    ...(deals.new === 0 ? [] : [text.new.toLowerCase()]),
    ...(deals.refunds === 0 ? [] : [text.refunds.toLowerCase()]),
  ]
  return (
    <p className="drill-proof">
      <strong className="numbers" title={format.money(deals.mean, deals.unit)}>
        {format.compactMoney(deals.mean, deals.unit)}
      </strong>
      {parts.length > 0 && <span className="quiet">= {parts.join(' + ')}</span>}
      <span className="drill-match" data-testid="forecast-proof" data-matches={matches}>
        {matches ? <CheckmarkCircleRegular aria-hidden /> : <WarningRegular aria-hidden />}
        {matches ? text.matches : text.differs}
      </span>
    </p>
  )
}

type PartsProps = Readonly<{ request: ForecastDealsRequest; deals: ForecastDeals; onPlan: (dealId: string) => void; onOverrule: (deal: ForecastDealRow) => void }> & Pick<Props, 'fateOf' | 'onFate'>

function Parts({ request, deals, fateOf, onFate, onPlan, onOverrule }: PartsProps) {
  const { format, language } = useSpeech()
  const text = useForecastTexts()
  const byHand = useTexts(overrideTexts)
  const { panel } = text
  const money = (value: number) => format.money(value, deals.unit)
  const row = (deal: ForecastDealRow) => (
    <Deal
      key={deal.dealId}
      deal={deal}
      request={request}
      unit={deals.unit}
      fate={fateOf(deal.dealId)}
      onFate={onFate}
      onPlan={onPlan}
      onOverrule={deals.mayOverrule && deal.part === 'open' ? onOverrule : null}
    />
  )
  if (deals.count === 0 && deals.paid === 0 && deals.new === 0 && deals.refunds === 0 && deals.excluded.length === 0) return <Notice title={panel.emptyTitle} detail={panel.emptyDetail} />
  const line = (part: string, caption: string, about: string, value: number) =>
    value !== 0 && (
      <p className="forecast-part" data-testid="forecast-part" data-part={part} data-value={value}>
        <span>
          {caption} <span className="quiet">{about}</span>
        </span>
        <strong className="numbers">{money(value)}</strong>
      </p>
    )
  return (
    <>
      <div className="drill-list">
        {line('paid', panel.paid, panel.paidAbout, deals.paid)}
        {(['signed', 'open'] as const).map((part) => {
          const own = deals.deals.filter((deal) => deal.part === part)
          return (
            own.length > 0 && (
              <section key={part} aria-label={text.measures[part]}>
                <h3 className="forecast-part">
                  <span>
                    {text.measures[part]} <span className="quiet">{format.plural(own.length, ...countForm('deal', language))}</span>
                  </span>
                  <strong className="numbers">{money(addUp(own.map((deal) => deal.money)))}</strong>
                </h3>
                {own.map(row)}
              </section>
            )
          )
        })}
        {line('rest', panel.rest(format.plural(deals.count - deals.deals.length, ...countForm('deal', language))), panel.restAbout, deals.rest)}
        {line('refunds', panel.refunds, panel.refundsAbout, deals.refunds)}
        {line('new', panel.new, panel.newAbout, deals.new)}
        {deals.excluded.length > 0 && (
          <section aria-label={byHand.excluded} data-testid="excluded-deals">
            <h3 className="forecast-part">
              <span>
                {byHand.excluded} <span className="quiet">{byHand.excludedAbout}</span>
              </span>
              <strong className="numbers">{format.number(deals.excluded.length)}</strong>
            </h3>
            {deals.excluded.map(row)}
          </section>
        )}
      </div>
      <footer className="drill-foot">
        <strong>{panel.total}</strong>
        <strong className="numbers">{money(deals.mean)}</strong>
      </footer>
    </>
  )
}

type DealProps = Readonly<{
  deal: ForecastDealRow
  /** Of the list that it stands in. */
  request: ForecastDealsRequest
  unit: string
  fate: Fate
  onFate: Props['onFate']
  onPlan: (dealId: string) => void
  /** Null: the viewer may not. */
  onOverrule: ((deal: ForecastDealRow) => void) | null
}>

const Deal = memo(function Deal({ deal, request, unit, fate, onFate, onPlan, onOverrule }: DealProps) {
  const { format } = useSpeech()
  const text = useForecastTexts().panel
  // A plan entry is of receipts.
  const isSales = useIsSales()
  const byHand = useTexts(overrideTexts)
  const why = useWhyTexts()
  const [isExplained, setExplained] = useState(false)
  // The editor gives the focus back to where it was opened; else Escape would no longer reach this panel.
  const focusTarget = useRestoreFocusTarget()
  const entry = useEntryOf(deal.dealId)
  // A plan that was just saved stands in the CRM before the next sync brings it into the list.
  const plan = entry?.write.state === 'confirmed' ? entry.values : deal.entry
  const isPlanned = !isSales && plan !== null && plan.status !== 'cancelled'
  const facts = [
    deal.object ?? text.noObject,
    deal.managerName ?? text.noManager,
    // Every deal is one contract.
    deal.left === deal.money || unit === 'pieces' ? null : `${text.left}\u00a0${format.compactMoney(deal.left, unit)}`,
  ].filter((part) => part !== null)
  return (
    <article className="drill-row" data-testid="drill-row" data-kind="deal" data-host-id={deal.dealId} data-value={deal.money}>
      <div className="drill-main">
        <button type="button" className="plain-button link drill-name" title={text.openInCrm} onClick={() => void openRecord(deal.hostUrl)}>
          {deal.title}
        </button>
        <span className="numbers drill-value">{format.money(deal.money, unit)}</span>
      </div>
      <div className="drill-facts">
        {deal.stage !== null && <span className="drill-stage">{deal.stage}</span>}
        <span>{facts.join(' · ')}</span>
        {deal.part !== 'signed' && (
          <span title={text.chanceAbout}>
            {` · ${text.chance}\u00a0${format.percent(deal.chance, 0)}`}
          </span>
        )}
      </div>
      {deal.override !== null && <OverrideMark said={deal.override} />}
      <div className="drill-actions">
        {isPlanned && (
          <span className="drill-plan">
            {text.planned}: {format.month(plan.month)}, {format.compactMoney(plan.amount.amount, plan.amount.currency)}
          </span>
        )}
        {deal.money !== 0 && (
          <button
            type="button"
            className="plain-button link"
            data-testid="why-open"
            aria-expanded={isExplained}
            aria-label={`${isExplained ? why.close : why.open}: ${deal.title}`}
            onClick={() => setExplained(!isExplained)}
          >
            {isExplained ? why.close : why.open}
          </button>
        )}
        <FateChoice deal={deal.title} month={request.month} isSigned={deal.part === 'signed'} fate={fate} onChange={(next) => onFate(deal.dealId, next)} />
        {onOverrule !== null && (
          <Button size="small" appearance="subtle" data-testid="override-open" {...focusTarget} aria-label={`${byHand.open} ${deal.title}`} onClick={() => onOverrule(deal)}>
            {byHand.open}
          </Button>
        )}
        {!isSales && (
          <Button size="small" className="drill-to-plan" {...focusTarget} onClick={() => onPlan(deal.dealId)}>
            {isPlanned ? text.changePlan : text.plan}
          </Button>
        )}
      </div>
      {isExplained && <DealWhy request={{ ...request, dealId: deal.dealId }} title={deal.title} />}
      {entry !== null && <WriteState entry={entry} />}
    </article>
  )
})
