import type { ForecastWhy, ForecastWhyRequest, WhyTerm } from '../../api/types'
import { useSpeech } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { useLoaded } from '../../ui/state'
import { useWhy } from './forecast-queries'
import { useIsSales, useWhyTexts } from './metric'
import { whyForm } from './why-texts'

type Props = Readonly<{ request: ForecastWhyRequest; title: string }>

/** What the money of a deal in the opened month is made of, down to chances and shares. */
export function DealWhy({ request, title }: Props) {
  const text = useWhyTexts()
  const query = useWhy(request)
  const why = useLoaded(query)
  return (
    <section className="why" data-testid="deal-why" aria-label={text.label(title)} aria-busy={why.kind === 'loading'} {...(why.kind === 'ready' ? { 'data-money': why.value.money } : {})}>
      {why.kind === 'loading' && <div className="skeleton forecast-deal-wait" />}
      {why.kind === 'failed' && <Failure error={why.error} retry={() => void query.refetch()} />}
      {why.kind === 'ready' && <Terms why={why.value} />}
    </section>
  )
}

function Terms({ why }: { why: ForecastWhy }) {
  const { format, language } = useSpeech()
  const text = useWhyTexts()
  // All of a contract's value comes with it.
  const isSales = useIsSales()
  const { alike, alikeWon, contracts } = why.evidence
  const money = (value: number) => format.money(value, why.unit)
  const ofContract = why.months.some(({ chance }) => chance !== null)
  const hasShares = ofContract && !isSales
  const sentences = [
    ...(why.stage === null || why.days === null ? [] : [text.stage(why.stage, format.plural(why.days, ...whyForm('day', language)))]),
    ...(why.stage === null ? [] : [alike === 0 ? text.noAlike : text.alike(format.plural(alike, ...whyForm('deal', language)), format.number(alikeWon))]),
    ...(isSales ? [] : [text.contracts(format.plural(contracts, ...whyForm('contract', language)))]),
    ...(why.expected === null ? [] : [why.known === null || why.ratio === null ? text.typical(money(why.expected)) : why.known === why.expected ? text.entered(money(why.expected)) : text.expected(money(why.known), format.number(why.ratio, 2), money(why.expected))]),
    ...(why.scale === 1 ? [] : [text.scale(format.number(why.scale, 2))]),
  ]
  const nameOf = ({ wonIn, due }: WhyTerm) => (wonIn !== null ? text.wonIn(format.month(wonIn)) : due !== null ? text.due(format.day(due)) : text.owed)
  return (
    <>
      <p>{sentences.join(' ')}</p>
      <table className="why-table" aria-label={text.cell(format.month(why.month))}>
        <caption>{text.cell(format.month(why.month))}</caption>
        <tbody>
          {why.terms.map((term) => (
            <tr key={`${term.wonIn} ${term.due} ${term.amount} ${term.money}`} data-testid="why-term" data-value={term.money}>
              <th scope="row">
                {nameOf(term)}
                <span className="quiet">
                  {`${money(term.amount)} × ${text.chance}\u00a0${format.percent(term.chance)}${term.share === null || isSales ? '' : ` × ${text.share}\u00a0${format.percent(term.share)}`}${why.scale === 1 ? '' : ` × ${format.number(why.scale, 2)}`}`}
                </span>
              </th>
              <td>{money(term.money)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{text.sum}</th>
            <td>{money(why.money)}</td>
          </tr>
        </tfoot>
      </table>
      <table className="why-table" aria-label={text.months}>
        <thead>
          <tr>
            <th scope="col">{text.month}</th>
            {ofContract && <th scope="col">{text.chanceOf}</th>}
            {hasShares && <th scope="col">{text.shareOf}</th>}
            <th scope="col">{text.money}</th>
          </tr>
        </thead>
        <tbody>
          {why.months.map(({ month, chance, share, money: value }, index) => (
            <tr key={month} data-opened={month === why.month ? '' : undefined} data-testid="why-month" data-month={month} data-value={value}>
              <th scope="row">{format.month(month)}</th>
              {ofContract && <td>{chance === null ? '' : format.percent(chance)}</td>}
              {hasShares && <td>
                  {share !== null && (
                    <>
                      <span className="why-after quiet">{text.after(format.number(index))}</span> {format.percent(share)}
                    </>
                  )}
                </td>}
              <td>{format.compactMoney(value, why.unit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
