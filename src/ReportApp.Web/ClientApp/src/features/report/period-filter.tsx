import { Button, Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components'
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark'
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { useState } from 'react'
import type { Day, Month } from '../../api/types'
import { addMonths, isDay } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { FilterChip } from './filter-chip'
import { inDays, type Period, preset, presetNames, stepped } from './periods'
import { reportTexts } from './texts'

type Props = Readonly<{ period: Period; isByMonth: boolean; today: Day; isSet: boolean; onChange: (period: Period | null) => void }>

export function PeriodFilter({ period, isByMonth, today, isSet, onChange }: Props) {
  const { format } = useSpeech()
  const text = useTexts(reportTexts)
  const change = (next: Period) => onChange(isByMonth ? next : inDays(next))
  const months = { from: period.from.slice(0, 7), to: period.to.slice(0, 7) }
  const [first, last] = [inDays(period).from, inDays(period).to]
  return (
    <span className="period">
      <Button size="small" appearance="subtle" icon={<ChevronLeftRegular />} aria-label={text.earlier} onClick={() => change(stepped(period, -1))} />
      <Popover positioning="below-start" trapFocus>
        <PopoverTrigger disableButtonEnhancement>
          <FilterChip data-testid="filter-period" caption={text.period} value={format.period(period)} isSet={isSet} clearLabel={`${text.remove}: ${text.period}`} onClear={() => onChange(null)} />
        </PopoverTrigger>
        <PopoverSurface className="period-surface" aria-label={text.period}>
          <div className="period-presets">
            {presetNames[isByMonth ? 'months' : 'days'].map((name) => {
              const choice = inDays(preset(name, today))
              const isChosen = choice.from === first && choice.to === last
              return (
                <Button
                  key={name}
                  appearance="subtle"
                  data-preset={name}
                  aria-pressed={isChosen}
                  icon={isChosen ? <CheckmarkRegular /> : <span />}
                  onClick={() => change(preset(name, today))}
                >
                  {text.presets[name]}
                </Button>
              )
            })}
          </div>
          {/* Another chosen year begins the picker anew, so that it always shows the chosen months. */}
          <MonthPicker key={`from ${months.from.slice(0, 4)}`} label={text.from} edge="from" period={months} current={today.slice(0, 7)} onPick={(from) => change({ from, to: from > months.to ? from : period.to })} />
          <MonthPicker key={`to ${months.to.slice(0, 4)}`} label={text.to} edge="to" period={months} current={today.slice(0, 7)} onPick={(to) => change({ from: to < months.from ? to : period.from, to })} />
          {!isByMonth && (
            <div className="period-days">
              <span className="quiet">{text.byDays}</span>
              <DayInput label={text.from} value={first} onPick={(from) => change({ from, to: from > last ? from : last })} />
              <span aria-hidden>—</span>
              <DayInput label={text.to} value={last} onPick={(to) => change({ from: to < first ? to : first, to })} />
            </div>
          )}
        </PopoverSurface>
      </Popover>
      <Button size="small" appearance="subtle" icon={<ChevronRightRegular />} aria-label={text.later} onClick={() => change(stepped(period, 1))} />
    </span>
  )
}

/** Takes a day when it is whole: while a year is typed the report stays. */
export function DayInput({ label, value, min = '1990-01-01', max, onPick }: { label: string; value: Day; min?: Day; max?: Day; onPick: (day: Day) => void }) {
  return (
    <input
      key={value}
      type="date"
      className="day-input"
      aria-label={label}
      defaultValue={value}
      min={min}
      max={max}
      onBlur={(event) => take(event.target.value)}
      onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget.value)}
    />
  )
  function take(day: string) {
    if (day !== value && isDay(day) && day >= min && (max === undefined || day <= max)) onPick(day)
  }
}

type PickerProps = Readonly<{ label: string; edge: 'from' | 'to'; period: Readonly<{ from: Month; to: Month }>; current: Month; onPick: (month: Month) => void }>

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
