import type { OutlookNumber, SalesOutlook, SalesOutlookRow } from '../../api/types'
import { addMonths, tableScale, undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { toneOf } from '../forecast/forecast-model'
import { missedOf, numbersOf, type OutlookState, shareOf, unitOf, valueOf } from './outlook-state'
import { outlookTexts } from './texts'

type Props = Readonly<{ answer: SalesOutlook; state: OutlookState; titleOf: (row: SalesOutlookRow) => string; onOpen: (row: string, number: OutlookNumber) => void }>

const present: readonly OutlookNumber[] = ['won', 'expected', 'outlook']
const past: readonly OutlookNumber[] = ['before', 'actual']

/** Fewer closed deals make no rate. */
const enough = 5

/** What came and what is expected, with a bar for each row, and how far the past was off or what can be counted. */
export function OutlookTable({ answer, state, titleOf, onOpen }: Props) {
  const { format } = useSpeech()
  const text = useTexts(outlookTexts)
  const { rows: by } = state
  const { currency, total } = answer
  const current = answer.today.slice(0, 7)
  const isOfTerritories = by === 'territories'
  const hasPlan = by === 'months' || by === 'managers'
  const numbers = numbersOf(by).filter((number) => !past.includes(number))
  const money = numbersOf(by).filter((number) => unitOf(number) === 'money')
  const scale = tableScale([...answer.rows, total].flatMap((row) => [row.plan ?? 0, ...money.map((number) => valueOf(row, number) ?? 0)]))
  const most = Math.max(1, ...answer.rows.flatMap(({ won, outlook, plan }) => [won ?? 0, outlook ?? 0, hasPlan ? plan ?? 0 : 0]))
  // No line ends between two months.
  const months = (from: string, to: string) => (from === to ? format.shortMonth(from) : `${format.shortMonth(from)}\u2060–\u2060${format.shortMonth(to)}`)

  const exact = (value: number, number: OutlookNumber) => {
    const unit = unitOf(number)
    return unit === 'money' ? format.money(value, currency) : unit === 'percent' ? format.percent(value) : format.number(value)
  }
  const cell = (row: SalesOutlookRow, name: OutlookNumber) => {
    const value = valueOf(row, name)
    const share = by === 'months' || row === total || !present.includes(name) ? null : shareOf(value, valueOf(total, name))
    const few = name === 'winRate' && row.counts && row.counts.closed < enough ? text.few(format.number(row.counts.closed)) : null
    const unit = unitOf(name)
    return (
      <td key={name} data-testid="outlook-cell" data-row={row.key} data-number={name} data-value={value ?? ''} data-opened={state.opened?.row === row.key && state.opened.number === name ? '' : undefined}>
        {value === null ? (
          undefinedMark
        ) : (
          <button
            type="button"
            className="plain-button outlook-number"
            data-few={few !== null || undefined}
            title={few === null ? exact(value, name) : `${exact(value, name)}\n${few}`}
            aria-label={text.open(`${titleOf(row)}, ${text.numbers[name]}`, exact(value, name))}
            onClick={() => onOpen(row.key, name)}
          >
            {unit === 'percent' ? format.percent(value, 0) : format.inTable(value, unit, scale)}
            {share !== null && (
              <span className="quiet" title={text.shareOf}>
                {format.percent(share, 0)}
              </span>
            )}
          </button>
        )}
      </td>
    )
  }
  /** A share of nothing is none: what was missed then stands as money. */
  const error = (row: SalesOutlookRow) => {
    const missed = missedOf(row)
    const shown = row.error !== null ? format.signed(format.percent(row.error, 0)) : missed === null ? undefinedMark : format.signed(format.compactMoney(missed, currency))
    return (
      <td data-testid="outlook-error" data-value={row.error ?? ''} data-missed={missed ?? ''} data-tone={toneOf(row.error ?? missed) && 'short'} title={missed === null ? undefined : text.missed(format.money(missed, currency))}>
        {shown}
      </td>
    )
  }
  const head = (name: OutlookNumber | 'plan' | 'error', title: string, when: string | null) => (
    <th key={name} scope="col" title={text.about[name]}>
      {title}
      {when !== null && <span className="quiet">{text.inMonths(when)}</span>}
    </th>
  )
  const whenOf = (name: OutlookNumber): string | null => {
    if (!isOfTerritories) return null
    if (name === 'contracts' || name === 'won' || name === 'winRate') return months(answer.from, current)
    return name === 'expected' ? months(current, answer.to) : name === 'outlook' ? months(answer.from, answer.to) : null
  }
  const before = by === 'months' ? null : months(addMonths(current, -3), addMonths(current, -1))

  return (
    <div className="outlook-scroll">
      <table className="outlook-table" aria-label={text.rows[by]} data-rows={by}>
        <thead>
          <tr>
            <th scope="col">
              {text.row[by]}
              <span className="quiet">{format.unit(scale, currency)}</span>
            </th>
            <th scope="col" className="outlook-bar-head" aria-hidden />
            {numbers.map((name) => head(name, text.numbers[name], whenOf(name)))}
            {hasPlan && head('plan', text.plan, null)}
            {!isOfTerritories && (
              <>
                {past.map((name) => head(name, text.numbers[name], before))}
                {head('error', text.error, before)}
              </>
            )}
          </tr>
        </thead>
        <tbody>{answer.rows.map(line)}</tbody>
        <tfoot>{line(total)}</tfoot>
      </table>
    </div>
  )

  function line(row: SalesOutlookRow) {
    return (
      <tr key={row.key} data-testid="outlook-row" data-row={row.key} data-when={row.key === current ? 'current' : undefined}>
        <th scope="row">
          <span className="outlook-name" title={titleOf(row)}>
            {titleOf(row)}
          </span>
          {row.key === current && <span className="forecast-now">{text.now}</span>}
        </th>
        <td className="outlook-bars" aria-hidden>
          {row !== total && <Bars row={row} most={most} isPaired={!hasPlan} />}
        </td>
        {numbers.map((name) => cell(row, name))}
        {hasPlan && (
          <td data-testid="outlook-plan" data-value={row.plan ?? ''} title={row.plan === null ? undefined : format.money(row.plan, currency)}>
            {row.plan === null ? undefinedMark : format.inTable(row.plan, 'money', scale)}
          </td>
        )}
        {!isOfTerritories && (
          <>
            {past.map((name) => cell(row, name))}
            {error(row)}
          </>
        )}
      </tr>
    )
  }
}

/** What came and what is expected, one behind the other or one below the other, and where the plan is. */
function Bars({ row: { won, expected, plan }, most, isPaired }: { row: SalesOutlookRow; most: number; isPaired: boolean }) {
  const part = (value: number | null) => `${(Math.max(0, value ?? 0) / most) * 100}%`
  return (
    <span className="outlook-bar" data-paired={isPaired}>
      <span data-part="won" style={{ width: part(won) }} />
      <span data-part="expected" style={{ width: part(expected) }} />
      {!isPaired && plan !== null && <span data-part="plan" style={{ left: part(plan) }} />}
    </span>
  )
}
