import { useFavourites, useReports } from '../../api/queries'
import type { ReportSummary } from '../../api/types'
import { ownScreens } from './own-screens'

/** What this person keeps at hand, as far as there still are such reports; empty until it is known. */
export function useFavouriteReports(): readonly ReportSummary[] {
  const known = [...(useReports().data ?? []), ...ownScreens]
  const kept = useFavourites().data ?? []
  return kept.map((id) => known.find((report) => report.id === id)).filter((report) => report !== undefined)
}
