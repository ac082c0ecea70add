import { Button, DialogActions, DialogBody, DialogContent, DialogTitle, Spinner } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import type { NeededDeals } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Modal } from '../../ui/modal'
import { proposalTexts } from './proposal-texts'

type Props = Readonly<{ title: string; isBusy: boolean; error: unknown; retry: () => void; children: ReactNode; onClose: () => void }>

/** What is put forward while it is computed, when it failed, and when there is nothing in it to write. */
export function NothingToSave({ title, isBusy, error, retry, children, onClose }: Props) {
  const text = useTexts(proposalTexts)
  return (
    <Modal className="bulk" testId="nothing-to-save" label={title} onClose={onClose}>
      <DialogBody>
        <DialogTitle>{title}</DialogTitle>
        <DialogContent>
          {isBusy && <Spinner className="plan-wait" label={text.computing} />}
          {error !== null && <Failure error={error} retry={retry} />}
          {children}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{text.close}</Button>
        </DialogActions>
      </DialogBody>
    </Modal>
  )
}

/** Money for which there is no deal yet, and how many deals that would be. */
export function useNeeded(currency: string): (needed: NeededDeals) => string {
  const { format } = useSpeech()
  const text = useTexts(proposalTexts)
  return ({ amount, deals, begun }) => {
    const money = format.compactMoney(amount, currency)
    if (amount === 0 || deals === null || deals === 0) return money
    // Deals are whole, and so many are to be begun for a whole one.
    const whole = Math.ceil(deals)
    return [money, `≈ ${format.plural(whole, ...text.deals)}`, ...(begun === null ? [] : [text.begun(format.number(Math.ceil((begun / deals) * whole)))])].join(' · ')
  }
}
