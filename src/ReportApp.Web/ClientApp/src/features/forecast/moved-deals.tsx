import type { ReactNode } from 'react'
import type { MovedDeal } from '../../api/types'
import { openRecord } from '../../app/host-frame/bridge'
import { useSpeech } from '../../i18n/language'
import { Facts } from '../../ui/facts'
import { addUp, toneOf } from './forecast-model'
import { useForecastTexts } from './metric'

type Props = Readonly<{
  deals: readonly MovedDeal[]
  unit: string
  label: string
  /** What the columns of money are called. */
  before: string
  after: string
  beside?: (dealId: string) => ReactNode
}>

/** Deals with their money before and after; a title leads into the CRM. */
export function MovedDeals({ deals, unit, label, before, after, beside }: Props) {
  const { format } = useSpeech()
  const text = useForecastTexts()
  return (
    <table className="moved" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{text.moved.deal}</th>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
          <th scope="col">{text.moved.delta}</th>
        </tr>
      </thead>
      <tbody>
        {deals.map((deal) => {
          const delta = addUp([deal.after, -deal.before])
          const facts = [deal.stage, deal.object ?? text.panel.noObject, deal.managerName ?? text.panel.noManager].filter((part) => part !== null)
          return (
            <tr key={deal.dealId} data-testid="moved-deal" data-host-id={deal.dealId} data-before={deal.before} data-after={deal.after}>
              <th scope="row">
                <button type="button" className="plain-button link moved-title" title={text.panel.openInCrm} onClick={() => void openRecord(deal.hostUrl)}>
                  {deal.title}
                </button>
                {beside?.(deal.dealId)}
                <span className="quiet moved-facts">
                  <Facts facts={facts} />
                </span>
              </th>
              <td>{format.money(deal.before, unit)}</td>
              <td>{format.money(deal.after, unit)}</td>
              <td data-tone={toneOf(delta)}>{format.signed(format.money(delta, unit))}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
