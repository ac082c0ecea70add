import { useSpeech, useTexts } from '../../i18n/language'
import { reportTexts } from '../report/texts'
import './favourite-row.css'
import { ReportLink } from './report-link'
import { useFavouriteReports } from './use-favourite-reports'

/** What a person keeps at hand, in one line on the first page he sees; nothing where there is none. */
export function FavouriteRow({ except }: { except: string }) {
  const { say } = useSpeech()
  const text = useTexts(reportTexts).favourite
  const reports = useFavouriteReports().filter(({ id }) => id !== except)
  if (reports.length === 0) return null
  return (
    <nav className="favourites" aria-label={text.title} data-testid="favourites">
      <span className="quiet">{text.title}</span>
      {reports.map(({ id, title }) => (
        <ReportLink key={id} reportId={id} className="link">
          {say(title)}
        </ReportLink>
      ))}
    </nav>
  )
}
