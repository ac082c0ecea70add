import { Button, Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components'
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { useState } from 'react'
import type { Month } from '../../api/types'
import { addMonths } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { FilterChip } from './filter-chip'
import { type Period, preset, presetNames, stepped } from './periods'
import { reportTexts } from './texts'

type Props = Readonly<{ period: Period; current: Month; isSet: boolean; onChange: (period: Period | null) => void }>

export function PeriodFilter({ period, current, isSet, onChange }: Props) {
  const { format } = useSpeech()
  const text = useTexts(reportTexts)
  const value = period.from === period.to ? format.month(period.from) : `${format.month(period.from)} — ${format.month(period.to)}`
  return (
    <span className="period">
      <Button size="small" appearance="subtle" icon={<ChevronLeftRegular />} aria-label={text.earlier} onClick={() => onChange(stepped(period, -1))} />
      <Popover positioning="below-start" trapFocus>
        <PopoverTrigger disableButtonEnhancement>
          <FilterChip data-testid="filter-period" caption={text.period} value={value} isSet={isSet} clearLabel={`${text.remove}: ${text.period}`} onClear={() => onChange(null)} />
        </PopoverTrigger>
        <PopoverSurface className="period-surface" aria-label={text.period}>
          <div className="period-presets">
            {presetNames.map((name) => {
              const choice = preset(name, current)
              return (
                <Button
                  key={name}
                  appearance="subtle"
                  data-preset={name}
                  aria-pressed={choice.from === period.from && choice.to === period.to}
                  onClick={() => onChange(choice)}
                >
                  {text.presets[name]}
                </Button>
              )
            })}
          </div>
          <MonthPicker label={text.from} edge="from" period={period} current={current} onPick={(from) => onChange({ from, to: from > period.to ? from : period.to })} />
          <MonthPicker label={text.to} edge="to" period={period} current={current} onPick={(to) => onChange({ from: to < period.from ? to : period.from, to })} />
        </PopoverSurface>
      </Popover>
      <Button size="small" appearance="subtle" icon={<ChevronRightRegular />} aria-label={text.later} onClick={() => onChange(stepped(period, 1))} />
    </span>
  )
}

type PickerProps = Readonly<{ label: string; edge: 'from' | 'to'; period: Period; current: Month; onPick: (month: Month) => void }>

function MonthPicker({ label, edge, period, current, onPick }: PickerProps) {
  const { format } = useSpeech()
  const text = useTexts(reportTexts)
  const [january, setJanuary] = useState(`${period[edge].slice(0, 4)}-01`)
  return (
    <div className="months" role="group" aria-label={label}>
      <div className="months-head">
        <span className="quiet">{label}</span>
        <Button size="small" appearance="subtle" icon={<ChevronLeftRegular />} aria-label={text.previousYear} onClick={() => setJanuary(addMonths(january, -12))} />
        <strong className="numbers">{january.slice(0, 4)}</strong>
        <Button size="small" appearance="subtle" icon={<ChevronRightRegular />} aria-label={text.nextYear} onClick={() => setJanuary(addMonths(january, 12))} />
      </div>
      <div className="months-grid">
        {Array.from({ length: 12 }, (_, index) => addMonths(january, index)).map((month) => (
          <button
            key={month}
            type="button"
            className="plain-button month"
            data-edge={edge}
            data-month={month}
            data-inside={month >= period.from && month <= period.to}
            data-now={month === current}
            aria-pressed={month === period[edge]}
            aria-label={format.month(month)}
            onClick={() => onPick(month)}
          >
            {format.shortMonth(month)}
          </button>
        ))}
      </div>
    </div>
  )
}
