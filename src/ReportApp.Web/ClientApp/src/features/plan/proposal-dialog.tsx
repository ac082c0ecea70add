import { Button, Field, Input } from '@fluentui/react-components'
import { type FormEvent, useMemo, useState } from 'react'
import { useProposal } from '../../api/queries'
import type { BoardRequest, PlanProposalAnswer } from '../../api/types'
import { parseAmount } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import './board.css'
import { BulkDialog } from './bulk-dialog'
import { bulkTexts } from './bulk-texts'
import { NothingToSave, useNeeded } from './proposal-parts'
import { proposalTexts } from './proposal-texts'

type Props = Readonly<{ row: string; name: string; request: BoardRequest; target: number | null; thisMonth: string; onClose: () => void }>

/** From which deals the target of a row could be made: looked at, corrected, and only then written, as plan entries like any others. */
export function ProposalDialog({ row, name, request, target: own, thisMonth, onClose }: Props) {
  const { language, format } = useSpeech()
  const text = useTexts(proposalTexts)
  const [target, setTarget] = useState<number | null>(null)
  // Without a target there is nothing to share; with the managers' own ones none is sent.
  const query = useProposal({ row, ...request, ...(target === null ? {} : { target }) }, target !== null || own !== null)
  const proposal = loaded(query)
  const title = `${text.title}: ${name}`
  const answer = proposal.kind === 'ready' ? proposal.value : null
  const suggested = useMemo(() => Object.fromEntries((answer?.deals ?? []).map((deal) => [deal.dealId, { amount: deal.amount, managerId: deal.managerId, paid: deal.paid }])), [answer])
  const head = (
    <TargetForm start={target ?? own} isBusy={query.isFetching} parse={(typed) => parseAmount(typed, language)} show={(value) => format.number(value, Number.isInteger(value) ? 0 : 2)} onTarget={(value) => (value === (target ?? own) ? void query.refetch() : setTarget(value === own ? null : value))} />
  )
  if (answer !== null && answer.deals.length > 0)
    return (
      <BulkDialog key={JSON.stringify(suggested)} title={title} dealIds={answer.deals.map((deal) => deal.dealId)} month={answer.month} thisMonth={thisMonth} suggested={suggested} onClose={onClose}>
        {head}
        <Sellers answer={answer} />
      </BulkDialog>
    )
  return (
    <NothingToSave title={title} isBusy={query.isFetching && answer === null} error={proposal.kind === 'failed' ? proposal.error : null} retry={() => void query.refetch()} onClose={onClose}>
      {head}
      {answer !== null && (
        <>
          <Sellers answer={answer} />
          <Notice title={text.nothing} detail={answer.sellers.some((seller) => seller.needed.amount > 0) ? text.nothingLeft : text.reached} />
        </>
      )}
    </NothingToSave>
  )
}

type TargetProps = Readonly<{ start: number | null; isBusy: boolean; parse: (typed: string) => number | null; show: (value: number) => string; onTarget: (value: number) => void }>

function TargetForm({ start, isBusy, parse, show, onTarget }: TargetProps) {
  const text = useTexts(proposalTexts)
  const [typed, setTyped] = useState(start === null ? '' : show(start))
  const value = parse(typed)
  const isFaulty = typed.trim() !== '' && (value === null || value < 0)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value !== null && value >= 0) onTarget(value)
  }
  return (
    <form className="bulk-choices proposal-target" onSubmit={submit}>
      <Field label={text.target} {...(isFaulty ? { validationMessage: text.notANumber } : {})}>
        <Input data-testid="proposal-target" inputMode="decimal" value={typed} onChange={(_, data) => setTyped(data.value)} />
      </Field>
      <Button type="submit" data-testid="proposal-compute" disabled={value === null || value < 0 || isBusy}>{text.compute}</Button>
    </form>
  )
}

/** What each manager's target is made of. */
function Sellers({ answer }: { answer: PlanProposalAnswer }) {
  const { format } = useSpeech()
  const text = useTexts(proposalTexts)
  const bulk = useTexts(bulkTexts)
  const money = (value: number) => format.compactMoney(value, answer.currency)
  const needed = useNeeded(answer.currency)
  const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + Math.round(value * 100), 0) / 100
  const sums = (['target', 'fact', 'planned', 'proposed'] as const).map((column) => sumOf(answer.sellers.map((seller) => seller[column])))
  const paid = sumOf(answer.deals.map((deal) => deal.paid))
  return (
    <div className="bulk-list proposal-sellers" tabIndex={0} role="group" aria-label={text.title}>
      <table className="bulk-table">
        <thead>
          <tr>
            {[bulk.who, text.target, text.fact, text.planned, text.proposed, text.needed].map((caption, index) => (
              <th key={caption} scope="col" className={index > 0 && index < 5 ? 'numbers' : undefined}>{caption}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.sellers.map((seller) => (
            <tr key={seller.managerId} data-testid="proposal-seller" data-manager={seller.managerId} data-proposed={seller.proposed} data-needed={seller.needed.amount}>
              <td>{seller.name ?? `№ ${seller.managerId}`}</td>
              <td className="numbers">{money(seller.target)}</td>
              <td className="numbers">{money(seller.fact)}</td>
              <td className="numbers">{money(seller.planned)}</td>
              <td className="numbers">{money(seller.proposed)}</td>
              <td>{seller.deficit > 0 ? `${text.deficit} ${money(seller.deficit)}` : needed(seller.needed)}</td>
            </tr>
          ))}
        </tbody>
        {answer.sellers.length > 1 && (
          <tfoot>
            <tr data-testid="proposal-sum">
              <td>{text.sum}</td>
              {sums.map((sum, index) => <td key={index} className="numbers">{money(sum)}</td>)}
              <td />
            </tr>
          </tfoot>
        )}
      </table>
      {paid > 0 && <p className="quiet proposal-more" data-testid="proposal-paid" data-paid={paid}>{text.paid(money(paid))}</p>}
      {answer.count > answer.deals.length && <p className="quiet proposal-more">{text.more(format.number(answer.deals.length), format.number(answer.count))}</p>}
    </div>
  )
}
