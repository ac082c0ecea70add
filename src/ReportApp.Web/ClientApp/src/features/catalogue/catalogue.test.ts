import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { grouped } from './catalogue'
import { boardReport, dayReport, forecastReport, menuScreens, outlookReport, ownScreens, salesForecastReport, sourceOutlookReport, territoryOutlookReport } from './own-screens'

const report = (id: string, group: string, ru: string, en: string) => ({ id, group, title: { ru, en }, question: { ru: 'Сколько?', en: 'How much?' } })
const reports = [report('a', 'other', 'Прочее', 'Other'), report('b', 'pipeline', 'Воронка продаж', 'Sales funnel'), report('c', 'sales', 'Продажи по менеджерам', 'Sales by manager')]

test('groups stand in the known order, unknown ones behind', () => {
  expect(grouped(reports, '', ['sales', 'pipeline']).map(({ group }) => group)).toEqual(['sales', 'pipeline', 'other'])
})

test('every sought word has to be there, in either language', () => {
  expect(grouped(reports, ' ПРОДАЖ funnel ', []).flatMap((group) => group.reports.map(({ id }) => id))).toEqual(['b'])
  expect(grouped(reports, 'funnel manager', [])).toEqual([])
})

test('reports with a screen of their own are found like other reports', () => {
  const found = (search: string) => grouped([...ownScreens, ...reports], search, ['plan', 'sales']).flatMap(({ reports: own }) => own.map(({ id }) => id))
  expect(found('прогноз')).toEqual([forecastReport.id, salesForecastReport.id, outlookReport.id, sourceOutlookReport.id, territoryOutlookReport.id])
  expect(found('план дня')).toEqual([dayReport.id])
  expect(found('plan filling')).toEqual([boardReport.id])
  expect(found('').slice(0, 7)).toEqual([forecastReport.id, salesForecastReport.id, outlookReport.id, sourceOutlookReport.id, territoryOutlookReport.id, boardReport.id, dayReport.id])
})

test('the menu calls a screen as the screen calls itself', () => {
  const titles = new Map(menuScreens.map(({ to, title }) => [to as string, title]))
  expect(titles.get('/plan')).toEqual(boardReport.title)
  expect(titles.get('/day')).toEqual(dayReport.title)
  const definition = readFileSync('../../ReportApp.Core/Reports/Definitions/plan/sales-plan-summary.report.json', 'utf8')
  const { ru, en } = titles.get('/summary')!
  expect(definition).toContain(`"title": { "ru": "${ru}", "en": "${en}" }`)
})
