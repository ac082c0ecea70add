import type { ForecastRow, ReceiptsForecast, ScenarioOutcome } from '../../api/types'
import { undefinedMark } from '../../i18n/format'
import { useSpeech } from '../../i18n/language'
import { rowTitle } from '../report/row-titles'
import { addUp, soon, soonMonths, toneOf } from './forecast-model'
import { useForecastTexts } from './metric'
import { underScenario } from './scenario-model'

type Props = Readonly<{ answer: ReceiptsForecast; outcome: ScenarioOutcome | null; chosen: ForecastRow; onChoose: (row: ForecastRow, how: 'push' | 'replace') => void }>

/** All objects with what is expected of them soon, and what a scenario makes of it. Arrows choose: the numbers are here already. */
export function Objects({ answer, outcome, chosen, onChoose }: Props) {
  const { format, language } = useSpeech()
  const text = useForecastTexts()
  const { delta } = text.measures
  const current = answer.today.slice(0, 7)
  const rows = [answer.total, ...answer.rows]
  const months = soonMonths(answer.total, current)
  const [first, last] = [months[0], months.at(-1)]
  return (
    <nav className="forecast-objects" data-scenario={outcome !== null} aria-label={text.objects}>
      <p className="forecast-objects-head quiet" aria-hidden>
        <span>{text.object}</span>
        {first !== undefined && last !== undefined && <span title={text.aheadAbout}>{text.ahead(format.shortMonth(first), format.shortMonth(last))}</span>}
        {outcome !== null && <span className="forecast-delta">{delta}</span>}
      </p>
      <div
        role="listbox"
        aria-label={text.objects}
        className="forecast-list"
        onKeyDown={(event) => {
          const at = rows.indexOf(chosen)
          const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
          const row = next === undefined ? undefined : rows[next]
          if (next === undefined) return
          event.preventDefault()
          if (row === undefined) return
          onChoose(row, 'replace')
          event.currentTarget.querySelectorAll<HTMLElement>('[role=option]')[next]?.focus()
        }}
      >
        {rows.map((row) => {
          const title = row === answer.total ? text.allObjects : rowTitle(row.key, row.title, language)
          const money = soon(row, current)
          const under = outcome === null ? null : underScenario(row, outcome)
          const other = under === null ? null : soon(under, current)
          const difference = money === null || other === null ? null : addUp([other, -money])
          return (
            <button
              key={row.key}
              type="button"
              role="option"
              className="plain-button forecast-object"
              data-testid="forecast-object"
              data-row={row.key}
              data-group={row === answer.total || answer.rows.some(({ parent }) => parent === row.key)}
              aria-selected={row === chosen}
              tabIndex={row === chosen ? 0 : -1}
              title={money === null ? title : `${title}: ${format.money(money, answer.unit)}`}
              onClick={() => onChoose(row, 'push')}
            >
              <span className="forecast-object-name" style={{ paddingInlineStart: row.level * 16 }}>
                {title}
              </span>
              <span className="numbers">{money === null ? undefinedMark : format.compactMoney(money, answer.unit)}</span>
              {outcome !== null && (
                <span className="numbers forecast-delta" data-testid="forecast-delta" data-value={difference ?? ''} data-tone={toneOf(difference)}>
                  {difference === null ? undefinedMark : format.signed(format.compact(difference))}
                </span>
              )}
            </button>
          )
        })}
      </div>
    </nav>
  )
}
