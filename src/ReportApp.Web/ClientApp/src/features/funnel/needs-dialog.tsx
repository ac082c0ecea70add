import { Button, DialogActions, DialogBody, DialogContent, DialogTitle, Field, Select } from '@fluentui/react-components'
import { useState } from 'react'
import { problemText } from '../../api/problems'
import type { FunnelMonth, FunnelRow } from '../../api/types'
import { undefinedMark } from '../../i18n/format'
import { useSpeech, useTexts } from '../../i18n/language'
import { Modal } from '../../ui/modal'
import '../plan/board.css'
import { useSaveTargets } from '../plan/targets-queries'
import { needsToKeep } from './needs'
import { funnelTexts } from './texts'

type Props = Readonly<{ month: FunnelMonth; titleOf: (row: FunnelRow) => string; onClose: () => void }>

/** The needs by the norm beside the targets that stand, and only then saved like typed targets. */
export function NeedsDialog({ month, titleOf, onClose }: Props) {
  const { format, language } = useSpeech()
  const text = useTexts(funnelTexts)
  const [whom, setWhom] = useState('')
  const save = useSaveTargets()
  const people = month.rows.filter((row) => row.steps.some(({ target }) => target !== null))
  const kept = needsToKeep(month, whom === '' ? null : whom)
  const names = new Map(people.map((row) => [row.key, titleOf(row)]))
  const store = () => save.mutate({ kind: 'sales', metric: 'reservations', changes: kept.map(({ change }) => change) }, { onSuccess: onClose })
  return (
    <Modal className="bulk" testId="needs-dialog" label={text.keep} onClose={onClose}>
      <DialogBody>
        <DialogTitle>{`${text.keep}: ${format.month(month.month)}`}</DialogTitle>
        <DialogContent>
          <p className="quiet needs-about">
            {text.keepAbout} {text.keepContracts}
          </p>
          <div className="bulk-choices">
            <Field label={text.keepWhom}>
              <Select data-testid="needs-whom" value={whom} onChange={(_, { value }) => (save.reset(), setWhom(value))}>
                <option value="">{text.keepAll}</option>
                {people.map((row) => (
                  <option key={row.key} value={row.key}>
                    {titleOf(row)}
                  </option>
                ))}
              </Select>
            </Field>
          </div>
          {kept.length === 0 ? (
            <p className="quiet" role="status">
              {text.keepNothing}
            </p>
          ) : (
            <div className="bulk-list" tabIndex={0} role="group" aria-label={text.keep}>
              <table className="bulk-table">
                <thead>
                  <tr>
                    <th scope="col">{text.manager}</th>
                    <th scope="col">{text.keepStep}</th>
                    <th scope="col" className="numbers">{text.keepNow}</th>
                    <th scope="col" className="numbers">{text.keepNext}</th>
                  </tr>
                </thead>
                <tbody>
                  {kept.map(({ row, step, was, becomes }) => (
                    <tr key={`${row} ${step}`} data-testid="needs-change" data-row={row} data-step={step} data-was={was ?? ''} data-becomes={becomes}>
                      <td>{names.get(row)}</td>
                      <td>{text.steps[step]}</td>
                      <td className="numbers">{was === null ? undefinedMark : format.number(was)}</td>
                      <td className="numbers">
                        <strong>{format.number(becomes)}</strong>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </DialogContent>
        <DialogActions>
          {save.error !== null && (
            <span className="bulk-refusal" role="alert">
              {problemText(save.error, language)}
            </span>
          )}
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button appearance="primary" data-testid="needs-save" disabled={kept.length === 0 || save.isPending} onClick={store}>
            {save.isPending ? text.saving : kept.length === 0 ? text.keep : text.keepSave(format.plural(kept.length, ...text.keepTargets))}
          </Button>
        </DialogActions>
      </DialogBody>
    </Modal>
  )
}
