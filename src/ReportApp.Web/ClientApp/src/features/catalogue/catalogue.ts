import type { ReportSummary } from '../../api/types'

export type CatalogueGroup = Readonly<{ group: string; reports: readonly ReportSummary[] }>

/**
 * Reports whose title or question in either language has every word that is sought, by group.
 * @param order - known groups; others stand behind them
 */
export function grouped(reports: readonly ReportSummary[], search: string, order: readonly string[]): readonly CatalogueGroup[] {
  const words = search.toLocaleLowerCase('ru').split(/\s+/).filter((word) => word !== '')
  const fits = ({ title, question }: ReportSummary) => {
    const text = [title.ru, title.en, question.ru, question.en].join(' ').toLocaleLowerCase('ru')
    return words.every((word) => text.includes(word))
  }
  const place = (group: string) => (order.includes(group) ? order.indexOf(group) : order.length)
  const found = reports.filter(fits)
  return [...new Set(found.map((report) => report.group))]
    .sort((a, b) => place(a) - place(b))
    .map((group) => ({ group, reports: found.filter((report) => report.group === group) }))
}
