import { AppsListRegular } from '@fluentui/react-icons/svg/apps-list'
import { ArrowLeftRegular } from '@fluentui/react-icons/svg/arrow-left'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { searchKey } from '../../app/search'
import { useTexts } from '../../i18n/language'
import { Bell } from '../plan/bell'
import { MoreMenu } from './more-menu'
import './page-head.css'
import { reportTexts } from './texts'

interface Head {
  /** Null: not known yet. */
  title: string | null
  /** The page above this one; without it the list of reports. Null: it is the list. */
  above?: { to: string; title: string; search?: string } | null
  /** What stands beside the title. */
  about?: ReactNode
  /** What says how good the numbers are. */
  children?: ReactNode
}

/** The first line of every page that shows numbers; it names the browser's tab, too. */
export function PageHead({ title, above, about, children }: Head) {
  const text = useTexts(reportTexts)
  useEffect(() => {
    if (title !== null) document.title = title
  }, [title])
  const up = above ?? { to: '/reports', title: text.back }
  return (
    <header className="page-head">
      {above !== null && (
        <Link to={up.to} search={('search' in up ? { [searchKey]: up.search } : {}) as never} className="page-back" aria-label={up.title} title={up.title}>
          {above === undefined ? <AppsListRegular aria-hidden /> : <ArrowLeftRegular aria-hidden />}
        </Link>
      )}
      <h1>{title ?? '\u00a0'}</h1>
      {about}
      <span className="page-head-gap" />
      {children}
      <Bell />
      <MoreMenu />
    </header>
  )
}
