import { Button, Checkbox, DialogActions, DialogBody, DialogContent, DialogTitle, Field, Input, Select, Spinner } from '@fluentui/react-components'
import { type FormEvent, Fragment, useState } from 'react'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import type { CarryOver, TargetDivision, TargetProposal, TargetProposalRequest, TargetSheet } from '../../api/types'
import { addMonths, parseAmount, undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Modal } from '../../ui/modal'
import { Notice } from '../../ui/notice'
import './board.css'
import { changesOf, divisionsOf, partiesOf } from './target-proposal'
import { targetProposalTexts } from './target-proposal-texts'
import { useSaveTargets, useTargetProposal } from './targets-queries'

const monthsBack = 11
const monthsAhead = 23

type Question = Omit<TargetProposalRequest, 'total' | 'among'>

/** The plan of a row divided between months, managers or objects: looked at beside what stands, and only then saved like typed targets. */
export function TargetProposalDialog({ sheet, onClose }: Readonly<{ sheet: TargetSheet; onClose: () => void }>) {
  const { format, language } = useSpeech()
  const text = useTexts(targetProposalTexts)
  const rows = sheet.rows.filter((row) => row.scope !== null && divisionsOf(sheet, row).length > 0)
  const [question, setQuestion] = useState<Question>(() => ({
    kind: sheet.kind, metric: sheet.metric, scope: rows[0]?.scope ?? '', into: rows[0] === undefined ? 'months' : divisionsOf(sheet, rows[0])[0]!, from: sheet.current, to: addMonths(sheet.current, 11), carryOver: 'restOfPeriod',
  }))
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState<TargetProposalRequest | null>(null)
  const query = useTargetProposal(asked)
  const save = useSaveTargets()
  const row = rows.find(({ scope }) => scope === question.scope)
  const total = typed.trim() === '' ? null : parseAmount(typed, language)
  const isPerMonth = question.into !== 'months' && question.from !== question.to
  const isFaulty = !isPerMonth && typed.trim() !== '' && (total === null || total < 0)
  const ask = (more: Partial<TargetProposalRequest> = {}) => {
    save.reset()
    const next = { ...question, total: isPerMonth ? null : total, among: null, ...more }
    if (JSON.stringify(next) === JSON.stringify(asked)) void query.refetch()
    else setAsked(next)
  }
  const change = (next: Partial<Question>) => {
    setAsked(null)
    save.reset()
    const scope = rows.find((each) => each.scope === (next.scope ?? question.scope))
    const divisions = scope === undefined ? [] : divisionsOf(sheet, scope)
    const into = divisions.find((division) => division === (next.into ?? question.into)) ?? divisions[0] ?? 'months'
    // Months are a period, people and objects are planned one month after another.
    const { from, to } = into === question.into ? question : into === 'months' ? { from: sheet.current, to: addMonths(sheet.current, 11) } : { from: sheet.current, to: sheet.current }
    setQuestion({ ...question, from, to, ...next, into })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isFaulty) ask()
  }
  const answer = asked === null || query.error !== null ? null : (query.data ?? null)
  const changes = answer === null ? [] : changesOf(answer)
  const store = () => save.mutate({ kind: sheet.kind, metric: sheet.metric, changes }, { onSuccess: onClose })
  const months = (from: number) => Array.from({ length: monthsAhead - from + 1 }, (_, index) => addMonths(sheet.current, from + index))
  return (
    <Modal className="bulk" testId="target-proposal" label={text.title} onClose={onClose}>
      <DialogBody>
        <DialogTitle>{text.title}</DialogTitle>
        <DialogContent>
          <p className="quiet division-about">{text.about}</p>
          <form className="bulk-choices division" onSubmit={submit}>
            <Field label={text.row} className="division-row">
              <Select data-testid="division-row" value={question.scope} onChange={(_, { value }) => change({ scope: value })}>
                {rows.map(({ scope, title, level, key }) => (
                  <option key={key} value={scope ?? ''}>{`${'\u00a0\u00a0'.repeat(level)}${title ?? text.whole}`}</option>
                ))}
              </Select>
            </Field>
            <Field label={text.into}>
              <Select data-testid="division-into" value={question.into} onChange={(_, { value }) => change({ into: value as TargetDivision })}>
                {(row === undefined ? [] : divisionsOf(sheet, row)).map((into) => (
                  <option key={into} value={into}>{text.intos[into]}</option>
                ))}
              </Select>
            </Field>
            <Field label={text.from}>
              <Select data-testid="division-from" value={question.from} onChange={(_, { value }) => change({ from: value, ...(value > question.to ? { to: value } : {}) })}>
                {months(question.into === 'months' ? -monthsBack : 0).map((month) => (
                  <option key={month} value={month}>{format.month(month)}</option>
                ))}
              </Select>
            </Field>
            <Field label={text.to}>
              <Select data-testid="division-to" value={question.to} onChange={(_, { value }) => change({ to: value, ...(value < question.from ? { from: value } : {}) })}>
                {months(0).map((month) => (
                  <option key={month} value={month}>{format.month(month)}</option>
                ))}
              </Select>
            </Field>
            <Field label={text.total} {...(isFaulty ? { validationMessage: text.notANumber } : {})}>
              <Input data-testid="division-total" inputMode="decimal" value={typed} placeholder={text.standing} disabled={isPerMonth} onChange={(_, { value }) => (setTyped(value), setAsked(null))} />
            </Field>
            {question.into === 'months' && (
              <Field label={text.carryOver}>
                <Select className="division-wide" value={question.carryOver} onChange={(_, { value }) => change({ carryOver: value as CarryOver })}>
                  {(['restOfPeriod', 'nextMonth', 'none'] as const).map((where) => (
                    <option key={where} value={where}>{text.carryOvers[where]}</option>
                  ))}
                </Select>
              </Field>
            )}
            <Button type="submit" className="division-compute" data-testid="division-compute" disabled={isFaulty}>{text.compute}</Button>
          </form>
          {query.isFetching && answer === null && <Spinner className="plan-wait" label={text.computing} />}
          {asked !== null && query.error !== null && !query.isFetching && <Refusal error={query.error} retry={() => void query.refetch()} />}
          {answer !== null && <Proposed key={JSON.stringify(question)} sheet={sheet} answer={answer} isBusy={query.isFetching} onAmong={(among) => ask({ among })} />}
          {answer !== null && changes.length === 0 && !query.isFetching && <p className="quiet division-nothing" role="status">{text.nothing}</p>}
        </DialogContent>
        <DialogActions>
          {save.error !== null && <span className="bulk-refusal" role="alert">{problemText(save.error, language)}</span>}
          <Button onClick={onClose}>{text.close}</Button>
          <Button appearance="primary" data-testid="division-save" disabled={changes.length === 0 || save.isPending || query.isFetching} onClick={store}>
            {save.isPending ? text.saving : changes.length === 0 ? text.saveNone : text.save(format.plural(changes.length, ...text.targets))}
          </Button>
        </DialogActions>
      </DialogBody>
    </Modal>
  )
}

/** A refusal in the words of what was chosen; any other failure as everywhere. */
function Refusal({ error, retry }: Readonly<{ error: unknown; retry: () => void }>) {
  const text = useTexts(targetProposalTexts)
  const first = error instanceof ApiError ? error.problem.errors?.[0] : undefined
  const words = first === undefined ? undefined : text.refusals[`${first.field} ${first.reason}`]
  return words === undefined ? <Failure error={error} retry={retry} /> : <Notice role="alert" title={words} />
}

type ProposedProps = Readonly<{ sheet: TargetSheet; answer: TargetProposal; isBusy: boolean; onAmong: (among: readonly string[]) => void }>

/** What each month or row gets, beside what stands there. */
function Proposed({ sheet, answer, isBusy, onAmong }: ProposedProps) {
  const { format } = useSpeech()
  const text = useTexts(targetProposalTexts)
  const isMoney = answer.metric === 'receipts' || answer.metric === 'value'
  const show = (value: number) => format.number(value, Number.isInteger(value) ? 0 : 2)
  const isOfMonths = answer.into === 'months'
  const hasMonths = isOfMonths || answer.sums.length > 1
  const left = (field: 'unallocated' | 'deficit') => answer.sums.filter((sum) => sum[field] > 0).map((sum) => `${text[field]}: ${sum.month === null ? '' : `${format.month(sum.month)} `}${show(sum[field])}.`)
  const notes = [answer.isForecast ? text.byForecast : text.byPast, ...left('unallocated'), ...left('deficit'), ...(answer.isFactKnown ? [] : [text.noFacts])]
  // Rows stay where they were first, so that a ticked one does not run away.
  const [first] = useState(answer)
  const parties = partiesOf(sheet, answer, first)
  const sharing = parties.filter(({ hasPart }) => hasPart).map(({ scope }) => scope)
  const take = (scope: string) => !isBusy && onAmong(sharing.includes(scope) ? sharing.filter((each) => each !== scope) : [...sharing, scope])
  return (
    <>
      <div className="bulk-list division-list" tabIndex={0} role="group" aria-label={text.title} aria-busy={isBusy}>
        <table className="bulk-table">
          <thead>
            <tr>
              {!isOfMonths && <th scope="col" aria-label={text.among} />}
              <th scope="col">{isOfMonths ? text.month : text.who}</th>
              {!isOfMonths && hasMonths && <th scope="col">{text.month}</th>}
              {[text.weight, text.fact, text.now, text.becomes].map((caption) => (
                <th key={caption} scope="col" className="numbers">{isMoney && caption === text.becomes ? `${caption}, ${format.currencySymbol(answer.currency)}` : caption}</th>
              ))}
              <th scope="col">{text.why}</th>
            </tr>
          </thead>
          <tbody>
            {parties.map(({ scope, title, hasPart }) => {
              const targets = answer.targets.filter((target) => target.scope === scope)
              const head = !isOfMonths && (
                <>
                  <td className="division-take" rowSpan={Math.max(1, targets.length)}>
                    <Checkbox checked={hasPart} aria-label={`${text.among}: ${title}`} disabled={hasPart && sharing.length === 1} onChange={() => take(scope)} />
                  </td>
                  <td rowSpan={Math.max(1, targets.length)} className={hasPart ? undefined : 'quiet'}>{title}</td>
                </>
              )
              return (
                <Fragment key={scope}>
                  {!hasPart && (
                    <tr data-testid="division-other" data-scope={scope}>
                      {head}
                      <td className="quiet" colSpan={hasMonths ? 6 : 5}>{text.noPart}</td>
                    </tr>
                  )}
                  {targets.map(({ month, fact, was, becomes, weight, why }, index) => {
                    const isFixed = why === 'closed' || why === 'locked'
                    return (
                      <tr key={month} data-testid="division-target" data-scope={scope} data-month={month} data-was={was ?? 0} data-becomes={becomes}>
                        {index === 0 && head}
                        {hasMonths && <td>{format.month(month)}</td>}
                        <td className="numbers">{isFixed ? undefinedMark : format.percent(weight)}</td>
                        <td className="numbers">{show(fact)}</td>
                        <td className="numbers">{was === null ? undefinedMark : show(was)}</td>
                        <td className="numbers">{isFixed && was === null ? undefinedMark : becomes === was ? show(becomes) : <strong>{show(becomes)}</strong>}</td>
                        <td>{text.reasons[why]}</td>
                      </tr>
                    )
                  })}
                </Fragment>
              )
            })}
          </tbody>
        </table>
      </div>
      <p className="quiet division-about">{notes.join(' ')}</p>
    </>
  )
}
