import { Button } from '@fluentui/react-components'
import { ArrowSyncRegular } from '@fluentui/react-icons/svg/arrow-sync'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { problemCode, problemText } from '../api/problems'
import { useSpeech, useTexts } from '../i18n/language'
import { Notice } from './notice'

const texts = {
  ru: { retry: 'Повторить', code: 'Код для поддержки' },
  en: { retry: 'Try again', code: 'Code for support' },
}

/** What failed, what to do, and a code to copy. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { language } = useSpeech()
  const text = useTexts(texts)
  return (
    <Notice role="alert" title={problemText(error, language)} detail={`${text.code} ${problemCode(error)}`}>
      {retry && (
        <Button icon={<ArrowSyncRegular />} onClick={retry}>
          {text.retry}
        </Button>
      )}
    </Notice>
  )
}

/** Why what is in sight is not what was asked for, in one line above it. */
export function FailureLine({ error, retry }: { error: unknown; retry: () => void }) {
  const { language } = useSpeech()
  const text = useTexts(texts)
  return (
    <p className="failure-line" role="alert" title={`${text.code} ${problemCode(error)}`}>
      <WarningRegular aria-hidden /> {problemText(error, language)}
      <button type="button" className="plain-button link" onClick={retry}>
        {text.retry}
      </button>
    </p>
  )
}
