import { useCallback } from 'react'
import { useSearchText } from '../../app/search'
import { fromSearch, type ReportState, toSearch } from './report-state'

/** The view of a report, all of it in the address. */
export function useReportState(): readonly [ReportState, (change: (state: ReportState) => ReportState, how?: 'push' | 'replace') => void] {
  const [search, changeSearch] = useSearchText()
  const change = useCallback(
    (next: (state: ReportState) => ReportState, how?: 'push' | 'replace') => changeSearch((old) => toSearch(next(fromSearch(old))), how),
    [changeSearch],
  )
  return [fromSearch(search), change]
}
