import type { Language, Month, TargetChange, TargetSheet, TargetSheetRow } from '../../api/types'
import { isMonth, parseAmount } from '../../i18n/format'

export const metrics = ['receipts', 'value', 'units', 'm2', 'received', 'meetings', 'reservations'] as const
export type Metric = (typeof metrics)[number]
export const kinds = ['sales', 'business', 'bank'] as const
export type Kind = (typeof kinds)[number]
export const monthsShown = 6

/** Which targets are shown. The URL is its only home; functions on it are pure. */
export type TargetsState = Readonly<{
  metric: Metric
  kind: Kind
  /** First month; null: the current one. */
  from: Month | null
  /** Null: what has a plan first. */
  byObject: boolean | null
}>

export function toTargetsSearch(state: TargetsState, kept: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const search = new URLSearchParams()
  if (state.metric !== 'receipts') search.set('metric', state.metric)
  if (state.kind !== 'sales') search.set('kind', state.kind)
  if (state.from !== null) search.set('from', state.from)
  if (state.byObject !== null) search.set('by', state.byObject ? 'object' : 'people')
  const language = kept.get('lang')
  if (language !== null) search.set('lang', language)
  return search
}

/** Whatever is not understood counts as absent: an old or a foreign link must still open the targets. */
export function fromTargetsSearch(search: URLSearchParams): TargetsState {
  const [from, by] = [search.get('from'), search.get('by')]
  return {
    metric: metrics.find((metric) => metric === search.get('metric')) ?? 'receipts',
    kind: kinds.find((kind) => kind === search.get('kind')) ?? 'sales',
    from: isMonth(from) ? from : null,
    byObject: by === 'object' ? true : by === 'people' ? false : null,
  }
}

/** The side that a sheet opens on where nobody has chosen one: people, unless only objects have a plan, or a row. */
export function opensByObject({ rows }: TargetSheet): boolean {
  const sides = [rows.filter(({ group }) => group === 'people'), rows.filter(({ group }) => group === 'objects')] as const
  const [people, objects] = sides.map((side) => side.some(({ cells }) => cells.some(({ value }) => value !== null)))
  return people !== objects ? objects === true : sides[0].length === 0 && sides[1].length > 0
}

/** Of what has no halves. */
const isWhole = (metric: string) => metric !== 'receipts' && metric !== 'value' && metric !== 'm2'

/** What was typed and not saved, by {@link cellKey}. */
export type Edits = Readonly<Record<string, Edit>>

/** @param version of the target that stood there while it was typed. */
export type Edit = Readonly<{ text: string; version: number }>

export const cellKey = (scope: string, month: Month): string => `${scope}|${month}`

/** The changes that the edits come to, and the cells whose text is no number. A text that says what stands there is no change. */
export function changesOf(sheet: TargetSheet, edits: Edits, language: Language): Readonly<{ changes: readonly TargetChange[]; faults: ReadonlySet<string> }> {
  const changes: TargetChange[] = []
  const faults = new Set<string>()
  for (const row of sheet.rows) {
    row.cells.forEach((cell, index) => {
      const month = sheet.months[index]?.month
      if (row.scope === null || month === undefined) return
      const edit = edits[cellKey(row.scope, month)]
      if (edit === undefined) return
      const { text, version } = edit
      const value = text.trim() === '' ? null : parseAmount(text, language)
      if (text.trim() !== '' && (value === null || value < 0 || (isWhole(sheet.metric) && !Number.isInteger(value)))) faults.add(cellKey(row.scope, month))
      else if (value !== cell.value) changes.push({ scope: row.scope, month, value, version })
    })
  }
  return { changes, faults }
}

/** What is left to save after these were: what was typed meanwhile, or in months out of sight, stays. */
export function without(edits: Edits, saved: Edits, changes: readonly TargetChange[]): Edits {
  const sent = new Set(changes.map(({ scope, month }) => cellKey(scope, month)))
  return Object.fromEntries(Object.entries(edits).filter(([key, edit]) => !sent.has(key) || edit.text !== saved[key]?.text))
}

/** What the rows below a row come to in a month, as edited; null: none of them has a target. */
export function belowOf(sheet: TargetSheet, row: TargetSheetRow, index: number, edits: Edits, language: Language): number | null {
  const month = sheet.months[index]?.month ?? ''
  const values = sheet.rows
    .filter(({ parent }) => parent === row.key)
    .map(({ scope, cells }) => {
      const edit = scope === null ? undefined : edits[cellKey(scope, month)]
      return edit === undefined ? (cells[index]?.value ?? null) : parseAmount(edit.text, language)
    })
    .filter((value) => value !== null)
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)
}
