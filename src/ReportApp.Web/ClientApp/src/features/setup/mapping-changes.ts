import type { MappingDraft, RoleLine, StageLine } from '../../api/types'

/** Sources by role as a person chose them; what is absent stays as it is. */
export type MappingChanges = Readonly<Record<string, readonly string[]>>

export type MappingParts = Readonly<{
  /** What a person must look at: unsure, missing or wrong. */
  open: readonly RoleLine[]
  /** The others, by the part of the mapping they belong to. */
  parts: readonly Readonly<{ part: string; lines: readonly RoleLine[] }>[]
  stages: readonly StageLine[]
}>

export const partOf = (role: string): string => (role.includes('.') ? role.slice(0, role.indexOf('.')) : 'sales')

/** A field of a table that is not chosen has nothing to choose from, and is not asked for. */
const isAskable = (line: RoleLine): boolean => line.choices.length > 0 || line.problem !== null || line.isTable

const isOpen = (line: RoleLine): boolean => line.problem !== null || (!line.isSure && isAskable(line))

export function partsOf(draft: MappingDraft): MappingParts {
  const shown = draft.roles.filter(isAskable)
  const parts = new Map<string, RoleLine[]>()
  for (const line of shown.filter((line) => !isOpen(line))) parts.set(partOf(line.role), [...(parts.get(partOf(line.role)) ?? []), line])
  return {
    open: shown.filter(isOpen),
    parts: [...parts].map(([part, lines]) => ({ part, lines })),
    stages: [...draft.stages].sort((left, right) => Number(left.isSure && left.problem === null) - Number(right.isSure && right.problem === null)),
  }
}

/** The order of a chain with another source in one place; an empty one takes the place away, and no source stands twice. */
export function withLink(sources: readonly string[], place: number, source: string): readonly string[] {
  const next = source === '' ? [] : [source]
  return [...sources.slice(0, place).filter((other) => other !== source), ...next, ...sources.slice(place + 1).filter((other) => other !== source)]
}

/** Another table has other fields: what was chosen of the former one goes with it. */
export function withSources(changes: MappingChanges, draft: MappingDraft, role: string, sources: readonly string[]): MappingChanges {
  const line = draft.roles.find((other) => other.role === role)
  if (line?.isTable !== true) return { ...changes, [role]: sources }
  const member = role.slice(role.indexOf('.') + 1)
  const noun = member === 'table' ? '' : member.replace(/Table$/, '')
  const own = draft.roles.filter(({ role: other, isTable }) => !isTable && partOf(other) === partOf(role) && other.toLowerCase().includes(noun.toLowerCase()))
  return { ...changes, [role]: sources, ...Object.fromEntries(own.map(({ role: other }) => [other, []])) }
}
