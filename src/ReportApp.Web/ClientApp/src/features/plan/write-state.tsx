import { Button, Spinner } from '@fluentui/react-components'
import { ArrowSwapRegular } from '@fluentui/react-icons/svg/arrow-swap'
import { ArrowUndoRegular } from '@fluentui/react-icons/svg/arrow-undo'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { ClockRegular } from '@fluentui/react-icons/svg/clock'
import { DismissCircleRegular } from '@fluentui/react-icons/svg/dismiss-circle'
import { HistoryRegular } from '@fluentui/react-icons/svg/history'
import { HourglassRegular } from '@fluentui/react-icons/svg/hourglass'
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed'
import { type ReactElement, useRef } from 'react'
import { problemText } from '../../api/problems'
import { type EntryAction, useEntryAction } from '../../api/queries'
import type { PlanEntryView, WriteState as State } from '../../api/types'
import { useSpeech } from '../../i18n/language'
import './plan.css'
import { actionTexts, writeWords } from './write-texts'

const marks: Readonly<Record<State, ReactElement>> = {
  queued: <ClockRegular />,
  leased: <Spinner size="extra-tiny" />,
  sent: <Spinner size="extra-tiny" />,
  inDoubt: <HourglassRegular />,
  confirmed: <CheckmarkCircleRegular />,
  conflict: <ArrowSwapRegular />,
  blocked: <LockClosedRegular />,
  rejected: <DismissCircleRegular />,
  dead: <DismissCircleRegular />,
  superseded: <HistoryRegular />,
  cancelled: <HistoryRegular />,
}

/** Where the writing of an entry stands, and what its author can do about it. */
export function WriteState({ entry }: { entry: PlanEntryView }) {
  const { format, language } = useSpeech()
  const action = useEntryAction()
  // One key for one write: a second click on undo must not make a second undo.
  const key = useRef({ operation: '', value: '' })
  if (key.current.operation !== entry.write.operationId) key.current = { operation: entry.write.operationId, value: crypto.randomUUID() }
  const words = writeWords(entry, format, new Date())
  const run = (name: EntryAction) => action.mutate({ id: entry.id, action: name, key: key.current.value })
  return (
    <div className="write-state" data-testid="write-state" data-state={entry.write.state} data-tone={words.tone}>
      <span className="write-mark" aria-hidden>
        {marks[entry.write.state]}
      </span>
      <span role="status" className="write-text">
        {words.text}
        {words.hint && <span className="quiet"> {words.hint}</span>}
        {action.error !== null && <span className="write-error"> {problemText(action.error, language)}</span>}
      </span>
      {words.actions.map((name) => (
        <Button
          key={name}
          size="small"
          appearance="subtle"
          {...(name === 'undo' ? { 'data-testid': 'plan-undo', icon: <ArrowUndoRegular /> } : {})}
          disabled={action.isPending}
          onClick={() => run(name)}
        >
          {actionTexts[language][name]}
        </Button>
      ))}
    </div>
  )
}
