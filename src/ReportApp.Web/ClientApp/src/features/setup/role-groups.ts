import type { ProposedRole } from '../../api/types'

export type RoleLine = Readonly<{ role: string; titles: readonly string[]; isSure: boolean }>
export type RoleGroups = Readonly<{
  /** Tables and fields, by the part of the mapping they belong to. */
  parts: readonly Readonly<{ part: string; lines: readonly RoleLine[] }>[]
  /** Stages of the CRM and the step of a sale that each means, as the server names it. */
  steps: readonly Readonly<{ stage: string; step: string | null; isSure: boolean }>[]
}>

const stepPrefix = 'step:'

/** What the proposal says, as an administrator reads it: a role with several sources is one line. */
export function roleGroups(roles: readonly ProposedRole[]): RoleGroups {
  const parts = new Map<string, Map<string, ProposedRole[]>>()
  for (const role of roles) {
    if (role.role.startsWith(stepPrefix)) continue
    const part = role.role.includes('.') ? role.role.slice(0, role.role.indexOf('.')) : 'sales'
    const lines = parts.get(part) ?? new Map<string, ProposedRole[]>()
    parts.set(part, lines.set(role.role, [...(lines.get(role.role) ?? []), role]))
  }
  return {
    parts: [...parts].map(([part, lines]) => ({
      part,
      lines: [...lines].map(([role, sources]) => ({
        role,
        titles: sources.flatMap((source) => (source.source === null ? [] : [source.title ?? source.source])),
        isSure: sources.every((source) => source.isSure),
      })),
    })),
    steps: roles
      .filter(({ role }) => role.startsWith(stepPrefix))
      .map(({ role, source, title, isSure }) => ({ stage: title ?? role.slice(stepPrefix.length), step: source, isSure })),
  }
}
