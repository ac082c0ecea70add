import {
  Button, DialogActions, DialogBody, DialogContent, DialogTitle, Field, Radio, RadioGroup, Select, Spinner, Textarea,
} from '@fluentui/react-components'
import { useState } from 'react'
import { problemText } from '../../api/problems'
import type { DealOverrides, Month, OverrideMode } from '../../api/types'
import { addMonths } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { CloseButton, Modal } from '../../ui/modal'
import { useLoaded } from '../../ui/state'
import { useOverrides, useOverrule } from './forecast-queries'
import { OverrideMark } from './override-mark'
import { overrideTexts } from './override-texts'
import { refusalOf } from './scenario-strip'

const monthsAhead = 12
const modes: readonly OverrideMode[] = ['model', 'include', 'exclude']

type Props = Readonly<{
  dealId: string
  title: string
  /** The current one: the first in which the deal may be won. */
  current: Month
  /** The month whose list is open. */
  month: Month
  onClose: () => void
}>

/** What counts of an open deal: the model, or the word of a head, with all that was said before. */
export function OverrideDialog({ dealId, title, current, month, onClose }: Props) {
  const text = useTexts(overrideTexts)
  const query = useOverrides(dealId)
  const deal = useLoaded(query)
  return (
    <Modal className="override-dialog" testId="override-dialog" label={text.title(title)} onClose={onClose}>
      {deal.kind === 'ready' ? (
        <Choice key={dealId} deal={deal.value} title={title} current={current} month={month} onClose={onClose} />
      ) : (
        <DialogBody>
          <DialogTitle>{text.title(title)}</DialogTitle>
          <DialogContent>{deal.kind === 'failed' ? <Failure error={deal.error} retry={() => void query.refetch()} /> : <Spinner label={text.loading} />}</DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{text.close}</Button>
          </DialogActions>
        </DialogBody>
      )}
    </Modal>
  )
}

function Choice({ deal, title, current, month, onClose }: Omit<Props, 'dealId'> & Readonly<{ deal: DealOverrides }>) {
  const { format, language } = useSpeech()
  const text = useTexts(overrideTexts)
  const overrule = useOverrule(deal.dealId)
  const latest = deal.overrides[0]
  const standing = latest === undefined || latest.isSpent ? 'model' : latest.mode
  const [mode, setMode] = useState<OverrideMode>(standing)
  const [wonIn, setWonIn] = useState<Month>(latest?.month ?? month)
  const [reason, setReason] = useState('')
  const isSame = mode === standing && (mode !== 'include' || latest?.month === wonIn)
  const months = Array.from({ length: monthsAhead }, (_, ahead) => addMonths(current, ahead))
  const refusal = overrule.error === null ? null : refusalOf(overrule.error, text.reasons) ?? problemText(overrule.error, language)
  const save = () =>
    overrule.mutate({ mode, month: mode === 'include' ? wonIn : null, reason, seen: latest?.id ?? null }, { onSuccess: onClose })
  return (
    <DialogBody>
      <DialogTitle>{text.title(title)}</DialogTitle>
      <DialogContent className="override-content">
        <p className="quiet">{text.about}</p>
        <Field label={text.choose}>
          <RadioGroup value={mode} onChange={(_, data) => setMode(data.value as OverrideMode)}>
            {modes.map((each) => (
              <Radio
                key={each}
                value={each}
                // What had the focus went with the waiting; without it Escape would not reach the dialog.
                autoFocus={each === standing}
                data-testid={`override-${each}`}
                label={
                  <>
                    {text.modes[each][0]}
                    <span className="override-about quiet">{text.modes[each][1]}</span>
                  </>
                }
              />
            ))}
          </RadioGroup>
        </Field>
        {mode === 'include' && (
          <Field label={text.month}>
            <Select data-testid="override-month" value={months.includes(wonIn) ? wonIn : current} onChange={(_, data) => setWonIn(data.value)}>
              {months.map((each) => (
                <option key={each} value={each}>
                  {format.month(each)}
                </option>
              ))}
            </Select>
          </Field>
        )}
        <Field label={text.reason} required hint={text.reasonHint}>
          <Textarea data-testid="override-reason" maxLength={500} value={reason} onChange={(_, data) => setReason(data.value)} />
        </Field>
        {refusal !== null && (
          <p className="override-failed" role="alert" data-testid="override-refused">
            {refusal}
          </p>
        )}
        <section aria-label={text.history}>
          <h3>{text.history}</h3>
          {deal.overrides.length === 0 ? <p className="quiet">{text.noHistory}</p> : deal.overrides.map((said) => <OverrideMark key={said.id} said={said} />)}
        </section>
      </DialogContent>
      <DialogActions>
        <CloseButton isUnsaved={!isSame || reason.trim() !== ''} onClose={onClose}>{text.close}</CloseButton>
        <Button appearance="primary" data-testid="override-save" disabled={overrule.isPending || isSame || reason.trim() === ''} onClick={save}>
          {overrule.isPending ? text.saving : text.save}
        </Button>
      </DialogActions>
    </DialogBody>
  )
}
