import { Button, Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components'
import { InfoRegular } from '@fluentui/react-icons/svg/info'
import { useTexts } from '../../i18n/language'
import { reportTexts } from './texts'

type Term = Readonly<{ title: string; about: string; basis?: string }>

/** The question a report answers, and what its numbers mean. */
export function About({ question, terms = [] }: { question: string; terms?: readonly Term[] }) {
  const text = useTexts(reportTexts)
  return (
    <Popover positioning="below-start">
      <PopoverTrigger disableButtonEnhancement>
        <Button size="small" appearance="transparent" icon={<InfoRegular />} aria-label={text.about} title={text.about} />
      </PopoverTrigger>
      <PopoverSurface className="about" aria-label={text.about}>
        <p className="about-question">{question}</p>
        <dl>
          {terms.map(({ title, about, basis }) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>
                {about} {basis !== undefined && <span className="quiet">{`${text.basis}: ${basis}`}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </PopoverSurface>
    </Popover>
  )
}
