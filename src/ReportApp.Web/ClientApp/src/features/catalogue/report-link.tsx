import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ownScreens, screenOf } from './own-screens'

/** To a report, wherever its screen is. */
export function ReportLink({ reportId, className, children }: { reportId: string; className: string; children: ReactNode }) {
  const own = ownScreens.find(({ id }) => id === reportId)?.to ?? screenOf[reportId]
  return own !== undefined ? (
    <Link to={own} className={className} data-report={reportId}>
      {children}
    </Link>
  ) : (
    <Link to="/r/$report" params={{ report: reportId }} className={className} data-report={reportId}>
      {children}
    </Link>
  )
}
