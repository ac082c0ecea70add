import { Button, Spinner } from '@fluentui/react-components'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { fitHeight, openRecord } from '../../app/host-frame/bridge'
import { useApi, useDealPage, useEntries } from '../../api/queries'
import type { DealPlan, Language, PlanEntryView } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { loaded } from '../../ui/state'
import { Bell } from './bell'
import './board.css'
import { boardTexts } from './board-texts'
import { leftToPay } from './left'
import './plan.css'
import { planTexts } from './texts'
import { WriteState } from './write-state'

const PlanEditor = lazy(async () => ({ default: (await import('./plan-editor')).PlanEditor }))

const ru = {
  plan: 'План поступлений',
  fill: 'Заполнить план',
  change: 'Изменить план',
  amount: 'Сумма сделки',
  left: 'Осталось заплатить',
  history: 'История записей в план',
  noHistory: 'В план эту сделку ещё не брали',
  takenBack: 'План снят',
  was: 'было',
}
const en: typeof ru = {
  plan: 'Receipts plan',
  fill: 'Fill the plan',
  change: 'Change the plan',
  amount: 'Amount of the deal',
  left: 'Left to pay',
  history: 'History of plan entries',
  noHistory: 'This deal has not been in the plan yet',
  takenBack: 'Plan taken back',
  was: 'was',
}
const texts: Readonly<Record<Language, typeof ru>> = { ru, en }

/** A higher tab than this scrolls inside. */
const highest = 1_600
const lowest = 360
/** The host is asked this often at most, in milliseconds, and for no less than this, in CSS pixels. */
const pause = 250
const step = 8

/** One deal beside its card in the CRM: what is planned, what came, what is due, and how the writes stand. */
export function DealPage({ dealId }: { dealId: string }) {
  const { format } = useSpeech()
  const text = useTexts(texts)
  const words = useTexts(planTexts)
  const { session } = useApi()
  const query = useDealPage(dealId)
  const deal = loaded(query)
  const [isEdited, setEdited] = useState(false)
  const content = useFitted(session.place !== 'DEFAULT')
  const isBeside = session.recordId === dealId

  if (deal.kind === 'loading') return <Spinner style={{ minHeight: lowest }} />
  if (deal.kind === 'failed') return <Failure error={deal.error} retry={() => void query.refetch()} />
  const plan = deal.value
  const money = (value: number) => format.money(value, plan.currency)
  return (
    <div className="deal-page" data-testid="deal-page" data-host-id={plan.dealId}>
      <div ref={content} style={{ display: 'grid', gap: 12 }}>
        <header className="deal-head">
          <div style={{ flex: 1, minWidth: 0 }}>
            <h1>{isBeside ? text.plan : <button type="button" className="plain-button link" title={words.openInCrm} onClick={() => void openRecord(plan.hostUrl)}>{plan.title}</button>}</h1>
            <p>{[plan.object, plan.stage].filter((part) => part !== null).join(' · ')}</p>
            {plan.isLost && <p>{words.fieldErrors['deal_lost']}</p>}
          </div>
          <Bell />
          {!plan.isLost && (
            <Button data-testid="deal-fill" appearance="primary" onClick={() => setEdited(true)}>
              {plan.current === null ? text.fill : text.change}
            </Button>
          )}
        </header>
        <section className="deal-card deal-numbers">
          <Number caption={words.now} value={plan.current === null ? words.noPlan : `${format.money(plan.current.amount.amount, plan.current.amount.currency)}`} note={plan.current === null ? null : `${format.month(plan.current.month)} · ${nameOf(plan, plan.current.managerId)}`} />
          {plan.dealAmount !== null && <Number caption={text.amount} value={money(plan.dealAmount)} note={null} />}
          <Number caption={words.paid} value={money(plan.paid)} note={null} />
          {plan.dealAmount !== null && <Number caption={text.left} value={money(Math.max(leftToPay(plan) ?? 0, 0))} note={null} />}
        </section>
        <div className="deal-columns">
          <section className="deal-card">
            <h2>{text.history}</h2>
            <History plan={plan} />
          </section>
          <section className="deal-card">
            <h2>{words.schedule}</h2>
            {plan.schedule.length === 0 && <p className="quiet">{words.noSchedule}</p>}
            <table className="deal-lines">
              <tbody>
                {plan.schedule.map((line, index) => (
                  <tr key={index} data-overdue={line.due.slice(0, 7) < plan.currentMonth}>
                    <td className="numbers">{format.day(line.due)}</td>
                    <td className="quiet">{line.kind}</td>
                    <td className="numbers">{money(line.unpaid)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </div>
      </div>
      <Suspense>{isEdited && <PlanEditor dealId={dealId} onClose={() => setEdited(false)} />}</Suspense>
    </div>
  )
}

function Number({ caption, value, note }: { caption: string; value: string; note: string | null }) {
  return (
    <div className="kpi">
      <span className="plan-over">{caption}</span>
      <strong className="numbers">{value}</strong>
      {note !== null && <span className="plan-over">{note}</span>}
    </div>
  )
}

const nameOf = (plan: DealPlan, id: string) => plan.managers.find((person) => person.id === id)?.name ?? `№ ${id}`

/** Everybody's entries as they were when the page asked, and the viewer's own as they move. */
function History({ plan }: { plan: DealPlan }) {
  const { format } = useSpeech()
  const text = useTexts(texts)
  const board = useTexts(boardTexts)
  const own = useEntries() ?? {}
  const known = new Map(plan.entries.map((entry) => [entry.id, own[entry.id] ?? entry]))
  for (const entry of Object.values(own)) if (entry.dealId === plan.dealId) known.set(entry.id, entry)
  const entries = [...known.values()].sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
  if (entries.length === 0) return <p className="quiet">{text.noHistory}</p>
  const words = (values: PlanEntryView['values']) =>
    values === null ? text.takenBack : `${format.money(values.amount.amount, values.amount.currency)} · ${format.month(values.month)} · ${nameOf(plan, values.managerId)}`
  const fateOf = ({ values, fate, fateAt, replacedBy, write }: PlanEntryView) => {
    if (values === null || write.state !== 'confirmed') return null
    const next = replacedBy === null ? null : known.get(replacedBy)?.values
    const word = fate === 'moved' && next ? `${board.movedTo} ${format.month(next.month)}` : fate === 'open' && values.status === 'draft' ? board.isDraft : board.fates[fate]
    return fateAt === null ? word : `${word} · ${format.instant(fateAt, new Date())}`
  }
  return (
    <ul className="deal-history">
      {entries.map((entry) => (
        <li key={entry.id} data-testid="deal-entry" data-fate={entry.fate}>
          <strong>{words(entry.values)}</strong>
          {fateOf(entry) !== null && <span className="board-fate" data-fate={entry.fate}>{fateOf(entry)}</span>}
          <span className="quiet">
            {[format.instant(entry.createdAt, new Date()), nameOf(plan, entry.authorId), ...(entry.previous === null ? [] : [`${text.was} ${words(entry.previous)}`]), ...(entry.comment === null ? [] : [`«${entry.comment}»`])].join(' · ')}
          </span>
          <WriteState entry={entry} />
        </li>
      ))}
    </ul>
  )
}

/** Keeps the host's frame as high as the content, within limits, without asking at every pixel. */
function useFitted(isFramed: boolean) {
  const [node, setNode] = useState<HTMLDivElement | null>(null)
  const asked = useRef(0)
  useEffect(() => {
    if (node === null || !isFramed) return
    let timer: ReturnType<typeof setTimeout> | null = null
    const ask = () => {
      timer = null
      const height = Math.min(Math.max(node.scrollHeight + 32, lowest), highest)
      if (Math.abs(height - asked.current) <= step) return
      asked.current = height
      void fitHeight(height)
    }
    const observer = new ResizeObserver(() => {
      timer ??= setTimeout(ask, pause)
    })
    observer.observe(node)
    return () => {
      observer.disconnect()
      if (timer !== null) clearTimeout(timer)
    }
  }, [node, isFramed])
  return setNode
}
