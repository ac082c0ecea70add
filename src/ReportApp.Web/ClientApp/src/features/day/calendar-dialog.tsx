import { Button, DialogActions, DialogBody, DialogContent, DialogTitle, Field, Switch, ToggleButton } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons/svg/add'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { useState } from 'react'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import type { Day, PersonCalendar } from '../../api/types'
import { isDay } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { CloseButton, Modal } from '../../ui/modal'
import { useSetCalendar } from './day-queries'
import { dayTexts } from './texts'

const usualWeek: readonly number[] = [1, 2, 3, 4, 5]

type Props = Readonly<{ person: string; name: string; calendar: PersonCalendar; onClose: () => void }>

/** When a person works: his own week in place of the company's, and the days he is away. */
export function CalendarDialog({ person, name, calendar, onClose }: Props) {
  const { format, language } = useSpeech()
  const text = useTexts(dayTexts)
  const save = useSetCalendar(person)
  const [week, setWeek] = useState<readonly number[] | null>(calendar.week)
  const [daysOff, setDaysOff] = useState<readonly Day[]>(calendar.daysOff)
  const [typed, setTyped] = useState('')
  // What this person's other head said meanwhile is what the next attempt changes.
  const [seen, setSeen] = useState(calendar)
  const said = save.error instanceof ApiError ? save.error.problem.calendar ?? null : null
  const takeOver = (other: PersonCalendar) => {
    setSeen(other)
    setWeek(other.week)
    setDaysOff(other.daysOff)
    save.reset()
  }
  const isUnsaved = typed !== '' || JSON.stringify([week, daysOff]) !== JSON.stringify([seen.week, seen.daysOff])
  const add = () => {
    if (isDay(typed)) setDaysOff([...new Set([...daysOff, typed])].toSorted())
    setTyped('')
  }
  return (
    <Modal className="day-dialog" testId="calendar-dialog" onClose={onClose}>
      <DialogBody>
        <DialogTitle>{text.calendarOf(name)}</DialogTitle>
        <DialogContent className="day-dialog-content">
          <Switch label={text.asCompany} checked={week === null} onChange={(_, { checked }) => setWeek(checked ? null : usualWeek)} />
          {week !== null && (
            <div className="day-week" role="group" aria-label={text.week}>
              {text.weekdays.map((title, index) => (
                <ToggleButton
                  key={title}
                  size="small"
                  appearance={week.includes(index + 1) ? 'primary' : 'secondary'}
                  checked={week.includes(index + 1)}
                  data-day={index + 1}
                  onClick={() => setWeek(week.includes(index + 1) ? week.filter((day) => day !== index + 1) : [...week, index + 1].toSorted())}
                >
                  {title}
                </ToggleButton>
              ))}
            </div>
          )}
          <Field label={text.daysOff}>
            <div className="day-add">
              <input
                type="date"
                className="day-input"
                aria-label={text.addDay}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return
                  event.preventDefault()
                  add()
                }}
              />
              <Button size="small" icon={<AddRegular />} disabled={!isDay(typed)} onClick={add}>
                {text.add}
              </Button>
            </div>
          </Field>
          {daysOff.length === 0 ? (
            <p className="quiet">{text.noDaysOff}</p>
          ) : (
            <ul className="day-off-list">
              {daysOff.map((day) => (
                <li key={day}>
                  <span className="numbers">{format.day(day)}</span>
                  <Button size="small" appearance="transparent" icon={<DismissRegular />} aria-label={text.removeDay(format.day(day))} onClick={() => setDaysOff(daysOff.filter((other) => other !== day))} />
                </li>
              ))}
            </ul>
          )}
          <p className="quiet">{text.calendarAbout}</p>
          {save.error !== null && (
            <div className="day-failed" role="alert">
              <p>{problemText(save.error, language)}</p>
              {said !== null && (
                <>
                  <p data-testid="calendar-other">{text.otherCalendar(said.week === null ? text.asCompany.toLowerCase() : said.week.map((day) => text.weekdays[day - 1]).join(', '), said.daysOff.map((day) => format.day(day)).join(', '))}</p>
                  <Button
                    size="small"
                    data-testid="calendar-take-over"
                    onClick={() => takeOver(said)}
                  >
                    {text.takeOver}
                  </Button>
                </>
              )}
            </div>
          )}
        </DialogContent>
        <DialogActions>
          <CloseButton isUnsaved={isUnsaved} onClose={onClose}>{text.cancel}</CloseButton>
          <Button appearance="primary" data-testid="calendar-save" disabled={save.isPending} onClick={() => save.mutate({ week, daysOff, seen }, { onSuccess: onClose })}>
            {save.isPending ? text.saving : text.save}
          </Button>
        </DialogActions>
      </DialogBody>
    </Modal>
  )
}
