import type { OverrideView } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { overrideTexts } from './override-texts'

/** Who said what of a deal in place of the forecast, when and why. */
export function OverrideMark({ said }: { said: OverrideView }) {
  const { format } = useSpeech()
  const text = useTexts(overrideTexts)
  return (
    <p className="override-mark" data-testid="override-mark" data-mode={said.mode} data-spent={said.isSpent}>
      <span className="override-mode">{text.mark(said.mode, said.month === null ? '' : format.month(said.month))}</span>
      {said.isSpent && (
        <span className="quiet" title={text.spentAbout}>
          {' '}
          ({text.spent})
        </span>
      )}
      <span className="quiet">, {text.by(said.authorName, format.instant(said.at, new Date()))}:</span> {said.reason}
    </p>
  )
}
