import { groupBy, isSale, kopecks, managerOf } from './recount'
import type { DealRow, Estate, Rows } from './truth'

/**
 * The reports `sales-funnel` and `sales-by-owner` computed once more, from the portal's rows and the documents alone. A cell is what each
 * deal gives to it: kopecks of money, 1 of a count.
 */

/** First and last day. */
export type Days = Readonly<{ from: string; to: string }>
export type Share = ReadonlyMap<string, bigint>
/** By `row|column|measure`; a ratio has two shares. */
export type SalesCells = Map<string, Readonly<{ value: string | null; lists: readonly Share[] }>>

const currency = 'RUB'
const steps = ['lead', 'qualified', 'meeting', 'reservation', 'contract', 'registered', 'paid'] as const
const contract = steps.indexOf('contract')
/** Stages of «Продажи»; mortgage and signing are still the reservation, paying by schedule the registration. */
const stepOf: ReadonlyMap<string, number> = new Map(
  Object.entries({ NEW: 0, PREPARATION: 1, UC_7KX2QA: 2, PREPAYMENT_INVOICE: 3, UC_M4R8TD: 3, EXECUTING: 3, UC_9ZL3HB: 4, FINAL_INVOICE: 5, UC_P6Y3MT: 5, WON: 6 }),
)
const failures: ReadonlySet<string> = new Set(['LOSE', 'APOLOGY', 'UC_C5W1NE', 'UC_X8B0DR', 'UC_R2X6VK'])

type Sale = Readonly<{
  id: string
  deal: DealRow
  createdOn: string
  reached: number
  lostAt: number | null
  closed: 'won' | 'lost' | null
  closedOn: string | null
  /** Milliseconds of completed visits by step. */
  spent: ReadonlyMap<number, number>
}>

/** The portal's own day, three hours ahead of UTC. */
export const dayOf = (instant: string) => new Date(Date.parse(instant) + 3 * 3_600_000).toISOString().slice(0, 10)
export const inside = (day: string | null, { from, to }: Days) => day !== null && from <= day && day <= to

export function salesOf(rows: Rows): Sale[] {
  const visits = groupBy(
    rows.visits.filter((visit) => stepOf.has(visit.STAGE_ID) || failures.has(visit.STAGE_ID)),
    (visit) => visit.OWNER_ID,
  )
  return rows.deals.filter(isSale).map((deal) => {
    // The portal numbers visits in the order in which they happened.
    const own = (visits.get(deal.id) ?? []).toSorted((a, b) => Date.parse(a.CREATED_TIME) - Date.parse(b.CREATED_TIME) || Number(a.ID) - Number(b.ID))
    if (own.at(-1)?.STAGE_ID !== deal.stageId) throw new Error(`Deal ${deal.id} stands where its history does not end; this recount knows no such deal.`)
    const path = own.map((visit) => stepOf.get(visit.STAGE_ID)).filter((step) => step !== undefined)
    const reached = Math.max(0, ...path)
    const isLost = failures.has(deal.stageId)
    const won = own.find((visit) => (stepOf.get(visit.STAGE_ID) ?? -1) >= contract)
    const lost = own.findLast((visit) => failures.has(visit.STAGE_ID))
    const spent = new Map<number, number>()
    for (const [index, visit] of own.entries()) {
      const [step, next] = [stepOf.get(visit.STAGE_ID), own[index + 1]]
      if (step !== undefined && next !== undefined) spent.set(step, (spent.get(step) ?? 0) + Date.parse(next.CREATED_TIME) - Date.parse(visit.CREATED_TIME))
    }
    const closed = won !== undefined ? 'won' : isLost ? 'lost' : null
    const closedAt = closed === 'won' ? won : closed === 'lost' ? lost : undefined
    return {
      id: String(deal.id), deal, createdOn: dayOf(deal.createdTime), reached, lostAt: closed === 'lost' ? (path.at(-1) ?? 0) : null, closed,
      closedOn: closedAt === undefined ? null : dayOf(closedAt.CREATED_TIME), spent,
    }
  })
}

export function funnelCells(sales: readonly Sale[], period: Days): SalesCells {
  const cohort = sales.filter((sale) => inside(sale.createdOn, period))
  const cells: SalesCells = new Map()
  const reach = steps.map((_, step) => count(cohort.filter((sale) => sale.reached >= step)))
  for (const [step, name] of steps.entries()) {
    const add = (measure: string, value: string | null, ...lists: Share[]) => cells.set(`step:${name}|total|${measure}`, { value, lists })
    const [own, first, before] = [reach[step]!, reach[0]!, reach[step - 1]]
    const value = money(cohort.filter((sale) => sale.reached >= step))
    const lost = count(cohort.filter((sale) => sale.lostAt === step))
    const days = new Map(cohort.filter((sale) => sale.spent.has(step)).map((sale) => [sale.id, BigInt(Math.floor(sale.spent.get(step)! / 8640))]))
    add('reach', String(own.size), own)
    add('reach_val', show(sum(value)), value)
    add('lost_here', String(lost.size), lost)
    add('total_conv', percent(own.size, first.size), own, first)
    if (before !== undefined) add('step_conv', percent(own.size, before.size), own, before)
    add('step_days', median([...days.values()]), days)
  }
  return cells
}

export function ownerCells(estate: Estate, sales: readonly Sale[], period: Days, previous: Days): SalesCells {
  const cells: SalesCells = new Map()
  const all = money(closed(sales, 'won', period))
  const rows = new Map<string, Sale[]>([['total', [...sales]]])
  for (const sale of sales)
    for (const row of rowsOf(estate, managerOf(estate, sale.deal, 'receipts'))) rows.set(row, [...(rows.get(row) ?? []), sale])
  for (const [row, own] of rows) {
    const add = (column: string, measure: string, value: string | null, ...lists: Share[]) => cells.set(`${row}|${column}|${measure}`, { value, lists })
    const [won, lost] = [closed(own, 'won', period), closed(own, 'lost', period)]
    const [value, past] = [money(won), money(closed(own, 'won', previous))]
    // A row into which nothing fell in either period is not shown.
    if (row !== 'total' && won.length + lost.length + past.size === 0) continue
    const priced = count(won.filter((sale) => value.has(sale.id)))
    const difference = sum(value) - sum(past)
    add('total', 'won_cnt', String(won.length), count(won))
    add('total', 'won_val', show(sum(value)), value)
    add('total', 'lost_cnt', String(lost.length), count(lost))
    add('total', 'won_share', percent(Number(sum(value)), Number(sum(all))), value, all)
    add('total', 'avg_deal', priced.size === 0 ? null : (Number(sum(value)) / 100 / priced.size).toFixed(2), value, priced)
    add('total', 'win_rate', percent(won.length, won.length + lost.length), count(won), count([...won, ...lost]))
    add('previous', 'won_val', show(sum(past)), past)
    add('delta', 'won_val', show(difference), value, past)
    add('growth', 'won_val', percent(Number(difference), Number(sum(past))), value, past)
  }
  return cells
}

function rowsOf(estate: Estate, manager: string): string[] {
  const user = estate.users.find((one) => one.ID === manager)
  return [`manager:${manager}`, user?.ACTIVE ? `team:${user.UF_DEPARTMENT[0]}` : 'inactive']
}

const closed = (sales: readonly Sale[], how: Sale['closed'], period: Days) => sales.filter((sale) => sale.closed === how && inside(sale.closedOn, period))
export const count = (records: readonly Readonly<{ id: string | number }>[]): Share => new Map(records.map(({ id }) => [String(id), 1n]))
const money = (sales: readonly Sale[]): Share =>
  new Map(sales.filter(({ deal }) => deal.currencyId === currency && deal.opportunity !== null).map((sale) => [sale.id, kopecks(sale.deal.opportunity)]))
const sum = (share: Share) => [...share.values()].reduce((total, value) => total + value, 0n)
const show = (value: bigint) => String(Number(value) / 100)
export const percent = (part: number, whole: number) => (whole === 0 ? null : ((100 * part) / whole).toFixed(3))

/** In days, of ten thousandths; half of one is rounded up. */
function median(values: readonly bigint[]): string | null {
  const sorted = values.map(Number).sort((a, b) => a - b)
  if (sorted.length === 0) return null
  return (Math.round((sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2) / 10_000).toFixed(4)
}
