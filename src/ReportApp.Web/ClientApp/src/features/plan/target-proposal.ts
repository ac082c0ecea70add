import type { TargetChange, TargetDivision, TargetProposal, TargetSheet, TargetSheetRow } from '../../api/types'

/** Rows whose plan can be divided, and between what. */
export function divisionsOf(sheet: TargetSheet, row: TargetSheetRow): readonly TargetDivision[] {
  const isBelow = ({ group, parent, scope, level }: TargetSheetRow, of: string) => group === of && scope !== null && (row.group === 'company' ? of === 'people' || level === 0 : parent === row.key)
  const has = (group: string) => sheet.rows.some((below) => below.mayEdit && below !== row && isBelow(below, group))
  return [
    ...(row.mayEdit && row.group !== 'other' ? (['months'] as const) : []),
    ...(has('people') ? (['managers'] as const) : []),
    ...(has('objects') ? (['objects'] as const) : []),
  ]
}

/** What of a proposal is to be saved: what may change and does. */
export const changesOf = (proposal: TargetProposal): readonly TargetChange[] => proposal.targets
  .filter(({ was, becomes, why }) => why !== 'closed' && why !== 'locked' && becomes !== (was ?? 0))
  .map(({ scope, month, becomes, version }) => ({ scope, month, value: becomes, version }))

/** Rows that could get a part: those that had one at first, then the others, both in the order of the sheet. Between months it is the divided row itself. */
export function partiesOf(sheet: TargetSheet, { targets, others }: TargetProposal, first: TargetProposal): readonly Readonly<{ scope: string; title: string; hasPart: boolean }>[] {
  const [sharing, left, before] = [new Set(targets.map(({ scope }) => scope)), new Set(others.map(({ scope }) => scope)), new Set(first.targets.map(({ scope }) => scope))]
  const parties = sheet.rows.flatMap(({ scope, title }) => (scope !== null && (sharing.has(scope) || left.has(scope)) ? [{ scope, title: title ?? '', hasPart: sharing.has(scope) }] : []))
  return [...parties.filter(({ scope }) => before.has(scope)), ...parties.filter(({ scope }) => !before.has(scope))]
}
