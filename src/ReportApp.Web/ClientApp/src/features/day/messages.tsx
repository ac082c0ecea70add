import { Button, Popover, PopoverSurface, PopoverTrigger, Select, Switch } from '@fluentui/react-components'
import { MailAlertRegular } from '@fluentui/react-icons/svg/mail-alert'
import { SendRegular } from '@fluentui/react-icons/svg/send'
import { useState } from 'react'
import { problemText } from '../../api/problems'
import type { Day, DayMessageOutcome, DayMessageView } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { loaded } from '../../ui/state'
import './messages.css'
import { useDayMessages, useSendDayMessage, useSetDayMessage } from './messages-queries'
import { messageTexts } from './messages-texts'

/** Whole hours and halves, `HH:mm`. */
const hours = Array.from({ length: 48 }, (_, half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`)

/** A person subscribes himself to the plan in the morning and the fact in the evening. */
export function DayMessages() {
  const text = useTexts(messageTexts)
  // Asked for before it opens: the focus goes into what is there then.
  const query = useDayMessages()
  return (
    <Popover positioning="below-start" trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Button size="small" appearance="transparent" icon={<MailAlertRegular />} data-testid="day-messages" aria-label={text.title} title={text.title} disabled={query.isPending} />
      </PopoverTrigger>
      <PopoverSurface className="messages" aria-label={text.title} data-testid="day-messages-panel">
        <h2>{text.title}</h2>
        <Subscriptions query={query} />
      </PopoverSurface>
    </Popover>
  )
}

function Subscriptions({ query }: { query: ReturnType<typeof useDayMessages> }) {
  const text = useTexts(messageTexts)
  const view = loaded(query)
  if (view.kind === 'loading') return null
  if (view.kind === 'failed') return <Failure error={view.error} retry={() => void query.refetch()} />
  return (
    <>
      <p className="quiet">{text.about}</p>
      {!view.value.isGranted && (
        <p className="messages-refused" role="alert" data-testid="messages-not-granted">
          {text.notGranted}
        </p>
      )}
      {view.value.messages.map((message) => (
        <Subscription key={message.kind} message={message} isGranted={view.value.isGranted} />
      ))}
      <p className="quiet">{text.zone}</p>
    </>
  )
}

function Subscription({ message, isGranted }: { message: DayMessageView; isGranted: boolean }) {
  const { format, language } = useSpeech()
  const text = useTexts(messageTexts)
  const set = useSetDayMessage()
  const send = useSendDayMessage()
  const { kind } = message
  const [hour, setHour] = useState(message.hour.slice(0, 5))
  const say = (isOn: boolean, at: string) => set.mutate({ kind, isOn, hour: at, language })
  const dayOf = (day: Day) => text.day((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7, format.day(day))
  const outcome = ({ state, reason, at }: DayMessageOutcome) => {
    const what = text.states[state](format.instant(at, new Date()))
    return reason === null ? what : text.because(what, text.reasons[reason])
  }
  const error = set.error ?? send.error
  const isOn = set.isPending ? set.variables.isOn : message.isOn
  return (
    <section className="messages-kind" data-testid="day-message" data-kind={kind} data-on={message.isOn} data-last={message.last?.state ?? ''}>
      <div className="messages-line">
        <Switch label={text.kinds[kind]} checked={isOn} disabled={!isGranted && !isOn} onChange={(_, { checked }) => say(checked, hour)} />
        <Select
          size="small"
          className="numbers"
          aria-label={text.hour[kind]}
          value={hour}
          disabled={!isGranted}
          onChange={(_, { value }) => {
            setHour(value)
            if (message.isOn) say(true, value)
          }}
        >
          {hours.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </Select>
        <Button size="small" icon={<SendRegular />} data-testid="day-message-send" aria-label={text.sendNowOf[kind]} disabled={!isGranted || send.isPending} onClick={() => send.mutate({ kind, language })}>
          {send.isPending ? text.sending : text.sendNow}
        </Button>
      </div>
      {message.isOn && <p className="quiet">{message.next === null ? text.noNext : text.next(dayOf(message.next), message.hour.slice(0, 5))}</p>}
      {message.isOn && message.last !== null && (
        <p className={message.last.state === 'sent' ? 'quiet' : 'messages-refused'} data-testid="day-message-last">
          {text.last(dayOf(message.last.day), outcome(message.last))}
        </p>
      )}
      {send.isSuccess && (
        <p className={send.data.state === 'sent' ? 'messages-sent' : 'messages-refused'} role="status" data-testid="day-message-outcome" data-state={send.data.state}>
          {send.data.state === 'sent' ? text.sentNow : capital(outcome(send.data))}
        </p>
      )}
      {error !== null && (
        <p className="messages-refused" role="alert">
          {problemText(error, language)}
        </p>
      )}
    </section>
  )
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)
