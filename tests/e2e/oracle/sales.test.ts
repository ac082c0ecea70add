import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startDemo, type Demo, type PortalUser } from '../harness/demo'
import { signIn, type Session } from './app'
import { leadCells, repeatsOf } from './lead-recount'
import { funnelCells, ownerCells, salesOf, type Days, type SalesCells, type Share } from './sales-recount'
import { readEstate, readLeads, readRows, type Estate, type LeadRow } from './truth'

type Person = Readonly<{ user: PortalUser; session: Session; sales: ReturnType<typeof salesOf>; leads: readonly LeadRow[] }>
type Answer = Readonly<{
  period: Days
  previous: Days | null
  columns: readonly Readonly<{ key: string; parts: readonly string[] }>[]
  measures: readonly Readonly<{ name: string; unit: string }>[]
  rows: readonly Row[]
  totals: Row
}>
type Row = Readonly<{ key: string; cells: readonly Readonly<{ column: string; measure: string; value: number }>[] }>
type List = Readonly<{ count: number; truncated: boolean; parts: readonly Readonly<{ part: string }>[]; rows: readonly Readonly<{ hostId: string; value: number }>[]; listed: Readonly<{ unit: string }> }>

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const reports = {
  'sales-funnel': ({ sales }: Person, answer: Answer) => funnelCells(sales, answer.period),
  'sales-by-owner': ({ sales }: Person, answer: Answer) => ownerCells(estate, sales, answer.period, answer.previous!),
  'lead-sources': ({ sales, leads }: Person, answer: Answer) => leadCells(leads, repeats, sales, answer.period),
} as const
const names = Object.keys(reports) as (keyof typeof reports)[]

let demo: Demo
let estate: Estate
let repeats: ReadonlySet<number>
let people: readonly Person[]

beforeAll(async () => {
  demo = await startDemo('--deals', '600')
  estate = await readEstate(demo.portal, demo.control)
  repeats = repeatsOf(await readLeads(demo.control))
  const { items } = await demo.control<{ items: readonly PortalUser[] }>('/users')
  people = await Promise.all(
    items
      .filter((user) => user.isActive)
      .map(async (user) => ({ user, session: await signIn(demo.control, user.id), sales: salesOf(await readRows(demo.control, user.id)), leads: await readLeads(demo.control, user.id) })),
  )
})

afterAll(() => demo?.server.stop())

const administrator = () => people.find(({ user }) => user.role === 'admin')!
const shown = (answer: Answer) => [...answer.rows, answer.totals].flatMap((row) => row.cells.map((cell) => ({ ...cell, row: row.key })))

/** As precise as the recount: percentages to a thousandth, days to a ten thousandth, money to the kopeck. */
function text(answer: Answer, cell: ReturnType<typeof shown>[number]): string {
  const unit = cell.column === 'growth' ? 'percent' : answer.measures.find((measure) => measure.name === cell.measure)?.unit
  return unit === 'percent' ? cell.value.toFixed(3) : unit === 'days' ? cell.value.toFixed(4) : cell.measure === 'avg_deal' ? cell.value.toFixed(2) : String(cell.value)
}

function differences(answer: Answer, expected: SalesCells): string[] {
  // A rank is no sum of records; the golden tests hold it.
  const given = new Map(shown(answer).filter((cell) => cell.measure !== 'won_rank').map((cell) => [`${cell.row}|${cell.column}|${cell.measure}`, text(answer, cell)]))
  const names = new Set([...given.keys(), ...expected.keys()])
  return [...names]
    .filter((name) => (given.get(name) ?? null) !== (expected.get(name)?.value ?? null))
    .map((name) => `${name}: the report says ${given.get(name) ?? '—'}, the recount ${expected.get(name)?.value ?? '—'}`)
}

async function listFaults(person: Person, report: string, period: object, name: string, lists: readonly Share[]): Promise<string[]> {
  const [row, column, measure] = name.split('|')
  const faults: string[] = []
  const first = await person.session.ask<List>(`/api/reports/${report}/drill`, { row, column, measure, ...period })
  for (const [index, expected] of lists.entries()) {
    const part = first.parts[index]?.part
    const list = part === undefined ? first : await person.session.ask<List>(`/api/reports/${report}/drill`, { row, column, measure, part, ...period })
    const scale = { money: 100, days: 10_000 }[list.listed.unit] ?? 1
    const given = list.rows.map((one) => `${one.hostId}=${Math.round(one.value * scale)}`).sort()
    const wanted = [...expected].map(([deal, value]) => `${deal}=${value}`).sort()
    if (list.count !== expected.size || (!list.truncated && given.join(' ') !== wanted.join(' ')))
      faults.push(`${person.user.name}: ${name} ${part ?? ''} lists ${list.count} ${given.join(' ').slice(0, 200)}, the recount ${expected.size} ${wanted.join(' ').slice(0, 200)}`)
  }
  return faults
}

test.each(names)('%s equals the recount for everybody, in its own period, a quarter, some days and a year', async (report) => {
  const faults: string[] = []
  for (const person of people)
    for (const period of [{}, { from: '2026-07', to: '2026-09' }, { from: '2026-10-05', to: '2026-10-23' }, { from: '2026-01-01', to: '2026-12-31' }]) {
      const answer = await person.session.ask<Answer>(`/api/reports/${report}/run`, period)
      const expected = reports[report](person, answer)
      faults.push(...differences(answer, expected).map((fault) => `${person.user.role} ${person.user.name} ${answer.period.from}: ${fault}`))
    }
  expect(faults).toEqual([])
  const answer = await administrator().session.ask<Answer>(`/api/reports/${report}/run`, { from: '2026-01', to: '2026-12' })
  expect(shown(answer).filter((cell) => cell.value !== 0).length).toBeGreaterThan(30)
})

test.each(names)('Every number of %s opens exactly the records that make it', async (report) => {
  const period = { from: '2026-04-01', to: '2026-10-31' }
  const faults: string[] = []
  for (const person of [administrator(), ...people.filter(({ user }) => user.role === 'manager').slice(0, 2)]) {
    const answer = await person.session.ask<Answer>(`/api/reports/${report}/run`, period)
    for (const [name, { value, lists }] of reports[report](person, answer))
      if (value !== null) faults.push(...(await listFaults(person, report, period, name, lists)))
  }
  expect(faults).toEqual([])
})
