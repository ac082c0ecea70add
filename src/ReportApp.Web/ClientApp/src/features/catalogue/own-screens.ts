import type { ReportSummary } from '../../api/types'
import { dayTexts } from '../day/texts'
import { salesTexts } from '../forecast/sales-texts'
import { forecastTexts } from '../forecast/texts'
import { funnelTexts } from '../funnel/texts'
import { outlookTexts } from '../outlook/texts'
import { boardTexts } from '../plan/board-texts'
import { targetsTexts } from '../plan/targets-texts'

/** Reports with a screen of their own, which the server does not list. */
export type OwnScreen = ReportSummary & Readonly<{ to: '/plan' | '/day' | '/forecast' | '/sales-forecast' | '/sales-outlook' | '/sales-by-source' | '/sales-by-territory' | '/funnel' }>

type Words = Readonly<Record<'ru' | 'en', Readonly<{ title: string; question: string }>>>

const screen = (id: string, to: OwnScreen['to'], { ru, en }: Words): OwnScreen => ({
  id, to, group: 'plan', title: { ru: ru.title, en: en.title }, question: { ru: ru.question, en: en.question },
})

export const boardReport = screen('plan-filling', '/plan', boardTexts)
export const forecastReport = screen('receipts-forecast', '/forecast', forecastTexts)
export const salesForecastReport = screen('sales-forecast', '/sales-forecast', salesTexts.sales)
export const outlookReport = screen('forecasted-sales', '/sales-outlook', outlookTexts)
export const sourceOutlookReport = screen('forecasted-sales-by-source', '/sales-by-source', {
  ru: { title: outlookTexts.ru.sourceTitle, question: outlookTexts.ru.sourceQuestion }, en: { title: outlookTexts.en.sourceTitle, question: outlookTexts.en.sourceQuestion },
})
export const territoryOutlookReport = screen('territory-forecast', '/sales-by-territory', {
  ru: { title: outlookTexts.ru.territoryTitle, question: outlookTexts.ru.territoryQuestion },
  en: { title: outlookTexts.en.territoryTitle, question: outlookTexts.en.territoryQuestion },
})
export const dayReport = screen('activity-day-plan-fact', '/day', dayTexts)
export const funnelReport = screen('funnel-month-plan', '/funnel', funnelTexts)
export const ownScreens: readonly OwnScreen[] = [forecastReport, salesForecastReport, outlookReport, sourceOutlookReport, territoryOutlookReport, boardReport, dayReport, funnelReport]

/** Reports that the server lists and that are shown on a screen of their own. */
export const screenOf: Readonly<Record<string, '/summary'>> = { 'sales-plan-summary': '/summary' }

/** Where the menu of every page leads, each under the title that the screen has itself. */
export const menuScreens = [
  boardReport,
  dayReport,
  { to: '/summary', title: { ru: 'Выполнение плана продаж', en: 'Sales plan completion' } },
  funnelReport,
  { to: '/targets', title: { ru: targetsTexts.ru.title, en: targetsTexts.en.title } },
  forecastReport,
] as const
