import { count, dayOf, inside, percent, type Days, type SalesCells, type salesOf } from './sales-recount'
import type { LeadRow } from './truth'

/** The report `lead-sources` once more, from the portal's rows and the documents alone. */

const sameInquiry = 90 * 86_400_000

/** Ids of leads with a phone or e-mail that asked in the ninety days before (DR-15). @param all - of everybody: whose the first one was makes no difference */
export function repeatsOf(all: readonly LeadRow[]): ReadonlySet<number> {
  const last = new Map<string, number>()
  const repeats = new Set<number>()
  for (const lead of all.toSorted((a, b) => Date.parse(a.createdTime) - Date.parse(b.createdTime) || a.id - b.id)) {
    const at = Date.parse(lead.createdTime)
    for (const point of new Set(lead.fm.map(({ typeId, value }) => (typeId === 'PHONE' ? value.replace(/\D/g, '').slice(-10) : value.trim().toLowerCase())))) {
      const before = last.get(point)
      if (before !== undefined && at - before <= sameInquiry) repeats.add(lead.id)
      last.set(point, at)
    }
  }
  return repeats
}

/** @param leads - and sales: what one person may see */
export function leadCells(leads: readonly LeadRow[], repeats: ReadonlySet<number>, sales: ReturnType<typeof salesOf>, period: Days): SalesCells {
  const cells: SalesCells = new Map()
  const won = new Set(sales.filter((sale) => sale.closed === 'won').map((sale) => sale.deal.leadId))
  const came = leads.filter((lead) => inside(dayOf(lead.createdTime), period))
  const rowOf = (lead: LeadRow) => (lead.sourceId ? `source:${lead.sourceId}` : 'none')
  const total = came.filter((lead) => !repeats.has(lead.id))
  for (const row of new Set([...came.map(rowOf), 'total'])) {
    const own = came.filter((lead) => row === 'total' || rowOf(lead) === row)
    const first = own.filter((lead) => !repeats.has(lead.id))
    const qualified = first.filter((lead) => lead.stageId === 'CONVERTED')
    const sold = first.filter((lead) => won.has(lead.id))
    const add = (measure: string, value: string | null, ...lists: (readonly LeadRow[])[]) =>
      cells.set(`${row}|total|${measure}`, { value, lists: lists.map((list) => count(list)) })
    add('lead_cnt', String(first.length), first)
    add('lead_repeat', String(own.length - first.length), own.filter((lead) => repeats.has(lead.id)))
    add('lead_qual', String(qualified.length), qualified)
    add('lead_won', String(sold.length), sold)
    add('lead_share', percent(first.length, total.length), first, total)
    add('qual_rate', percent(qualified.length, first.length), qualified, first)
    add('lead_to_won', percent(sold.length, first.length), sold, first)
  }
  return cells
}
