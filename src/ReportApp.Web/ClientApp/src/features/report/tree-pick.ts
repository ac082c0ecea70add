import type { FilterList, FilterValue } from '../../api/types'

/** Choosing in a tree: a group stands for all below it, so a chosen group and its members are never chosen both. */

export function ancestorsOf(values: readonly FilterValue[], value: string): readonly string[] {
  const parents = new Map(values.map((item) => [item.value, item.parent]))
  const found: string[] = []
  for (let at = parents.get(value) ?? null; at !== null && !found.includes(at); at = parents.get(at) ?? null) found.push(at)
  return found
}

export type Mark = 'chosen' | 'through-group' | 'partly' | 'none'

export function markOf(values: readonly FilterValue[], picked: readonly string[], value: string): Mark {
  if (picked.includes(value)) return 'chosen'
  if (ancestorsOf(values, value).some((parent) => picked.includes(parent))) return 'through-group'
  return picked.some((other) => ancestorsOf(values, other).includes(value)) ? 'partly' : 'none'
}

export function toggled(values: readonly FilterValue[], picked: readonly string[], value: string): readonly string[] {
  if (picked.includes(value)) return picked.filter((other) => other !== value)
  const group = ancestorsOf(values, value).find((parent) => picked.includes(parent))
  if (group !== undefined) {
    // One of a chosen group is taken out: the others stay, each by itself.
    const path = [value, ...ancestorsOf(values, value)]
    const opened = path.slice(1, path.indexOf(group) + 1)
    const others = values.filter((item) => item.parent !== null && opened.includes(item.parent) && !path.includes(item.value))
    return [...picked.filter((other) => other !== group), ...others.map((item) => item.value)]
  }
  return [...picked.filter((other) => !ancestorsOf(values, other).includes(value)), value]
}

/** A heading stands for nothing by itself: choosing it chooses those below it, each by name. */
export function toggledHeading(values: readonly FilterValue[], picked: readonly string[], heading: string): readonly string[] {
  const members = membersOf(values, heading)
  return members.every((member) => picked.includes(member))
    ? picked.filter((value) => !members.includes(value))
    : [...picked, ...members.filter((member) => !picked.includes(member))]
}

export function markOfHeading(values: readonly FilterValue[], picked: readonly string[], heading: string): Mark {
  const members = membersOf(values, heading)
  const chosen = members.filter((member) => picked.includes(member)).length
  return chosen === 0 ? 'none' : chosen === members.length ? 'chosen' : 'partly'
}

function membersOf(values: readonly FilterValue[], heading: string): readonly string[] {
  return values.filter((item) => !item.isGroup && ancestorsOf(values, item.value).includes(heading)).map((item) => item.value)
}

const headingPrefix = 'heading:'

/** People under the departments they sit in. A department's key is kept apart from people's: hosts number both from 1. */
export function underHeadings(people: FilterList, departments: FilterList | undefined): FilterList {
  if (departments === undefined) return people
  const known = new Set(departments.values.map(({ value }) => value))
  const heading = (value: string | null) => (value !== null && known.has(value) ? headingPrefix + value : null)
  return {
    ...people,
    values: [
      ...departments.values.map((item) => ({ ...item, value: headingPrefix + item.value, parent: heading(item.parent) })),
      ...people.values.map((item) => ({ ...item, parent: heading(item.parent) })),
    ],
  }
}

export function isHeading(value: string): boolean {
  return value.startsWith(headingPrefix)
}

/** Rows to show for a search: matches, and the groups they stand in. */
export function found(values: readonly FilterValue[], text: string): readonly FilterValue[] {
  const wanted = text.trim().toLocaleLowerCase('ru')
  if (wanted === '') return values
  const hits = new Set(values.filter((item) => item.title.toLocaleLowerCase('ru').includes(wanted)).map((item) => item.value))
  const shown = new Set([...hits].flatMap((value) => [value, ...ancestorsOf(values, value)]))
  return values.filter((item) => shown.has(item.value) || ancestorsOf(values, item.value).some((parent) => hits.has(parent)))
}

/** Parents before their children, in the order given. */
export function inTreeOrder(values: readonly FilterValue[]): readonly Readonly<{ item: FilterValue; level: number }>[] {
  const known = new Set(values.map((item) => item.value))
  const below = (parent: string | null, level: number): Readonly<{ item: FilterValue; level: number }>[] =>
    values
      .filter((item) => (item.parent !== null && known.has(item.parent) ? item.parent : null) === parent)
      .flatMap((item) => [{ item, level }, ...below(item.value, level + 1)])
  return below(null, 0)
}
