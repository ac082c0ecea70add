import { Link } from '@tanstack/react-router'
import { useSpeech, useTexts } from '../../i18n/language'
import { useMark } from './reconciliation-queries'
import { reconciliationTexts } from './texts'

/** Whether somebody has compared the reports with what he knows; asks those who may. */
export function ReconciledChip() {
  const { format } = useSpeech()
  const text = useTexts(reconciliationTexts)
  const { data } = useMark()
  if (data === undefined || (data.mark === null && !data.mayReconcile)) return null
  const { mark } = data
  const at = mark === null ? '' : format.instant(mark.at, new Date())
  const words = mark === null ? text.chipNone : mark.different === 0 ? text.chip : text.chipDifferent(format.number(mark.different))
  const title = mark === null ? text.chipNoneHint : text.signed(mark.authorName, at, format.number(mark.different))
  return data.mayReconcile ? (
    <Link to="/reconciliation" className="reconciled-chip" data-testid="reconciled" title={title}>
      {words}
    </Link>
  ) : (
    <span className="reconciled-chip" data-testid="reconciled" title={title}>
      {words}
    </span>
  )
}
