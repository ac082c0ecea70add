import type { OutlookNumber, SalesOutlook, SalesOutlookRow } from '../../api/types'
import { addMonths, tableScale, undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { toneOf } from '../forecast/forecast-model'
import { type OutlookState, shareOf } from './outlook-state'
import { outlookTexts } from './texts'

type Props = Readonly<{ answer: SalesOutlook; state: OutlookState; titleOf: (row: SalesOutlookRow) => string; onOpen: (row: string, number: OutlookNumber) => void }>

const present = ['won', 'expected', 'outlook'] as const

/** What came and what is expected, with a bar for each row, and how far the past was off. */
export function OutlookTable({ answer, state, titleOf, onOpen }: Props) {
  const { format } = useSpeech()
  const text = useTexts(outlookTexts)
  const { rows: by } = state
  const { currency, total } = answer
  const current = answer.today.slice(0, 7)
  const rows = [...answer.rows, total]
  const scale = tableScale(rows.flatMap(({ won, expected, outlook, plan, before, actual }) => [won ?? 0, expected ?? 0, outlook ?? 0, plan ?? 0, before ?? 0, actual ?? 0]))
  const most = Math.max(1, ...answer.rows.flatMap(({ won, outlook, plan }) => [won ?? 0, outlook ?? 0, by === 'sources' ? 0 : plan ?? 0]))
  const past = `${format.shortMonth(addMonths(current, -3))}\u00a0— ${format.shortMonth(addMonths(current, -1))}`
  const hasPlan = by !== 'sources'

  const number = (row: SalesOutlookRow, name: OutlookNumber) => {
    const value = row[name]
    const share = by === 'months' || row === total ? null : shareOf(value, total[name])
    return (
      <td key={name} data-testid="outlook-cell" data-row={row.key} data-number={name} data-value={value ?? ''} data-opened={state.opened?.row === row.key && state.opened.number === name ? '' : undefined}>
        {value === null ? (
          undefinedMark
        ) : (
          <button
            type="button"
            className="plain-button outlook-number"
            title={format.money(value, currency)}
            aria-label={text.open(`${titleOf(row)}, ${text.numbers[name]}`, format.money(value, currency))}
            onClick={() => onOpen(row.key, name)}
          >
            {format.inTable(value, 'money', scale)}
            {share !== null && present.some((each) => each === name) && (
              <span className="quiet" title={text.shareOf}>
                {format.percent(share, 0)}
              </span>
            )}
          </button>
        )}
      </td>
    )
  }
  const head = (name: OutlookNumber | 'plan' | 'error', title: string, isPast: boolean) => (
    <th key={name} scope="col" title={text.about[name]} data-past={isPast}>
      {title}
      {isPast && by !== 'months' && <span className="quiet">{text.inMonths(past)}</span>}
    </th>
  )

  return (
    <div className="outlook-scroll">
      <table className="outlook-table" aria-label={text.rows[by]}>
        <thead>
          <tr>
            <th scope="col">
              {text.row[by]}
              <span className="quiet">{format.unit(scale, currency)}</span>
            </th>
            <th scope="col" className="outlook-bar-head" aria-hidden />
            {present.map((name) => head(name, text.numbers[name], false))}
            {hasPlan && head('plan', text.plan, false)}
            {head('before', text.numbers.before, true)}
            {head('actual', text.numbers.actual, true)}
            {head('error', text.error, true)}
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
          {row !== total && <Bars row={row} most={most} isPaired={by === 'sources'} />}
        </td>
        {present.map((name) => number(row, name))}
        {hasPlan && (
          <td data-testid="outlook-plan" data-value={row.plan ?? ''} title={row.plan === null ? undefined : format.money(row.plan, currency)}>
            {row.plan === null ? undefinedMark : format.inTable(row.plan, 'money', scale)}
          </td>
        )}
        {number(row, 'before')}
        {number(row, 'actual')}
        <td data-testid="outlook-error" data-value={row.error ?? ''} data-tone={toneOf(row.error === null ? null : -Math.abs(row.error))}>
          {row.error === null ? undefinedMark : format.signed(format.percent(row.error, 0))}
        </td>
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
