import type { Month, TargetFileColumn, TargetFilePreview } from '../../api/types'
import { addMonths } from '../../i18n/format'

/** What a column of a file may be; the empty one is nothing of ours. */
export const roles = ['', 'scope', 'plan', 'kind', 'metric', 'period', 'value'] as const

export type Role = (typeof roles)[number]

/** What a person said of a file; null: as proposed. */
export type Choice = Readonly<{ sheet: string | null; header: number | null; roles: readonly Role[] | null; kind: string | null; metric: string | null; year: number | null }>

export const nothingSaid: Choice = { sheet: null, header: null, roles: null, kind: null, metric: null, year: null }

/** The address that a file goes to: what is said of it stands in the query, the body is the file as it is. */
export function targetFileAddress(what: '' | '/preview', fileName: string, choice: Choice, fingerprint?: string): string {
  const query = new URLSearchParams({ fileName })
  for (const name of ['sheet', 'header', 'kind', 'metric', 'year'] as const) if (choice[name] !== null) query.set(name, String(choice[name]))
  const said = choice.roles?.flatMap((role, index) => (role === '' ? [] : [`${index}=${role}`])) ?? []
  if (choice.roles !== null && said.length === 0) said.push('none')
  for (const column of said) query.append('columns', column)
  if (fingerprint !== undefined) query.set('fingerprint', fingerprint)
  return `/api/plan-targets/file${what}?${query.toString()}`
}

/** One column holds each field; a table has either a column for each month, or a month and a value in each row. */
export function withRole(columns: readonly TargetFileColumn[], index: number, role: Role): readonly Role[] {
  const isGone = (other: Role) => other !== '' && ((other === role && role !== 'plan') || (role === 'plan' && (other === 'period' || other === 'value')) || ((role === 'period' || role === 'value') && other === 'plan'))
  return columns.map((column, at) => (at === index ? role : isGone(roleOf(column)) ? '' : roleOf(column)))
}

export const roleOf = (column: TargetFileColumn): Role => roles.find((role) => role === column.role) ?? ''

/** What is said of a column is said of the sheet and the titles that a person sees. */
export const choiceOfRoles = (choice: Choice, preview: TargetFilePreview, said: readonly Role[]): Choice => ({ ...choice, sheet: preview.readSheets[0] ?? null, header: preview.headerLine, roles: said })

/** Years that plans are made for. */
export const yearsAround = (current: Month): readonly number[] => [-12, 0, 12, 24].map((months) => Number(addMonths(current, months).slice(0, 4)))
