import { Button, Checkbox, DialogActions, DialogBody, DialogContent, DialogTitle, Field, Input, Select, Spinner } from '@fluentui/react-components'
import { type ReactNode, useRef, useState } from 'react'
import { hasWords, problemText } from '../../api/problems'
import { ApiError } from '../../api/client'
import { useEntries, useFilters, usePlanPreview, useSavePlans } from '../../api/queries'
import type { BulkSaved, KeyedPlanCommand, PlanEntryView, PlanPreview } from '../../api/types'
import { addMonths, parseAmount } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { CloseButton, Modal } from '../../ui/modal'
import { loaded } from '../../ui/state'
import { endOf, newestSince, peopleReport, type RowEnd } from './bulk'
import { bulkTexts } from './bulk-texts'
import './board.css'
import { planTexts } from './texts'
import { WriteState } from './write-state'

const monthsAhead = 12

/** What to put into the plan of whom, by deal, and how that changes a plan that stands; the month is settled then. Zero takes the deal out. Paid: the part of it that has come already. */
export type Suggested = Readonly<Record<string, Readonly<{ amount: number; managerId: string; paid?: number; change?: Readonly<{ by: number; why: string }> }>>>

type Props = Readonly<{ dealIds: readonly string[]; month: string; thisMonth: string; lockedMonths?: readonly string[]; title?: string; suggested?: Suggested; children?: ReactNode; onClose: () => void }>

/** Several deals into the plan of a month: first what would be written, then one entry for each, and what came of it. */
export function BulkDialog({ dealIds, month: startMonth, thisMonth, lockedMonths = [], title, suggested, children, onClose }: Props) {
  const { format, language } = useSpeech()
  const text = useTexts(bulkTexts)
  const plan = useTexts(planTexts)
  const [month, setMonth] = useState(startMonth >= thisMonth ? startMonth : thisMonth)
  const [managerId, setManagerId] = useState('')
  const [amounts, setAmounts] = useState<Readonly<Record<string, string>>>({})
  const [results, setResults] = useState<Readonly<Record<string, BulkSaved>>>({})
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set())
  const isDiff = Object.values(suggested ?? {}).some(({ change }) => change !== undefined)
  // One key for one command: saving again repeats it instead of adding another. After an undo the same is another command.
  const keys = useRef(new Map<string, string>())
  const undone = useRef(new Map<string, string>())
  const query = usePlanPreview({ dealIds, month, ...(managerId === '' ? {} : { managerId }) })
  const preview = loaded(query)
  const save = useSavePlans()
  const entries = useEntries()
  const people = (useFilters(peopleReport).data ?? []).find((list) => list.dimension === 'manager')?.values.filter((person) => person.isActive && !person.isGroup) ?? []

  const startOf = (deal: PlanPreview) => suggested?.[deal.dealId]?.amount ?? deal.amount
  const typed = (deal: PlanPreview) => amounts[deal.dealId] ?? shown(startOf(deal))
  const shown = (amount: number | null) => (amount === null ? '' : format.number(amount, Number.isInteger(amount) ? 0 : 2))
  const managerOf = (deal: PlanPreview) => {
    const id = suggested?.[deal.dealId]?.managerId
    return id === undefined || id === deal.manager?.id ? deal.manager : { id, name: people.find((person) => person.value === id)?.title ?? `№ ${id}` }
  }
  const takesOut = (deal: PlanPreview) => suggested?.[deal.dealId]?.amount === 0 && deal.current !== null
  const amountOf = (deal: PlanPreview) => parseAmount(typed(deal), language)
  /** What still stands in the way, a typed amount taken into account. */
  const problemsOf = (deal: PlanPreview): readonly string[] => {
    const amount = amountOf(deal)
    return [
      // The preview judges the deal's own manager; the suggested one is judged when it is saved.
      ...deal.problems.filter(({ field }) => field !== 'amount' && !(field === 'managerId' && suggested?.[deal.dealId] !== undefined)).map(({ reason }) => wordOf(reason)),
      ...(deal.title === null || (amount !== null && (amount > 0 || (amount === 0 && takesOut(deal)))) ? [] : [startOf(deal) === null && typed(deal) === '' ? text.unknownAmount : (plan.fieldErrors[amount === null ? 'not_a_number' : 'not_positive'] ?? '')]),
    ]
  }
  const wordOf = (reason: string): string =>
    reason === 'not_found' ? text.gone : reason === 'deal_unreadable' ? text.unreadable : (plan.fieldErrors[reason] ?? plan.fieldErrors['other'] ?? reason)
  const failureOf = (result: BulkSaved): string =>
    result.problems.length > 0
      ? result.problems.map(({ reason }) => wordOf(reason)).join('. ')
      : problemText(new ApiError({ status: 0, code: result.code !== null && hasWords(result.code) ? result.code : 'internal' }), language)
  const deals = preview.kind === 'ready' ? preview.value : []
  const ends = new Map<string, Readonly<{ entry: PlanEntryView; end: RowEnd }>>()
  for (const { dealId, entry: saved } of Object.values(results)) {
    if (saved === null) continue
    const entry = newestSince(saved, entries ?? {})
    ends.set(dealId, { entry, end: endOf(saved, entry) })
  }
  const count = (end: RowEnd) => [...ends.values()].filter((one) => one.end === end).length
  const isSaved = (deal: PlanPreview) => ends.has(deal.dealId) && ends.get(deal.dealId)?.end !== 'takenBack'
  const open = deals.filter((deal) => !ends.has(deal.dealId))
  const meant = open.filter((deal) => !skipped.has(deal.dealId))
  const good = meant.filter((deal) => problemsOf(deal).length === 0)
  const isDone = Object.keys(results).length > 0
  const told = [[text.saved, count('saved')], [text.waiting, count('waiting')], [text.undone, count('takenBack')], [text.notSaved, open.length + count('stuck')]] as const
  const outcome = told.filter(([word, number]) => number > 0 || word === text.saved).map(([word, number]) => `${word} ${format.number(number)}`).join(', ')
  const sumOf = (moneyOf: (deal: PlanPreview) => number) => good.reduce((total, deal) => total + Math.round(moneyOf(deal) * 100), 0) / 100
  const sum = sumOf((deal) => amountOf(deal) ?? 0)
  const paid = sumOf((deal) => Math.min(amountOf(deal) ?? 0, suggested?.[deal.dealId]?.paid ?? 0))
  const refused = meant.filter((deal) => problemsOf(deal).length > 0)
  const reasons = [...new Set(refused.flatMap(problemsOf))]
  const currency = good[0]?.currency ?? 'RUB'
  const isRepeat = open.some((deal) => results[deal.dealId] !== undefined)
  const isUnsaved = open.some((deal) => amounts[deal.dealId] !== undefined && amountOf(deal) !== startOf(deal))

  const keyOf = (command: KeyedPlanCommand['command']): string => {
    const body = JSON.stringify([command, undone.current.get(command.dealId)])
    const key = keys.current.get(body) ?? crypto.randomUUID()
    keys.current.set(body, key)
    return key
  }
  /** What was said of the former amount holds no more. */
  const correct = ({ dealId }: PlanPreview, amount: string) => {
    const last = ends.get(dealId)
    if (last !== undefined) undone.current.set(dealId, last.entry.id)
    setAmounts((now) => ({ ...now, [dealId]: amount }))
    setResults((known) => Object.fromEntries(Object.entries(known).filter(([id]) => id !== dealId)))
  }
  const submit = () => {
    if (save.isPending || good.length === 0) return
    const items = good.map((deal) => {
      const command = {
        dealId: deal.dealId, base: deal.current, amount: amountOf(deal) ?? 0, month, managerId: managerOf(deal)?.id ?? managerId, metric: 'receipts', comment: null,
      } as const
      return { key: keyOf(command), command }
    })
    save.mutate(items, { onSuccess: (saved) => setResults((known) => ({ ...known, ...Object.fromEntries(saved.map((one) => [one.dealId, one])) })) })
  }

  return (
    <Modal className="bulk" testId="bulk-dialog" label={title ?? text.title} onClose={onClose}>
      <DialogBody>
        <DialogTitle>{title ?? text.title}</DialogTitle>
        <DialogContent>
          {children}
          {suggested === undefined && (
            <div className="bulk-choices">
              <Field label={text.month}>
                <Select data-testid="bulk-month" value={month} disabled={isDone} onChange={(_, { value }) => setMonth(value)}>
                  {Array.from({ length: monthsAhead }, (_, index) => addMonths(thisMonth, index)).map((one) => (
                    <option key={one} value={one}>
                      {lockedMonths.includes(one) ? plan.lockedMonth(format.month(one)) : format.month(one)}
                    </option>
                  ))}
                </Select>
              </Field>
              <Field label={text.manager}>
                <Select data-testid="bulk-manager" value={managerId} disabled={isDone} onChange={(_, { value }) => setManagerId(value)}>
                  <option value="">{text.ofEach}</option>
                  {people.map((person) => (
                    <option key={person.value} value={person.value}>
                      {person.title}
                    </option>
                  ))}
                </Select>
              </Field>
            </div>
          )}
          {preview.kind === 'loading' && <Spinner className="plan-wait" />}
          {preview.kind === 'failed' && <Failure error={preview.error} retry={() => void query.refetch()} />}
          {preview.kind === 'ready' && (
            <div className="bulk-list" tabIndex={0} role="group" aria-label={text.title}>
              <table className="bulk-table">
                <thead>
                  <tr>
                    {suggested !== undefined && <th scope="col" aria-label={text.take} />}
                    <th scope="col">{text.deal}</th>
                    {isDiff && <th scope="col">{text.now}</th>}
                    <th scope="col">{isDiff ? text.becomes : text.amount}</th>
                    {isDiff && <th scope="col" className="bulk-change">{text.change}</th>}
                    <th scope="col">{text.who}</th>
                    {!isDiff && <th scope="col">{text.now}</th>}
                  </tr>
                </thead>
                <tbody>
                  {deals.map((deal) => {
                    const result = results[deal.dealId]
                    const row = ends.get(deal.dealId)
                    const entry = row?.entry ?? null
                    const standing = row?.end === 'takenBack' && row.entry.write.state === 'confirmed' ? row.entry.values : undefined
                    const problems = problemsOf(deal)
                    const change = suggested?.[deal.dealId]?.change
                    const now = (
                      <td className="quiet">
                        {deal.title === null ? '' : deal.current === null ? text.noPlan : `${format.compactMoney(deal.current.amount.amount, deal.current.amount.currency)} · ${format.month(deal.current.month)}`}
                      </td>
                    )
                    return (
                      <tr key={deal.dealId} data-testid="bulk-row" data-host-id={deal.dealId} data-refused={problems.length > 0} data-result={result === undefined ? '' : row === undefined ? 'refused' : row.end === 'takenBack' ? 'takenBack' : row.entry.write.state} data-skipped={skipped.has(deal.dealId)} data-change={change?.by}>
                        {suggested !== undefined && (
                          <td>
                            <Checkbox
                              aria-label={`${text.take}: ${deal.title ?? deal.dealId}`}
                              disabled={isSaved(deal) || save.isPending}
                              checked={!skipped.has(deal.dealId)}
                              onChange={(_, { checked }) => setSkipped((known) => new Set(checked === true ? [...known].filter((id) => id !== deal.dealId) : [...known, deal.dealId]))}
                            />
                          </td>
                        )}
                        <td className="bulk-deal">
                          {deal.title ?? `${text.deal} № ${deal.dealId}`}
                          {deal.object !== null && <div className="quiet">{deal.object}</div>}
                          {(suggested?.[deal.dealId]?.paid ?? 0) > 0 && <div className="quiet">{text.paidAlready(format.money(suggested?.[deal.dealId]?.paid ?? 0, deal.currency))}</div>}
                          {result === undefined && problems.map((problem) => (
                            <div key={problem} className="bulk-refusal">{problem}</div>
                          ))}
                          {result !== undefined && entry === null && <div className="bulk-refusal">{failureOf(result)}</div>}
                          {standing !== undefined && <div>{text.takenBack(standing === null ? text.noPlan : `${format.money(standing.amount.amount, standing.amount.currency)} · ${format.month(standing.month)}`)}</div>}
                          {entry !== null && <WriteState entry={entry} />}
                        </td>
                        {isDiff && now}
                        <td className="numbers">
                          {deal.title !== null && (
                            <Input
                              size="small"
                              className="bulk-amount"
                              inputMode="decimal"
                              disabled={isSaved(deal) || save.isPending}
                              aria-label={`${text.amount}: ${deal.title}`}
                              contentAfter={<span className="quiet">{format.currencySymbol(deal.currency)}</span>}
                              value={typed(deal)}
                              onChange={(_, { value }) => correct(deal, value)}
                            />
                          )}
                        </td>
                        {isDiff && (
                          <td className="bulk-change">
                            {change !== undefined && amountOf(deal) === suggested?.[deal.dealId]?.amount && (
                              <>
                                {format.signed(format.compactMoney(change.by, deal.currency))}
                                <div className="quiet">{change.why}</div>
                              </>
                            )}
                          </td>
                        )}
                        <td>{managerOf(deal)?.name}</td>
                        {!isDiff && now}
                      </tr>
                    )
                  })}
                </tbody>
              </table>
            </div>
          )}
          {save.error !== null && (
            <p className="plan-failed" role="alert">
              {problemText(save.error, language)}
            </p>
          )}
        </DialogContent>
        <DialogActions>
          <div className="bulk-counts quiet" role="status" data-testid="bulk-counts">
            {isDone && <div>{outcome}</div>}
            {preview.kind === 'ready' && (isDone ? good.length > 0 : true) && (
              <div>{good.length === 0 ? text.noneToSave : `${text.willSave}: ${format.number(good.length)} · ${format.money(sum, currency)}${paid > 0 ? `, ${text.ofItPaid(format.money(paid, currency))}` : ''}`}</div>
            )}
            {refused.length > 0 && <div className="bulk-refusal" data-testid="bulk-refused">{`${text.willNotSave}: ${format.number(refused.length)}. ${reasons.join('. ')}`}</div>}
          </div>
          <CloseButton isUnsaved={isUnsaved} onClose={onClose}>{text.close}</CloseButton>
          {(deals.length === 0 || open.length > 0) && (
            <Button data-testid="bulk-save" appearance="primary" disabled={save.isPending || good.length === 0} icon={save.isPending ? <Spinner size="extra-tiny" /> : null} onClick={submit}>
              {save.isPending ? text.saving : isRepeat ? text.again : refused.length > 0 && good.length > 0 ? text.saveSome(format.number(good.length), format.number(meant.length)) : text.save}
            </Button>
          )}
        </DialogActions>
      </DialogBody>
    </Modal>
  )
}
