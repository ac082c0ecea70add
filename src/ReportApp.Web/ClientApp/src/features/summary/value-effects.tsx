import type { CellKey, ValueEffects as Effects } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { effectNames, effects, worded, wordedInFull } from './summary-model'
import { summaryTexts } from './texts'

/** The deviation of the contract value as a sum of its reasons, each with its records. */
export function ValueEffects({ deviation, told, currency, onOpen }: Readonly<{ deviation: number; told: Effects; currency: string; onOpen: (cell: CellKey, from: HTMLElement) => void }>) {
  const { format } = useSpeech()
  const text = useTexts(summaryTexts)
  const say = (value: number, how: typeof worded) => format.signed(how(value, 'value', currency, format))
  return (
    <section className="value-effects" aria-label={text.why} data-testid="value-effects">
      <h2>{text.why}</h2>
      <dl className="numbers">
        <div>
          <dt>{text.columns.deviation}</dt>
          <dd title={say(deviation, wordedInFull)} data-tone={deviation < 0 ? 'worse' : undefined}>{say(deviation, worded)}</dd>
        </div>
        {effectNames.map((reason, index) => (
          <div key={reason}>
            <span className="value-effects-sign quiet" aria-hidden>{index === 0 ? '=' : '+'}</span>
            <dt title={text.aboutEffects[reason]}>{text.effects[reason]}</dt>
            <dd>
              <button type="button" className="plain-button" data-effect={reason} data-value={told[reason]} data-tone={told[reason] < 0 ? 'worse' : undefined} title={`${say(told[reason], wordedInFull)}\n${text.aboutEffects[reason]}\n${text.open}`} onClick={(event) => onOpen({ row: 'total', column: 'total', measure: effects[reason] }, event.currentTarget)}>
                {say(told[reason], worded)}
              </button>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
