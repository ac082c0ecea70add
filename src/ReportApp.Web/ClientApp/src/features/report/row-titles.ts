import type { Language, ReportAnswer } from '../../api/types'
import { totalColumn } from '../../grid/grid-model'
import { addDays, type Format, isDay } from '../../i18n/format'
import { inDays, type Period } from './periods'
import { reportTexts } from './texts'

/** Rows without a title in the CRM are named here. */
export function rowTitle(key: string, title: string | null, language: Language): string {
  const text = reportTexts[language]
  if (title !== null) return title
  if (key === 'total') return text.total
  if (key.startsWith('step:')) return text.steps[key.slice('step:'.length)] ?? key
  if (key === 'inactive') return text.inactiveTeam
  if (key === 'team:none') return text.noTeam
  return key.endsWith('/none') ? text.noBuilding : text.noObject
}

/** What stands down the side. */
export function rowsTitle(answer: ReportAnswer, language: Language): string {
  const text = reportTexts[language]
  const kinds = new Set(answer.rows.map((row) => row.key.split(':')[0]))
  if (kinds.has('source')) return text.source
  return kinds.has('step') ? text.step : kinds.has('team') || kinds.has('manager') || kinds.has('inactive') ? text.manager : text.object
}

/** A row without a value is called by what it lacks. */
export function rowTitleIn(answer: ReportAnswer, key: string, title: string | null, language: Language): string {
  const text = reportTexts[language]
  if (key !== 'none' || title !== null) return rowTitle(key, title, language)
  const kind = rowsTitle(answer, language)
  return kind === text.manager ? text.nobody : kind === text.source ? text.noSource : text.noObject
}

/** What stands over a column. */
export function columnTitle(answer: ReportAnswer, column: string, format: Format, language: Language): string {
  const text = reportTexts[language]
  if (answer.step === 'week' && isDay(column)) return format.days(weekIn(answer.period, column))
  if (column === totalColumn) return answer.isByMonth ? text.wholePeriod : format.period(answer.period)
  if (column === 'previous') return answer.previous === null ? text.previous : format.period(answer.previous)
  if (column === 'delta') return text.delta
  return column === 'growth' ? text.growth : format.month(column)
}

/** The days of a week that are in the period. */
function weekIn(period: Period, monday: string): Period {
  const { from, to } = inDays(period)
  const sunday = addDays(monday, 6)
  return { from: monday < from ? from : monday, to: sunday > to ? to : sunday }
}

const measureForms = {
  ru: { deal: ['сделка', 'сделки', 'сделок'], lead: ['лид', 'лида', 'лидов'], target: ['строка плана', 'строки плана', 'строк плана'], payment: ['платёж', 'платежа', 'платежей'], row: ['строка', 'строки', 'строк'], record: ['запись', 'записи', 'записей'] },
  en: { deal: ['deal', 'deals'], lead: ['lead', 'leads'], target: ['plan line', 'plan lines'], payment: ['payment', 'payments'], row: ['row', 'rows'], record: ['record', 'records'] },
} as const

export function forms(what: keyof (typeof measureForms)['ru'], language: Language): readonly [string, string, string] | readonly [string, string] {
  return measureForms[language][what]
}
