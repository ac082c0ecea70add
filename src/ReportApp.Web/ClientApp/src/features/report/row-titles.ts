import type { Language } from '../../api/types'
import { reportTexts } from './texts'

/** Rows without a title in the CRM are named here. */
export function rowTitle(key: string, title: string | null, language: Language): string {
  const text = reportTexts[language]
  if (title !== null) return title
  if (key === 'total') return text.total
  return key.endsWith('/none') ? text.noBuilding : text.noObject
}

const measureForms = {
  ru: { deal: ['сделка', 'сделки', 'сделок'], target: ['строка плана', 'строки плана', 'строк плана'], payment: ['платёж', 'платежа', 'платежей'], row: ['строка', 'строки', 'строк'], record: ['запись', 'записи', 'записей'] },
  en: { deal: ['deal', 'deals'], target: ['plan line', 'plan lines'], payment: ['payment', 'payments'], row: ['row', 'rows'], record: ['record', 'records'] },
} as const

export function forms(what: keyof (typeof measureForms)['ru'], language: Language): readonly [string, string, string] | readonly [string, string] {
  return measureForms[language][what]
}
