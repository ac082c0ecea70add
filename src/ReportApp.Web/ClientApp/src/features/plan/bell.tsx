import { Button, CounterBadge, Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components'
import { AlertRegular } from '@fluentui/react-icons/svg/alert'
import { useEntries } from '../../api/queries'
import { useSpeech, useTexts } from '../../i18n/language'
import './plan.css'
import { planTexts } from './texts'
import { WriteState } from './write-state'
import { needsPerson } from './write-texts'

/** Entries that do not go on without a person. What is saved leaves silently. */
export function Bell() {
  const { format } = useSpeech()
  const text = useTexts(planTexts)
  const waiting = Object.values(useEntries() ?? {}).filter(needsPerson)
  return (
    <Popover positioning="below-end" trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Button appearance="subtle" className="bell" aria-label={`${text.bell}: ${format.number(waiting.length)}`} title={text.bell} icon={<AlertRegular />}>
          {waiting.length > 0 && <CounterBadge className="bell-count" size="small" color="danger" count={waiting.length} />}
        </Button>
      </PopoverTrigger>
      <PopoverSurface className="bell-surface" aria-label={text.bell}>
        {waiting.length === 0 && <p className="quiet">{text.bellEmpty}</p>}
        {waiting.map((entry) => (
          <article key={entry.id} className="bell-entry">
            <strong>
              {text.deal} № {entry.dealId}
              {entry.values && ` · ${format.compactMoney(entry.values.amount.amount, entry.values.amount.currency)} · ${format.month(entry.values.month)}`}
            </strong>
            <WriteState entry={entry} />
          </article>
        ))}
      </PopoverSurface>
    </Popover>
  )
}
