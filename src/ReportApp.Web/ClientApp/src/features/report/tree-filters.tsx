import { useFilters } from '../../api/queries'
import type { Filters } from '../../api/types'
import { TreeFilter } from './tree-filter'
import { underHeadings } from './tree-pick'

type Props = Readonly<{
  /** The report whose lists these are. */
  report: string
  dimensions: readonly string[]
  filters: Filters
  /** What holds where nothing was chosen. */
  usual?: Filters
  onPick: (dimension: string, values: readonly string[]) => void
}>

/** What a screen may be narrowed by, in this order; people under their departments. */
export function TreeFilters({ report, dimensions, filters, usual = {}, onPick }: Props) {
  const lists = useFilters(report).data ?? []
  const departments = lists.find((list) => list.dimension === 'department')
  return dimensions.map((dimension) => {
    const list = lists.find((other) => other.dimension === dimension)
    return (
      list && (
        <TreeFilter
          key={dimension}
          list={dimension === 'manager' ? underHeadings(list, departments) : list}
          picked={filters[dimension] ?? usual[dimension] ?? []}
          isSet={filters[dimension] !== undefined}
          onPick={(values) => onPick(dimension, values)}
        />
      )
    )
  })
}
