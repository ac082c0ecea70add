import { Button, Checkbox, Spinner, useRestoreFocusTarget } from '@fluentui/react-components'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { type KeyboardEvent, useState } from 'react'
import { openRecord } from '../../app/host-frame/bridge'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import { useBoardDeals, useEntryOf, useTakeOut } from '../../api/queries'
import type { BoardDeal, BoardRequest, BoardRow, Month } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { Facts } from '../../ui/facts'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import { boardTexts } from './board-texts'
import { mostInBulk } from './bulk'
import { Promises } from './promises'
import { proposalTexts } from './proposal-texts'
import { rebalanceTexts } from './rebalance-texts'
import { mayTakeOut, takingOut } from './take-out'
import { planTexts } from './texts'
import { WriteState } from './write-state'

type Props = Readonly<{
  row: BoardRow
  request: BoardRequest
  currency: string
  onlyUnplanned: boolean
  /** Of the board; null: it is closed, nothing is taken out of it. */
  month: Month | null
  onPlan: (dealId: string) => void
  onBulk: (dealIds: readonly string[]) => void
  /** Null: the month is closed. */
  onPropose: (() => void) | null
  /** Null: the month is closed, or there is no target. */
  onRebalance: (() => void) | null
}>

/** A promise can be made of it: what is paid needs none any more. */
const isFree = (deal: BoardDeal) => deal.dealId !== null && deal.entry === null && !deal.risks.includes('lost') && (deal.unpaid > 0 || deal.expected !== null)

/** The deals behind one row of the board, to be planned one by one or several at once. */
export function BoardDealList({ row, request, currency, onlyUnplanned, month, onPlan, onBulk, onPropose, onRebalance }: Props) {
  const { format } = useSpeech()
  const text = useTexts(boardTexts)
  const proposal = useTexts(proposalTexts)
  const rebalance = useTexts(rebalanceTexts)
  const query = useBoardDeals(row.key, request)
  const deals = loaded(query)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  // A deal that the month knew by its plan alone stays in sight, so that it can come back.
  const [takenOut, setTakenOut] = useState<readonly BoardDeal[]>([])
  if (deals.kind === 'failed') return <Failure error={deals.error} retry={() => void query.refetch()} />
  if (deals.kind === 'loading') return <Spinner className="board-wait" size="tiny" />

  const all = [...deals.value.deals, ...takenOut.filter(({ dealId }) => !deals.value.deals.some((deal) => deal.dealId === dealId))]
  const shown = onlyUnplanned ? all.filter((deal) => deal.entry === null && deal.dealId !== null) : all
  if (shown.length === 0)
    return <Notice title={onlyUnplanned && deals.value.count > 0 ? text.noneUnplanned : text.noneTitle} detail={onlyUnplanned && deals.value.count > 0 ? undefined : text.noneHint} />
  const free = shown.filter(isFree).map((deal) => deal.dealId ?? '').slice(0, mostInBulk)
  const chosen = shown.map((deal) => deal.dealId ?? '').filter((id) => picked.has(id))
  const pick = (id: string, isPicked: boolean) => setPicked((now) => new Set(isPicked ? [...now, id] : [...now].filter((other) => other !== id)))

  return (
    <div className="board-deals" data-testid="board-deals" data-row={row.key} data-count={deals.value.count}>
      <div className="board-tools">
        <Checkbox
          label={text.selectAll}
          disabled={free.length === 0}
          checked={free.length > 0 && free.every((id) => picked.has(id)) ? true : chosen.length > 0 ? 'mixed' : false}
          onChange={(_, { checked }) => setPicked(new Set(checked === true ? free : []))}
        />
        {deals.value.truncated && <span className="quiet">{text.truncated}: {format.number(deals.value.deals.length)} / {format.number(deals.value.count)}</span>}
        <span className="board-tools-gap" />
        {chosen.length > 0 && <span className="quiet">{text.selected}: {format.number(chosen.length)}</span>}
        {row.promises !== null && (
          <span className="quiet">{text.promises}: <Promises row={row.key} promises={row.promises} request={request} /></span>
        )}
        {onRebalance !== null && (
          <Button data-testid="rebalance-open" size="small" onClick={onRebalance}>
            {rebalance.rebalance}
          </Button>
        )}
        {onPropose !== null && (
          <Button data-testid="propose-open" size="small" onClick={onPropose}>
            {proposal.propose}
          </Button>
        )}
        <Button data-testid="bulk-open" size="small" appearance="primary" disabled={chosen.length === 0 || chosen.length > mostInBulk} onClick={() => onBulk(chosen)}>
          {text.toPlan}
        </Button>
      </div>
      <ul className="board-list" title={text.keys}>
        {shown.map((deal, index) => (
          <DealLine
            key={`${deal.dealId ?? index}`}
            deal={deal}
            currency={currency}
            month={month}
            onTakeOut={(gone) => setTakenOut((now) => [...now.filter(({ dealId }) => dealId !== gone.dealId), { ...gone, entry: null, stuck: null, risks: [] }])}
            isPicked={deal.dealId !== null && picked.has(deal.dealId)}
            onPick={pick}
            onPlan={onPlan}
          />
        ))}
      </ul>
    </div>
  )
}

type LineProps = Readonly<{
  deal: BoardDeal
  currency: string
  /** Null: nothing is taken out of it. */
  month: Month | null
  isPicked: boolean
  onPick: (id: string, isPicked: boolean) => void
  onPlan: (id: string) => void
  onTakeOut: (deal: BoardDeal) => void
}>

function DealLine({ deal, currency, month, isPicked, onPick, onPlan, onTakeOut }: LineProps) {
  const { format, language } = useSpeech()
  const text = useTexts(boardTexts)
  const words = useTexts(planTexts)
  const takeOut = useTakeOut(deal.dealId ?? '', (plan) => (plan.current !== null && plan.current.month === month && mayTakeOut(plan) ? takingOut(plan, plan.current) : null))
  const focusTarget = useRestoreFocusTarget()
  const own = useEntryOf(deal.dealId ?? '')
  const money = (value: number) => format.compactMoney(value, currency)
  const { dealId, entry, stuck, hostUrl } = deal
  const facts = [
    deal.object,
    deal.amount === null ? null : `${text.amount}\u00a0${money(deal.amount)}`,
    deal.unpaid > 0 ? `${text.due}\u00a0${money(deal.unpaid)}` : null,
    deal.expected !== null ? `${text.expected}\u00a0${money(deal.expected)}` : null,
    deal.fact !== 0 ? `${text.paid}\u00a0${money(deal.fact)}` : null,
    deal.probability !== null && deal.probability > 0 && deal.probability < 1 ? `${text.probability}\u00a0${format.percent(deal.probability, 0)}` : null,
    deal.expectedClose === null || deal.probability === 1 ? null : `${text.closes}\u00a0${format.day(deal.expectedClose)}`,
  ].filter((part) => part !== null)

  const onKeyDown = (event: KeyboardEvent<HTMLLIElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const { currentTarget: line } = event
    const step = event.code === 'ArrowDown' ? line.nextElementSibling : event.code === 'ArrowUp' ? line.previousElementSibling : null
    if (step instanceof HTMLElement) step.focus()
    else if (dealId !== null && event.code === 'Space') onPick(dealId, !isPicked)
    else if (dealId !== null && event.code === 'KeyP') onPlan(dealId)
    else if (hostUrl !== null && event.code === 'KeyO') void openRecord(hostUrl)
    else return
    event.preventDefault()
  }
  /** @param isRepeat The second click of a double one. */
  const empty = (isRepeat: boolean) => {
    if (isRepeat) return
    onTakeOut(deal)
    takeOut.mutate({ key: crypto.randomUUID() })
  }
  const reasonOf = (error: Error) => {
    const first = error instanceof ApiError ? error.problem.errors?.[0] : undefined
    return (first && words.fieldErrors[first.reason]) ?? problemText(error, language)
  }
  const refusal = takeOut.data === null ? text.takenOutMeanwhile : takeOut.error === null ? null : reasonOf(takeOut.error)
  const title = deal.title ?? (dealId === null ? text.paymentsWithoutDeal : `${text.deal} № ${dealId}`)
  return (
    <li className="board-deal" tabIndex={0} data-testid="board-deal" data-host-id={dealId ?? ''} data-entry={entry?.amount ?? ''} data-fate={entry?.fate} aria-label={title} onKeyDown={onKeyDown}>
      <span className="board-pick">{dealId !== null && <Checkbox aria-label={`${text.select}: ${title}`} checked={isPicked} onChange={(_, { checked }) => onPick(dealId, checked === true)} />}</span>
      <div className="board-deal-main">
        {hostUrl === null ? (
          <span className="board-deal-name">{title}</span>
        ) : (
          <button type="button" className="plain-button link board-deal-name" title={text.openInCrm} onClick={() => void openRecord(hostUrl)}>
            {title}
          </button>
        )}
        <span className="board-facts">
          {deal.stage !== null && <span className="drill-stage">{deal.stage}</span>}
          <Facts facts={facts} />
        </span>
        {deal.risks.length > 0 && (
          <span className="board-risks">
            <WarningRegular aria-hidden />
            {deal.risks.map((risk) => text.risks[risk] ?? risk).join(' · ')}
          </span>
        )}
        {stuck !== null && own?.id !== stuck.id && (
          <span className="board-risks">
            <WarningRegular aria-hidden />
            {text.stuck}: {format.compactMoney(stuck.amount, stuck.currency)}
          </span>
        )}
        {own !== null && <WriteState entry={own} />}
      </div>
      <div className="board-entry">
        {entry !== null && (
          <>
            <strong className="numbers">{format.compactMoney(entry.amount, entry.currency)}</strong>
            <span className="board-fate" data-fate={entry.fate}>
              {entry.status === 'draft' ? `${text.isDraft}, ` : ''}
              {entry.state === 'confirmed' ? text.fates[entry.fate] : text.onTheWay}
            </span>
          </>
        )}
      </div>
      {dealId !== null ? (
        <div className="board-acts">
          <Button size="small" appearance={entry === null && !isFree(deal) ? 'subtle' : 'secondary'} {...focusTarget} className="board-fill" disabled={deal.risks.includes('lost')} onClick={() => onPlan(dealId)}>
            {entry === null ? text.fill : text.change}
          </Button>
          {entry !== null && month !== null && !deal.risks.includes('lost') && (
            <Button size="small" appearance="subtle" className="board-fill" data-testid="board-take-out" disabled={takeOut.isPending} onClick={(event) => empty(event.detail > 1)}>
              {text.takeOut}
            </Button>
          )}
          {refusal !== null && <span className="write-error" role="alert">{refusal}</span>}
        </div>
      ) : (
        <span />
      )}
    </li>
  )
}
