import { useFavourites, useReports } from '../../api/queries'
import type { Caption } from '../../api/types'
import { boardTexts } from '../plan/board-texts'

/** The plan board is a report with a screen of its own. */
export const boardReport = 'plan-filling'

export type KeptReport = Readonly<{ id: string; title: Caption; question: Caption }>

/** What this person keeps at hand, as far as there still are such reports; empty until it is known. */
export function useFavouriteReports(): readonly KeptReport[] {
  const known: readonly KeptReport[] = [...(useReports().data ?? []), board]
  const kept = useFavourites().data ?? []
  return kept.map((id) => known.find((report) => report.id === id)).filter((report) => report !== undefined)
}

const board: KeptReport = {
  id: boardReport,
  title: { ru: boardTexts.ru.title, en: boardTexts.en.title },
  question: { ru: boardTexts.ru.question, en: boardTexts.en.question },
}
