import { useMemo } from 'react'
import { useRebalance } from '../../api/queries'
import type { BoardRequest, PlanRebalanceAnswer } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import './board.css'
import { BulkDialog, type Suggested } from './bulk-dialog'
import { bulkTexts } from './bulk-texts'
import { NothingToSave, useNeeded } from './proposal-parts'
import { proposalTexts } from './proposal-texts'
import { rebalanceTexts } from './rebalance-texts'

type Props = Readonly<{ row: string; name: string; request: BoardRequest; thisMonth: string; onClose: () => void }>

/** How the plan of a row would have to change after what came: looked at deal by deal, and only then written, as plan entries like any others. */
export function RebalanceDialog({ row, name, request, thisMonth, onClose }: Props) {
  const text = useTexts(rebalanceTexts)
  const query = useRebalance({ row, ...request })
  const found = loaded(query)
  const answer = found.kind === 'ready' ? found.value : null
  const suggested = useMemo<Suggested>(
    () => Object.fromEntries((answer?.deals ?? []).map(({ dealId, managerId, becomes, change, why }) => [
      dealId, { amount: becomes, managerId, change: { by: change, why: becomes === 0 ? `${text.reasons[why]}: ${text.takenOut}` : text.reasons[why] } },
    ])),
    [answer, text],
  )
  const title = `${text.title}: ${name}`
  if (answer !== null && answer.deals.length > 0)
    return (
      <BulkDialog title={title} dealIds={answer.deals.map((deal) => deal.dealId)} month={answer.month} thisMonth={thisMonth} suggested={suggested} onClose={onClose}>
        <Sellers answer={answer} />
      </BulkDialog>
    )
  return (
    <NothingToSave title={title} isBusy={query.isFetching && answer === null} error={found.kind === 'failed' ? found.error : null} retry={() => void query.refetch()} onClose={onClose}>
      {answer !== null && (
        <>
          <Sellers answer={answer} />
          <Notice title={text.nothing} detail={answer.sellers.some((seller) => seller.needed.amount > 0) ? text.nothingLeft : answer.sellers.some((seller) => seller.deficit > 0) ? text.over : text.balanced} />
        </>
      )}
    </NothingToSave>
  )
}

/** What each manager's target is made of, before and after. */
function Sellers({ answer }: { answer: PlanRebalanceAnswer }) {
  const { format } = useSpeech()
  const text = useTexts(rebalanceTexts)
  const proposal = useTexts(proposalTexts)
  const bulk = useTexts(bulkTexts)
  const needed = useNeeded(answer.currency)
  const money = (value: number) => format.compactMoney(value, answer.currency)
  const hasFixed = answer.sellers.some((seller) => seller.fixed > 0)
  const captions = [proposal.target, proposal.fact, ...(hasFixed ? [text.fixed] : []), text.waits, text.becomes]
  return (
    <div className="bulk-list proposal-sellers" tabIndex={0} role="group" aria-label={text.title}>
      <table className="bulk-table">
        <thead>
          <tr>
            <th scope="col">{bulk.who}</th>
            {captions.map((caption) => (
              <th key={caption} scope="col" className="numbers" title={caption === text.fixed ? text.fixedHint : undefined}>{caption}</th>
            ))}
            <th scope="col">{proposal.needed}</th>
          </tr>
        </thead>
        <tbody>
          {answer.sellers.map((seller) => (
            <tr key={seller.managerId} data-testid="rebalance-seller" data-manager={seller.managerId} data-was={seller.was} data-becomes={seller.becomes} data-needed={seller.needed.amount}>
              <td>{seller.name ?? `№ ${seller.managerId}`}</td>
              {[seller.target, seller.fact, ...(hasFixed ? [seller.fixed] : []), seller.was, seller.becomes].map((value, index) => (
                <td key={index} className="numbers">{money(value)}</td>
              ))}
              <td>{seller.deficit > 0 ? `${proposal.deficit} ${money(seller.deficit)}` : needed(seller.needed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {answer.count > answer.deals.length && <p className="quiet proposal-more">{proposal.more(format.number(answer.deals.length), format.number(answer.count))}</p>}
    </div>
  )
}
