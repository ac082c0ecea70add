import type { Month } from '../../api/types'
import { useSpeech } from '../../i18n/language'
import { useScenarioTexts } from './metric'
import type { Fate } from './scenario-model'

type Props = Readonly<{ deal: string; month: Month; isSigned: boolean; fate: Fate; onChange: (fate: Fate) => void }>

/** What a scenario takes for certain of a deal. A contract is won already: it can only be lost. */
export function FateChoice({ deal, month, isSigned, fate, onChange }: Props) {
  const { format } = useSpeech()
  const text = useScenarioTexts()
  const months = isSigned ? [] : [...new Set([month, ...(fate === null || fate === 'lost' ? [] : [fate])])]
  return (
    <select className="fate" data-testid="deal-fate" data-set={fate !== null} aria-label={`${text.fate}: ${deal}`} value={fate ?? ''} onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}>
      <option value="">{fate === null ? `${text.fate}…` : text.asForecast}</option>
      <option value="lost">{text.lost}</option>
      {months.map((each) => (
        <option key={each} value={each}>
          {text.wonIn(format.month(each))}
        </option>
      ))}
    </select>
  )
}
