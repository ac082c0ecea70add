import {
  Button, DialogActions, DialogBody, DialogContent, DialogTitle, Field, Input, Select, Spinner, Textarea,
} from '@fluentui/react-components'
import { type KeyboardEvent, useState } from 'react'
import { openRecord } from '../../app/host-frame/bridge'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import { useDealPlan, useSavePlan } from '../../api/queries'
import type { DealPlan, Month } from '../../api/types'
import { addMonths, parseAmount } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { CloseButton, Modal } from '../../ui/modal'
import { loaded } from '../../ui/state'
import { isMoreThanLeft, leftToPay } from './left'
import './plan.css'
import { mayTakeOut, takingOut } from './take-out'
import { planTexts } from './texts'

const monthsAhead = 36

/** @param month What a deal without a plan starts with, instead of the suggested one. */
export function PlanEditor({ dealId, month, onClose }: { dealId: string; month?: Month; onClose: () => void }) {
  const text = useTexts(planTexts)
  const query = useDealPlan(dealId)
  const plan = loaded(query)
  return (
    <Modal className="plan-editor" testId="plan-editor" label={text.title} onClose={onClose}>
      {plan.kind === 'loading' && <Spinner className="plan-wait" />}
      {plan.kind === 'failed' && (
        <>
          <Failure error={plan.error} retry={() => void query.refetch()} />
          <Button onClick={onClose}>{text.cancel}</Button>
        </>
      )}
      {plan.kind === 'ready' && <PlanForm plan={month === undefined ? plan.value : suggestedFor(plan.value, month)} onClose={onClose} />}
    </Modal>
  )
}

/** With the money due in that month, where the schedule has any. */
function suggestedFor(plan: DealPlan, month: Month): DealPlan {
  if (month === plan.suggestedMonth) return plan
  const due = plan.schedule.filter((line) => line.due.startsWith(month))
  const unpaid = due.reduce((sum, line) => sum + Math.round(line.unpaid * 100), 0) / 100
  return { ...plan, suggestedMonth: month, suggestedAmount: due.length === 0 ? plan.suggestedAmount : unpaid }
}

/** What a person has typed so far; it starts with what the server suggests. */
type Draft = Readonly<{ amount: string; month: string; managerId: string; comment: string }>
type FieldName = keyof Draft

function PlanForm({ plan, onClose }: { plan: DealPlan; onClose: () => void }) {
  // Earlier ones are closed for plans.
  const thisMonth = plan.currentMonth
  const { format, language } = useSpeech()
  const text = useTexts(planTexts)
  const save = useSavePlan()
  // One key for one command: saving again repeats it instead of adding another. A corrected one is another command.
  const [key, setKey] = useState(() => crypto.randomUUID())
  const typed = (amount: number | null) => (amount === null ? '' : format.number(amount, Number.isInteger(amount) ? 0 : 2))
  const [start] = useState<Draft>(() => ({
    amount: typed(plan.current?.amount.amount ?? plan.suggestedAmount),
    month: plan.current !== null && plan.current.month >= thisMonth ? plan.current.month : plan.suggestedMonth,
    managerId: plan.current?.managerId ?? plan.suggestedManagerId ?? '',
    comment: '',
  }))
  const [draft, setDraft] = useState(start)
  const isUnsaved = (Object.keys(start) as FieldName[]).some((name) => draft[name] !== start[name])
  const [own, setOwn] = useState<Readonly<Partial<Record<FieldName, string>>>>({})
  /** The person was told that it is more than is left to pay. */
  const [isWarned, setWarned] = useState(false)
  const set = (change: Partial<Draft>) => {
    setDraft({ ...draft, ...change })
    setOwn({})
    setWarned(false)
    if (save.isError) {
      setKey(crypto.randomUUID())
      save.reset()
    }
  }
  const served = save.error instanceof ApiError ? (save.error.problem.errors ?? []) : []
  const reasonText = (reason: string) => text.fieldErrors[reason] ?? text.fieldErrors['other'] ?? reason
  const errorOf = (name: FieldName): string | null => {
    const reason = own[name] ?? served.find(({ field }) => field.toLowerCase() === name.toLowerCase())?.reason
    return reason === undefined ? null : reasonText(reason)
  }
  const messageOf = (name: FieldName, hint: string | null) => {
    const error = errorOf(name)
    return error === null && hint !== null ? { validationState: 'warning' as const, validationMessage: hint } : { validationMessage: error }
  }
  // What concerns no field that can be typed into, such as a lost deal.
  const unplaced = served.filter(({ field }) => !Object.keys(draft).some((name) => name.toLowerCase() === field.toLowerCase()))
  const amountOf = (shown: string) => parseAmount(shown, language)
  const money = (value: number) => format.money(value, plan.currency)

  const standsInLocked = plan.current !== null && plan.lockedMonths.includes(plan.current.month)
  const isClosed = standsInLocked || plan.lockedMonths.includes(draft.month)
  const takeOut = () => {
    if (plan.current === null || save.isPending) return
    save.mutate({ command: takingOut(plan, plan.current), key }, { onSuccess: onClose })
  }

  /** @param isRepeat The second click of a double one, a key that is held: it confirms nothing. */
  const submit = (isRepeat: boolean) => {
    if (save.isPending || isClosed || plan.isLost) return
    const amount = amountOf(draft.amount)
    const problems: Partial<Record<FieldName, string>> = {
      ...(draft.amount.trim() === '' ? { amount: 'required' } : amount === null ? { amount: 'not_a_number' } : amount <= 0 ? { amount: 'not_positive' } : {}),
      ...(draft.managerId === '' ? { managerId: 'required' } : {}),
    }
    setOwn(problems)
    if (amount === null || Object.keys(problems).length > 0) return
    if (isMoreThanLeft(plan, amount) && (!isWarned || isRepeat)) return setWarned(true)
    const command = {
      dealId: plan.dealId,
      base: plan.current,
      amount,
      month: draft.month,
      managerId: draft.managerId,
      metric: 'receipts',
      comment: draft.comment.trim() === '' ? null : draft.comment.trim(),
    } as const
    save.mutate({ command, key }, { onSuccess: onClose })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const isMeant = event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement
    if (event.key !== 'Enter' || !isMeant) return
    event.preventDefault()
    submit(event.repeat)
  }
  const managerName = (id: string) => plan.managers.find((person) => person.id === id)?.name ?? `№ ${id}`
  const months = Array.from({ length: monthsAhead }, (_, index) => addMonths(thisMonth, index))
  if (!months.includes(draft.month)) months.push(draft.month)
  const left = Math.max(leftToPay(plan) ?? 0, 0)
  const isMoreThanTheDeal = isMoreThanLeft(plan, amountOf(draft.amount))
  const amountHint = isMoreThanTheDeal ? `${text.moreThanDeal} ${money(left)}` : leftToPay(plan) !== null && left === 0 ? text.nothingLeft : null
  const managerHint = draft.managerId === '' && plan.formerManager !== null ? text.formerManager(plan.formerManager) : null
  const isHiddenManager = draft.managerId !== '' && !plan.managers.some((person) => person.id === draft.managerId)

  return (
    <DialogBody onKeyDown={onKeyDown}>
      <DialogTitle>
        <span className="plan-over">{text.title}</span>
        <button type="button" className="plain-button link" title={text.openInCrm} onClick={() => void openRecord(plan.hostUrl)}>
          {plan.title}
        </button>
        <span className="plan-facts">
          {[
            plan.object,
            plan.stage,
            plan.dealAmount === null ? null : `${text.contract} ${money(plan.dealAmount)}`,
            `${text.paid} ${money(plan.paid)}`,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </DialogTitle>
      <DialogContent className="plan-content">
        <div className="plan-fields">
          <Field
            label={text.amount}
            required
            {...messageOf('amount', amountHint)}
          >
            <Input
              data-testid="plan-amount"
              inputMode="decimal"
              autoFocus
              contentAfter={<span className="quiet">{format.currencySymbol(plan.currency)}</span>}
              value={draft.amount}
              onChange={(_, { value }) => set({ amount: value })}
              onBlur={() => setDraft((now) => ({ ...now, amount: amountOf(now.amount) === null ? now.amount : typed(amountOf(now.amount)) }))}
            />
          </Field>
          <Field label={text.month} required validationMessage={plan.lockedMonths.includes(draft.month) ? reasonText('month_locked') : errorOf('month')}>
            <Select data-testid="plan-month" value={draft.month} onChange={(_, { value }) => set({ month: value })}>
              {months.map((month) => (
                <option key={month} value={month}>
                  {plan.lockedMonths.includes(month) ? text.lockedMonth(format.month(month)) : format.month(month)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={text.manager} required {...messageOf('managerId', managerHint)}>
            <Select data-testid="plan-manager" value={draft.managerId} onChange={(_, { value }) => set({ managerId: value })}>
              {draft.managerId === '' && <option value="">{text.choose}</option>}
              {isHiddenManager && <option value={draft.managerId}>{managerName(draft.managerId)}</option>}
              {plan.managers.map((person) => (
                <option key={person.id} value={person.id}>
                  {person.isActive ? person.name : `${person.name} (${text.inactive})`}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={text.comment} validationMessage={errorOf('comment')}>
            <Textarea rows={2} value={draft.comment} onChange={(_, { value }) => set({ comment: value })} />
          </Field>
        </div>
        <aside className="plan-beside">
          <h3>{text.now}</h3>
          <p className={plan.current === null ? 'quiet' : 'numbers'}>
            {plan.current === null
              ? text.noPlan
              : `${format.money(plan.current.amount.amount, plan.current.amount.currency)} · ${format.month(plan.current.month)}`}
            {plan.current !== null && <span className="quiet plan-now-manager">{managerName(plan.current.managerId)}</span>}
          </p>
          <h3>{text.schedule}</h3>
          {plan.schedule.length === 0 && <p className="quiet">{text.noSchedule}</p>}
          <ul className="plan-schedule">
            {plan.schedule.map((line, index) => (
              <li key={index}>
                <button
                  type="button"
                  className="plain-button"
                  title={text.byLine}
                  onClick={() => set({ amount: typed(line.unpaid), ...(line.due.slice(0, 7) >= thisMonth ? { month: line.due.slice(0, 7) } : {}) })}
                >
                  <span className="numbers">{format.day(line.due)}</span>
                  <span className="quiet plan-kind">{line.kind}</span>
                  <span className="numbers plan-unpaid">{money(line.unpaid)}</span>
                </button>
              </li>
            ))}
          </ul>
        </aside>
        {plan.current !== null && standsInLocked && (
          <p className="plan-warned" role="alert" data-testid="plan-locked">
            {text.standsInLocked(format.month(plan.current.month))}
          </p>
        )}
        {plan.isLost && (
          <p className="plan-failed" role="alert">
            {reasonText('deal_lost')}
          </p>
        )}
        {isWarned && (
          <p className="plan-warned" role="alert" data-testid="plan-warning">
            {amountHint}. {text.isItMeant}
          </p>
        )}
        {save.error !== null && (served.length === 0 || unplaced.length > 0) && (
          <p className="plan-failed" role="alert">
            {unplaced.length > 0 ? unplaced.map(({ reason }) => reasonText(reason)).join('. ') : problemText(save.error, language)}
          </p>
        )}
      </DialogContent>
      <DialogActions>
        {mayTakeOut(plan) ? (
          <Button className="plan-take-out" appearance="subtle" data-testid="plan-take-out" disabled={save.isPending} onClick={takeOut}>
            {text.takeOut}
          </Button>
        ) : (
          <span className="quiet plan-shortcut">{text.shortcut}</span>
        )}
        <CloseButton isUnsaved={isUnsaved} onClose={onClose}>{text.cancel}</CloseButton>
        <Button data-testid="plan-save" appearance="primary" disabled={save.isPending || plan.isLost || isClosed} icon={save.isPending ? <Spinner size="extra-tiny" /> : null} onClick={(event) => submit(event.detail > 1)}>
          {save.isPending ? text.saving : isWarned ? text.saveAnyway : text.save}
        </Button>
      </DialogActions>
    </DialogBody>
  )
}
