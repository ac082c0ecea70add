import { Button, Select, Spinner } from '@fluentui/react-components'
import { useState } from 'react'
import type { Month, OneSided, SourceMonth, SourcesView } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { loaded } from '../../ui/state'
import { useDifference, useSources } from './reconciliation-queries'
import { RecordsTable } from './records-table'
import { reconciliationTexts } from './texts'

/** Two sources of payments side by side, where there are two: one of them counts, and they are never added. */
export function Sources() {
  const query = useSources()
  const sources = loaded(query)
  if (sources.kind === 'loading') return null
  if (sources.kind === 'failed') return <Failure error={sources.error} retry={() => void query.refetch()} />
  return (sources.value.months[0]?.sums.length ?? 0) < 2 ? null : <Comparison view={sources.value} />
}

function Comparison({ view }: { view: SourcesView }) {
  const { format } = useSpeech()
  const text = useTexts(reconciliationTexts)
  const names = view.months[0]?.sums.map(({ source }) => source) ?? []
  const [other, setOther] = useState(1)
  const [month, setMonth] = useState<Month | null>(null)
  const nameOf = (source: string | null | undefined) => source ?? text.crm
  const money = (value: number) => format.money(value, view.currency)
  const [left, right] = [names[0] ?? null, names[other] ?? null]
  return (
    <section data-testid="payment-sources">
      <h2>{text.sources}</h2>
      <p className="quiet">
        {text.sourcesLead} {view.isPartial && text.sourcesPartial}
      </p>
      {names.length > 2 && (
        <Select value={String(other)} aria-label={text.sources} onChange={(_, { value }) => setOther(Number(value))}>
          {names.slice(1).map((name, index) => (
            <option key={name} value={index + 1}>
              {nameOf(name)}
            </option>
          ))}
        </Select>
      )}
      <div className="reconciliation-scroll">
        <table className="reconciliation-table">
          <thead>
            <tr>
              <th scope="col">{text.months}</th>
              <th scope="col" className="numbers">{nameOf(left)}</th>
              <th scope="col" className="numbers">{nameOf(right)}</th>
              <th scope="col" className="numbers">{text.delta}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {view.months.map((each) => (
              <MonthRow key={each.month} month={each} other={other} money={money} isOpen={month === each.month} open={() => setMonth(month === each.month ? null : each.month)} />
            ))}
          </tbody>
        </table>
      </div>
      {month !== null && <Difference key={`${month} ${other}`} month={month} left={left} right={right} nameOf={nameOf} money={money} />}
    </section>
  )
}

function MonthRow(props: { month: SourceMonth; other: number; money: (value: number) => string; isOpen: boolean; open: () => void }) {
  const { month, money } = props
  const { format } = useSpeech()
  const text = useTexts(reconciliationTexts)
  const [left, right] = [month.sums[0], month.sums[props.other]]
  if (left === undefined || right === undefined) return null
  const delta = right.amount - left.amount
  return (
    <tr>
      <th scope="row">{format.month(month.month)}</th>
      {[left, right].map((sum) => (
        <td key={sum.source} className="numbers" data-testid="source-sum" data-source={sum.source ?? ''} data-value={sum.amount}>
          {money(sum.amount)}
          <small className="quiet">
            {text.payments(format.number(sum.count))}
            {sum.counts && `, ${text.counts}`}
          </small>
        </td>
      ))}
      <td className="numbers">{delta === 0 ? <span className="reconciliation-equal">0</span> : `${delta > 0 ? '+' : ''}${money(delta)}`}</td>
      <td>
        <Button size="small" aria-expanded={props.isOpen} data-testid="source-lines" data-month={month.month} onClick={props.open}>
          {text.oneSided}
        </Button>
      </td>
    </tr>
  )
}

function Difference(props: {
  month: Month
  left: string | null
  right: string | null
  nameOf: (source: string | null) => string
  money: (value: number) => string
}) {
  const { month, left, right, nameOf, money } = props
  const text = useTexts(reconciliationTexts)
  const query = useDifference(month, left, right)
  const difference = loaded(query)
  if (difference.kind === 'loading') return <Spinner size="tiny" />
  if (difference.kind === 'failed') return <Failure error={difference.error} retry={() => void query.refetch()} />
  if (difference.value.left.count + difference.value.right.count === 0) return <p>{text.sameLines}</p>
  return (
    <>
      <Side name={nameOf(left)} month={month} side={difference.value.left} money={money} />
      <Side name={nameOf(right)} month={month} side={difference.value.right} money={money} />
    </>
  )
}

function Side({ name, month, side, money }: { name: string; month: Month; side: OneSided; money: (value: number) => string }) {
  const { format } = useSpeech()
  const text = useTexts(reconciliationTexts)
  if (side.count === 0) return null
  return (
    <div className="reconciliation-why">
      <h2>{text.onlyIn(name, format.month(month), format.number(side.count), money(side.amount))}</h2>
      <RecordsTable records={side.records} metric="receipts" shown={money} />
      {side.records.length < side.count && <p className="quiet">{text.firstOnes(format.number(side.records.length))}</p>}
    </div>
  )
}
