import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { boardReport } from './use-favourite-reports'

/** To a report, wherever its screen is. */
export function ReportLink({ reportId, className, children }: { reportId: string; className: string; children: ReactNode }) {
  return reportId === boardReport ? (
    <Link to="/plan" className={className} data-report={reportId}>
      {children}
    </Link>
  ) : (
    <Link to="/r/$report" params={{ report: reportId }} className={className} data-report={reportId}>
      {children}
    </Link>
  )
}
