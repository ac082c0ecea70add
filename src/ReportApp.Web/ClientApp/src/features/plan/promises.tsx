import { Button, DialogActions, DialogBody, DialogContent, DialogTitle, Spinner } from '@fluentui/react-components'
import { useState } from 'react'
import { openRecord } from '../../app/host-frame/bridge'
import { useBoardPromises } from '../../api/queries'
import type { BoardPromises, BoardRequest } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Modal } from '../../ui/modal'
import { loaded } from '../../ui/state'
import './board.css'
import { boardTexts } from './board-texts'
import { bulkTexts } from './bulk-texts'

type Props = Readonly<{ row: string; promises: BoardPromises; request: BoardRequest }>

/** How many promises of months that are over were kept; opens the entries behind it. */
export function Promises({ row, promises, request }: Props) {
  const { format } = useSpeech()
  const text = useTexts(boardTexts)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button" className="plain-button board-promises numbers" data-testid="promises" data-row={row} data-kept={promises.kept} data-made={promises.made} title={text.promisesHint}
        onClick={() => setOpen(true)}
      >
        {format.percent(promises.share / 100, 0)} · {text.keptOf(format.number(promises.kept), format.number(promises.made))}
      </button>
      {isOpen && <PromiseList row={row} request={request} onClose={() => setOpen(false)} />}
    </>
  )
}

function PromiseList({ row, request, onClose }: Readonly<{ row: string; request: BoardRequest; onClose: () => void }>) {
  const { format } = useSpeech()
  const text = useTexts(boardTexts)
  const bulk = useTexts(bulkTexts)
  const query = useBoardPromises(row, request)
  const list = loaded(query)
  return (
    <Modal className="bulk" testId="promise-list" label={text.promises} onClose={onClose}>
      <DialogBody>
        <DialogTitle>{text.promises}</DialogTitle>
        <DialogContent>
          <p className="quiet">{text.promisesHint}</p>
          {list.kind === 'loading' && <Spinner className="plan-wait" />}
          {list.kind === 'failed' && <Failure error={list.error} retry={() => void query.refetch()} />}
          {list.kind === 'ready' && (
            <div className="bulk-list" tabIndex={0} role="group" aria-label={text.promises}>
              <table className="bulk-table">
                <thead>
                  <tr>
                    {[bulk.deal, text.month, bulk.who, bulk.amount, text.outcome].map((caption) => <th key={caption} scope="col">{caption}</th>)}
                  </tr>
                </thead>
                <tbody>
                  {list.value.entries.map((entry) => (
                    <tr key={entry.entryId} data-testid="promise" data-fate={entry.fate}>
                      <td>
                        <button type="button" className="plain-button link" title={text.openInCrm} onClick={() => void openRecord(entry.hostUrl)}>{entry.title}</button>
                      </td>
                      <td>{format.month(entry.month)}</td>
                      <td>{entry.manager ?? `№ ${entry.managerId}`}</td>
                      <td className="numbers">{format.money(entry.amount, entry.currency)}</td>
                      <td className="board-fate" data-fate={entry.fate}>{text.fates[entry.fate]}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {list.value.truncated && <p className="quiet proposal-more">{text.truncatedList(format.number(list.value.entries.length))}</p>}
            </div>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{bulk.close}</Button>
        </DialogActions>
      </DialogBody>
    </Modal>
  )
}
