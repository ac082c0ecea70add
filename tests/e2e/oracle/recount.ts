import type { DealRow, Estate, LineRow, PaymentRow, Rows } from './truth'

/**
 * The report `object-receipts-forecast` computed once more, from the portal's rows and the documents alone: it shares no code with the
 * app, and where this portal keeps its facts it knows from the portal, not from the app's mapping.
 */

export const measures = ['receipts', 'schedule', 'weighted_val', 'plan'] as const
export type Measure = (typeof measures)[number]

/** Months, both included. */
export type Period = Readonly<{ from: string; to: string }>

/** One number in kopecks: what each deal (or plan target) gives to it. The deals are the rows of its list. */
export type Cell = ReadonlyMap<string, bigint>

/** By `row|column|measure`. */
export type Cells = ReadonlyMap<string, Cell>

/** One deal's or target's share of one month, and whose work it is. */
export type Part = Readonly<{ row: string; month: string; measure: Measure; owner: string; manager: string | undefined; value: bigint }>

/** How a sale stands (C10): won for good once in a contract step, ended when it failed after that; else lost or open. */
type Fate = 'open' | 'won' | 'ended' | 'lost'

const currency = 'RUB'
/** «Продажи»; the other pipeline is rent. */
const salesPipeline = 0
/** From «Договор подписан» on: contract, registration, payment by schedule, paid. */
const wonStages: ReadonlySet<string> = new Set(['UC_9ZL3HB', 'FINAL_INVOICE', 'UC_P6Y3MT', 'WON'])
/** Release of escrow, letters of credit and reservation fees are no receipts (DR-5, DR-7). */
const isReceiptByKind: ReadonlyMap<string, boolean> = new Map([
  ['Зачисление на эскроу', true],
  ['Прямая оплата', true],
  ['Возврат', true],
  ['Раскрытие эскроу', false],
  ['Открытие аккредитива', false],
  ['Плата за бронь', false],
])

export const kopecks = (amount: number | string) => BigInt(Math.round(Number(amount) * 100))
export const sumOf = (cell: Cell) => [...cell.values()].reduce((sum, value) => sum + value, 0n)
const monthOf = (date: string) => date.slice(0, 7)

/** Half away from zero (C4); neither side is negative here. */
const divide = (dividend: bigint, divisor: bigint) => (2n * dividend + divisor) / (2n * divisor)

export const isSale = (deal: DealRow) => deal.categoryId === salesPipeline

/** Facts belong to the seller; what is still to come of a dismissed one goes to the deal's owner (DR-16). */
export function managerOf(estate: Estate, deal: DealRow, measure: Measure): string {
  const seller = deal.ufCrmSeller === null ? undefined : String(deal.ufCrmSeller)
  const isGone = estate.users.some((user) => user.ID === seller && !user.ACTIVE)
  return seller === undefined || (isGone && measure !== 'receipts') ? String(deal.assignedById) : seller
}

/** Whose plans a person reads: his own, and those of people in the departments he heads, with all departments below. */
export function peopleOf(estate: Estate, viewer: string): ReadonlySet<string> {
  const headed = estate.departments.filter((one) => one.UF_HEAD === viewer).map((one) => one.ID)
  // The list grows while it is walked.
  for (const department of headed) headed.push(...estate.departments.filter((one) => one.PARENT === department).map((one) => one.ID))
  const below = estate.users.filter((user) => user.UF_DEPARTMENT.some((department) => headed.includes(String(department))))
  return new Set([viewer, ...below.map((user) => user.ID)])
}

/** What the parts add up to in each cell: a part counts in its row, in the rows above and in the total of the period. */
export function tally(estate: Estate, parts: readonly Part[], period: Period): Cells {
  const current = monthOf(estate.today)
  // The future has no fact and the past no pipeline.
  const hasMeaning = ({ measure, month }: Part) =>
    measure === 'receipts' ? month <= current : measure === 'weighted_val' ? month >= current : true
  const complexOf = new Map(estate.buildings.map((one) => [`building:${one.id}`, `complex:${one.parentId1040}`]))
  const parentOf = (row: string) => complexOf.get(row) ?? (row.endsWith('/none') ? row.replace('/none', '') : 'total')
  const cells = new Map<string, Map<string, bigint>>()
  for (const part of parts) {
    if (part.month < period.from || period.to < part.month || !hasMeaning(part)) continue
    for (const row of new Set([part.row, parentOf(part.row), 'total']))
      for (const column of [part.month, 'total']) {
        const name = `${row}|${column}|${part.measure}`
        const cell = cells.get(name) ?? new Map<string, bigint>()
        cells.set(name, cell.set(part.owner, (cell.get(part.owner) ?? 0n) + part.value))
      }
  }
  return cells
}

/**
 * Receipts, schedule and pipeline.
 * @param all - every row of the portal: how likely a stage wins is the company's experience, the same for each viewer (5.1.3)
 * @param seen - the rows of the viewer
 */
export function salesParts(estate: Estate, all: Rows, seen: Rows): Part[] {
  const fates = fatesOf(all)
  const linesOf = groupBy(seen.lines, (line) => line.parentId2)
  const paymentsOf = groupBy(seen.payments, (payment) => payment.parentId2)
  if (paymentsOf.has(null)) throw new Error('There are payments without a deal now; this recount knows none.')

  return seen.deals.filter(isSale).flatMap((deal) => {
    const parts: Part[] = []
    const add = (measure: Measure, date: string, value: bigint) =>
      parts.push({ row: rowOf(deal), month: monthOf(date), measure, owner: String(deal.id), manager: managerOf(estate, deal, measure), value })
    const fate = fates.get(deal.id)

    const receipts = (paymentsOf.get(deal.id) ?? []).filter((payment) => isReceipt(payment) && payment.currencyId === currency)
    for (const payment of receipts) add('receipts', payment.ufCrm5PaidOn, kopecks(payment.opportunity))

    const lines = (linesOf.get(deal.id) ?? []).filter((line) => line.ufCrm4CancelledOn === '' && line.currencyId === currency)
    if (fate === 'open' || fate === 'won')
      for (const [line, unpaid] of unpaidOf(lines, receipts)) if (unpaid > 0n) add('schedule', line.closedate, unpaid)

    if (fate === 'open' && deal.closedate !== null && deal.currencyId === currency) {
      const [won, of] = deal.probability === null ? shareWon(all, fates, deal.stageId) : [deal.probability, 100]
      if (of > 0) add('weighted_val', deal.closedate, divide(kopecks(deal.opportunity) * BigInt(won), BigInt(of)))
    }
    return parts
  })
}

function fatesOf(all: Rows): ReadonlyMap<number, Fate> {
  const reached = new Set(all.visits.filter((visit) => wonStages.has(visit.STAGE_ID)).map((visit) => visit.OWNER_ID))
  return new Map(
    all.deals.filter(isSale).map((deal) => {
      const failed = deal.stageSemanticId === 'F'
      return [deal.id, reached.has(deal.id) || wonStages.has(deal.stageId) ? (failed ? 'ended' : 'won') : failed ? 'lost' : 'open']
    }),
  )
}

/** Of the closed deals that were in the stage: how many were won, of how many. A contract that ended later had been won all the same. */
function shareWon(all: Rows, fates: ReadonlyMap<number, Fate>, stage: string): [won: number, of: number] {
  const been = new Set(all.visits.filter((visit) => visit.STAGE_ID === stage).map((visit) => visit.OWNER_ID))
  const closed = [...been].map((id) => fates.get(id)).filter((fate) => fate !== undefined && fate !== 'open')
  return [closed.filter((fate) => fate !== 'lost').length, closed.length]
}

/** A building not chosen yet is a row under its complex, no object at all a row of its own (C5, 5.1.10). */
function rowOf(deal: DealRow): string {
  if (deal.parentId1044 !== null) return `building:${deal.parentId1044}`
  return deal.parentId1040 === null ? 'none' : `complex:${deal.parentId1040}/none`
}

function isReceipt(payment: PaymentRow): boolean {
  const kind = payment.title.split(',')[0] ?? ''
  const known = isReceiptByKind.get(kind)
  if (known === undefined) throw new Error(`Payment ${payment.id} is of a kind this recount does not know: ${kind}`)
  return known
}

/** Money pays the line it names; what names none, and what is more than its line, pays the oldest due (5.1.2). */
function unpaidOf(lines: readonly LineRow[], receipts: readonly PaymentRow[]): Map<LineRow, bigint> {
  const inOrder = lines.toSorted((a, b) => a.closedate.localeCompare(b.closedate) || a.id - b.id)
  const unpaid = new Map(inOrder.map((line) => [line, kopecks(line.opportunity)]))
  let loose = 0n
  for (const payment of receipts) {
    if (payment.opportunity < 0) throw new Error(`Payment ${payment.id} is a refund of a living deal; this recount knows none.`)
    const line = inOrder.find((one) => one.id === payment.parentId1052)
    loose += line === undefined ? kopecks(payment.opportunity) : pay(line, kopecks(payment.opportunity))
  }
  for (const line of inOrder) loose = pay(line, loose)
  return unpaid

  function pay(line: LineRow, money: bigint): bigint {
    const rest = unpaid.get(line) ?? 0n
    const taken = money < rest ? money : rest
    unpaid.set(line, rest - taken)
    return money - taken
  }
}

/**
 * Who sees everything reads the plans of the objects; who sees some people reads the plans of these, and they stand in the total.
 * @param people - `everybody` means the plans of the objects
 */
export function planParts(estate: Estate, people: ReadonlySet<string> | 'everybody'): Part[] {
  const complexes = new Map(estate.complexes.map((one) => [one.id, one.title]))
  const buildings = new Map(estate.buildings.map((one) => [`${complexes.get(one.parentId1040 ?? 0)} / ${one.title}`, `building:${one.id}`]))
  const sellers = new Map(estate.users.map((user) => [`${user.NAME} ${user.LAST_NAME}`, user.ID]))
  return estate.targets
    .filter((target) => target.kind === 'sales' && target.metric === 'receipts')
    .flatMap(({ scope, month, value }, index) => {
      const [kind, name = ''] = scope.split(/:(.*)/)
      const seller = kind === 'manager' ? sellers.get(name) : undefined
      const building = kind === 'building' ? buildings.get(name) : undefined
      if (seller === undefined && building === undefined) throw new Error(`This recount knows no plan of '${scope}'.`)
      const row = people === 'everybody' ? building : seller !== undefined && people.has(seller) ? 'total' : undefined
      return row === undefined ? [] : [{ row, month, measure: 'plan' as const, owner: `target ${index}`, manager: seller, value: kopecks(value) }]
    })
}

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
