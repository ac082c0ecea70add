import type { Language, SourceShare } from '../api/types'
import type { Format } from './format'

const words: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  ru: { field: 'поле', stage: 'этап', moved: 'последняя смена стадии', owner: 'ответственный', deal: 'сумма сделки', 'field:amount': 'сумма сделки', section: 'раздел каталога', several: 'товары из разных разделов', none: 'нет' },
  en: { field: 'field', stage: 'stage', moved: 'last change of stage', owner: 'responsible', deal: 'amount of the deal', 'field:amount': 'amount of the deal', section: 'section of the catalogue', several: 'products of several sections', none: 'none' },
}

const fieldPrefix = 'field:'

/** What a field or the catalogue said is a fact, and what nobody said, or several said otherwise, is unknown; all else is an estimate. */
export const isEstimate = (source: string | null): boolean => source !== null && !['section', 'several', 'none'].includes(source) && !source.startsWith(fieldPrefix)

/** @param fields How people call the fields, where it is known; else several of them are told apart by the CRM's names. */
export function sourceName(source: string, language: Language, fields: ReadonlyMap<string, string> = new Map(), isOneOfSeveral = false): string {
  const word = words[language][source]
  if (word !== undefined || !source.startsWith(fieldPrefix)) return word ?? source
  const name = source.slice(fieldPrefix.length)
  const title = fields.get(name)
  return title !== undefined ? `«${title}»` : isOneOfSeveral ? `${words[language]['field']} ${name}` : (words[language]['field'] ?? name)
}

/** «поле 82 %, этап 15 %, нет 3 %» */
export function shareWords(shares: readonly SourceShare[], language: Language, format: Format, fields?: ReadonlyMap<string, string>): string {
  const all = shares.reduce((sum, { count }) => sum + count, 0)
  const isSeveral = shares.filter(({ source }) => source.startsWith(fieldPrefix)).length > 1
  return shares.map(({ source, count }) => `${sourceName(source, language, fields, isSeveral)} ${format.percent(count / all, 0)}`).join(', ')
}
