import { Link, useNavigate } from '@tanstack/react-router'
import { useApi } from '../../api/queries'
import { useTexts } from '../../i18n/language'
import { Notice } from '../../ui/notice'
import { MappingWizard } from './mapping-wizard'
import './setup-screen.css'
import { setupTexts } from './texts'

/** The mapping of an installed app, opened again. */
export function MappingPage() {
  const { session } = useApi()
  const text = useTexts(setupTexts)
  const navigate = useNavigate()
  if (!session.viewer.isAdministrator) return <Notice title={text.forAdministrators} />
  return (
    <div className="setup-page">
      <Link to="/">{text.back}</Link>
      <MappingWizard onAccepted={() => void navigate({ to: '/' })} />
    </div>
  )
}
