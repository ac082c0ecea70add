import {
  Button, DialogActions, DialogBody, DialogContent, DialogTitle, Field, Input, Spinner, useRestoreFocusTarget,
} from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { type ReactNode, useContext, useEffect, useId, useState } from 'react'
import { ApiError } from '../../api/client'
import { problemText } from '../../api/problems'
import type { FilterList, ForecastRow, ScenarioDraft, ScenarioView } from '../../api/types'
import { useSpeech } from '../../i18n/language'
import { Modal } from '../../ui/modal'
import { About } from '../report/about'
import { rowTitle } from '../report/row-titles'
import { TreeFilter } from '../report/tree-filter'
import { useRemoveScenario, useSaveScenario } from './forecast-queries'
import { LaunchMenu } from './launch-menu'
import { MetricContext, useScenarioTexts } from './metric'
import { type Levers, leverOf, type NumberLever, numberLevers, type ScenarioChoice, typedOf } from './scenario-model'

type Props = Readonly<{
  choice: ScenarioChoice
  name: string
  levers: Levers
  /** Null: built in, or not saved yet. */
  saved: ScenarioView | null
  rows: readonly ForecastRow[]
  onEdit: (edit: (levers: Levers) => Levers) => void
  /** Null: none is chosen any more. */
  onChoose: (id: number | null) => void
}>

/** What the chosen scenario is called and changes. While it is chosen this stays in sight. */
export function ScenarioStrip({ choice, name, levers, saved, rows, onEdit, onChoose }: Props) {
  const { format, language } = useSpeech()
  const text = useScenarioTexts()
  // A question gives the focus back to where it was asked.
  const focusTarget = useRestoreFocusTarget()
  const [asked, setAsked] = useState<'name' | 'rename' | 'remove' | null>(null)
  const save = useSaveScenario()
  const close = () => setAsked(null)
  const stopped: FilterList = {
    dimension: 'stopped',
    title: { ru: text.stopped, en: text.stopped },
    values: rows.map(({ key, parent, title }) => ({ value: key, title: rowTitle(key, title, language), parent, isGroup: rows.some((row) => row.parent === key), isActive: true })),
  }
  const isOwn = saved !== null && saved.mayChange
  // Another price is neither more contracts nor more metres.
  const metric = useContext(MetricContext)
  const shown = (Object.keys(numberLevers) as NumberLever[]).filter((lever) => lever !== 'price' || metric === 'receipts' || metric === 'sales')
  const terms = [
    ...shown.map((lever) => ({ title: text.levers[lever][0], about: text.levers[lever][1] })),
    { title: text.stopped, about: text.stoppedAbout },
    { title: text.launches, about: text.launchesAbout },
    { title: text.deals, about: text.dealsAbout },
  ]
  return (
    <section className="scenario" data-testid="scenario-strip" data-scenario={choice.name} data-changed={choice.changed !== null} aria-label={text.title(name)}>
      <div className="scenario-head">
        <h2>{text.title(name)}</h2>
        <About question={text.about} terms={terms} />
        <span className="quiet">{choice.name === 'own' ? text.unsaved : choice.changed === null ? text.isNot : text.changed}</span>
        <span className="scenario-actions">
          {isOwn && choice.changed !== null && (
            <Button
              size="small"
              appearance="primary"
              data-testid="scenario-save"
              disabled={save.isPending}
              onClick={() => save.mutate({ id: saved.id, draft: { name: saved.name, levers } }, { onSuccess: ({ id }) => onChoose(id) })}
            >
              {text.save}
            </Button>
          )}
          <Button size="small" data-testid="scenario-save-as" {...focusTarget} onClick={() => setAsked('name')}>
            {text.saveAs}
          </Button>
          {isOwn && (
            <>
              <Button size="small" appearance="subtle" {...focusTarget} onClick={() => setAsked('rename')}>
                {text.rename}
              </Button>
              <Button size="small" appearance="subtle" data-testid="scenario-remove" {...focusTarget} onClick={() => setAsked('remove')}>
                {text.remove}
              </Button>
            </>
          )}
        </span>
      </div>
      {save.error !== null && <p className="scenario-failed" role="alert">{wordsOf(save.error)}</p>}
      <div className="scenario-levers" role="group" aria-label={text.scenario}>
        {shown.map((lever) => (
          <NumberInput key={lever} lever={lever} value={typedOf(lever, levers[lever])} onChange={(typed) => onEdit((now) => ({ ...now, [lever]: leverOf(lever, typed) }))} />
        ))}
        <TreeFilter list={stopped} none={text.nothingStopped} picked={levers.stopped} onPick={(values) => onEdit((now) => ({ ...now, stopped: values }))} />
        <LaunchMenu rows={rows} launches={levers.launches} onChange={(launches) => onEdit((now) => ({ ...now, launches }))} />
        {levers.deals.length > 0 && (
          <Button
            size="small"
            icon={<DismissRegular />}
            iconPosition="after"
            data-testid="scenario-deals"
            title={`${text.dealsAbout} ${text.clearDeals}`}
            onClick={() => onEdit((now) => ({ ...now, deals: [] }))}
          >
            {text.deals}: {format.number(levers.deals.length)}
          </Button>
        )}
      </div>
      {asked === 'name' && <NameDialog title={text.saveAs} id={null} draft={{ name: '', levers }} onSaved={onChoose} onClose={close} />}
      {asked === 'rename' && saved !== null && <NameDialog title={text.rename} id={saved.id} draft={saved} onSaved={close} onClose={close} />}
      {asked === 'remove' && saved !== null && <RemoveDialog scenario={saved} onRemoved={() => onChoose(null)} onClose={close} />}
    </section>
  )

  function wordsOf(error: unknown): string {
    return refusalOf(error, text.reasons) ?? problemText(error, language)
  }
}

/** What is wrong with a field that the server named. */
export function refusalOf(error: unknown, reasons: Readonly<Record<string, string>>): string | null {
  const [first] = error instanceof ApiError ? error.problem.errors ?? [] : []
  return first === undefined ? null : reasons[`${first.field} ${first.reason}`] ?? reasons[first.reason] ?? null
}

/** Takes hold shortly after the last key, so that the forecast is not asked for every digit. */
const typingPause = 400

function NumberInput({ lever, value, onChange }: { lever: NumberLever; value: number; onChange: (value: number) => void }) {
  const { format } = useSpeech()
  const text = useScenarioTexts()
  const [title, about] = text.levers[lever]
  const { min, max, step, unit } = numberLevers[lever]
  const [typed, setTyped] = useState(String(value))
  const [known, setKnown] = useState(value)
  const [sent, setSent] = useState<number | null>(null)
  // Another scenario brings another value; one's own comes back while the next digit may be typed already.
  if (value !== known) {
    setKnown(value)
    setSent(null)
    if (value !== sent) setTyped(String(value))
  }
  const number = /^[+-]?\d+$/.test(typed) ? Number(typed) : NaN
  const isRight = number >= min && number <= max
  useEffect(() => {
    if (!isRight || number === value) return
    const timer = setTimeout(() => {
      setSent(number)
      onChange(number)
    }, typingPause)
    return () => clearTimeout(timer)
  }, [isRight, number, value, onChange])
  const isWrong = !isRight && number !== value
  const id = useId()
  return (
    <label className="lever" title={about} data-set={value !== 0} data-wrong={isWrong}>
      <span>{title}</span>
      <Input
        type="number"
        size="small"
        data-testid={`lever-${lever}`}
        min={min}
        max={max}
        step={step}
        value={typed}
        aria-invalid={isWrong}
        {...(isWrong ? { 'aria-describedby': id } : { 'aria-description': about })}
        contentAfter={unit === null ? null : <span className="quiet">{unit}</span>}
        onChange={(_, data) => setTyped(data.value)}
      />
      {isWrong && (
        <span id={id} className="lever-wrong" role="alert" data-testid={`lever-${lever}-wrong`}>
          {text.range(format.number(min), format.number(max))}
        </span>
      )}
    </label>
  )
}

/** @param id Null: it is saved as a new one. */
function NameDialog({ title, id, draft, onSaved, onClose }: { title: string; id: number | null; draft: ScenarioDraft; onSaved: (id: number) => void; onClose: () => void }) {
  const { language } = useSpeech()
  const text = useScenarioTexts()
  const [name, setName] = useState(draft.name)
  const save = useSaveScenario()
  const submit = () => {
    if (!save.isPending) save.mutate({ id, draft: { name, levers: draft.levers } }, { onSuccess: (saved) => onSaved(saved.id) })
  }
  return (
    <Question title={title} onClose={onClose} testId="scenario-name" act={text.save} isBusy={save.isPending} onAct={submit}>
      <Field label={text.name} required hint={text.nameHint} validationMessage={save.error === null ? null : refusalOf(save.error, text.reasons) ?? problemText(save.error, language)}>
        <Input
          autoFocus
          maxLength={100}
          value={name}
          onChange={(_, data) => {
            setName(data.value)
            save.reset()
          }}
          onKeyDown={(event) => event.key === 'Enter' && submit()}
        />
      </Field>
    </Question>
  )
}

function RemoveDialog({ scenario, onRemoved, onClose }: { scenario: ScenarioView; onRemoved: () => void; onClose: () => void }) {
  const { language } = useSpeech()
  const text = useScenarioTexts()
  const remove = useRemoveScenario()
  const act = () => {
    if (!remove.isPending) remove.mutate(scenario.id, { onSuccess: onRemoved })
  }
  return (
    <Question title={text.removeTitle(scenario.name)} onClose={onClose} testId="scenario-removal" act={text.removeYes} isBusy={remove.isPending} onAct={act}>
      {text.removeDetail}
      {remove.error !== null && <p className="scenario-failed" role="alert">{problemText(remove.error, language)}</p>}
    </Question>
  )
}

type QuestionProps = Readonly<{ title: string; testId: string; act: string; isBusy: boolean; onAct: () => void; onClose: () => void; children: ReactNode }>

function Question({ title, testId, act, isBusy, onAct, onClose, children }: QuestionProps) {
  const text = useScenarioTexts()
  return (
    <Modal className="scenario-question" testId={testId} label={title} onClose={onClose}>
      <DialogBody>
        <DialogTitle>{title}</DialogTitle>
        <DialogContent>{children}</DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button appearance="primary" disabled={isBusy} icon={isBusy ? <Spinner size="extra-tiny" /> : null} onClick={onAct}>
            {act}
          </Button>
        </DialogActions>
      </DialogBody>
    </Modal>
  )
}
