import type { ImportKind } from '../../api/types'

/** Field of ours to the file's title. */
export type Columns = Readonly<Record<string, string>>

export type ImportFile = Readonly<{ kind: ImportKind; source: string; file: File; columns: Columns | null }>

/** What a person agreed to beside the file's own rows: to withdraw what vanished, and proposed deals as `line:deal`. */
export type Agreed = Readonly<{ withdraw: boolean; confirmed: readonly string[] }>

/** The address that a file goes to: what is known of it stands in the query, the body is the file as it is. */
export function importAddress({ kind, source, file, columns }: ImportFile, what: '' | '/preview', more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ source, fileName: file.name, ...more })
  for (const [field, title] of Object.entries(columns ?? {})) if (title !== '') query.append('columns', `${field}=${title}`)
  return `/api/imports/${kind}${what}?${query.toString()}`
}

/** `12:day` of a refusal: the line and the field. */
export function placeOf(field: string): Readonly<{ line: string; field: string }> {
  const colon = field.indexOf(':')
  return colon < 0 ? { line: '', field } : { line: field.slice(0, colon), field: field.slice(colon + 1) }
}
