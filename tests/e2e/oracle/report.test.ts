import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startDemo, type Demo, type PortalUser } from '../harness/demo'
import { differences, listDifferences, nameOf, report, shownCells, type CellName, type DrillAnswer, type ReportAnswer } from './answers'
import { launch, signIn, type Session } from './app'
import { isSale, managerOf, measures, peopleOf, planParts, salesParts, tally, type Cells, type Part, type Period } from './recount'
import { readEstate, readRows, type Estate, type Rows } from './truth'

type Person = Readonly<{ user: PortalUser; session: Session; rows: Rows; sales: readonly Part[] }>
type Filters = Readonly<Record<string, readonly string[]>>
type FilterList = Readonly<{ dimension: string; values: readonly Readonly<{ value: string }>[] }>

// Hundreds of questions a test; on a busy machine the usual minute is not enough for them.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

/** All that the portal holds. */
const ever: Period = { from: '2024-01', to: '2028-12' }

let demo: Demo
let estate: Estate
let all: Rows
let users: readonly PortalUser[]
let people: readonly Person[]
let administrator: Person

beforeAll(async () => {
  demo = await startDemo('--deals', '600')
  estate = await readEstate(demo.portal, demo.control)
  all = await readRows(demo.control)
  users = (await demo.control<{ items: readonly PortalUser[] }>('/users')).items
  people = await Promise.all(
    users
      .filter((user) => user.isActive)
      .map(async (user) => {
        const rows = await readRows(demo.control, user.id)
        return { user, session: await signIn(demo.control, user.id), rows, sales: salesParts(estate, all, rows) }
      }),
  )
  administrator = people.find(({ user }) => user.role === 'admin')!
})

afterAll(() => demo?.server.stop())

const run = ({ session }: Person, period?: Period, filters?: Filters) =>
  session.ask<ReportAnswer>(`${report}/run`, { ...period, ...(filters && { filters }) })

const drill = ({ session }: Person, { row, column, measure }: CellName, period?: Period, filters?: Filters) =>
  session.ask<DrillAnswer>(`${report}/drill`, { row, column, measure, ...period, ...(filters && { filters }) })

async function filterValues({ session }: Person, dimension: string): Promise<readonly string[]> {
  const { items } = await session.ask<{ items: readonly FilterList[] }>(`${report}/filters`)
  return items.find((list) => list.dimension === dimension)?.values.map(({ value }) => value) ?? []
}

const seesEverySale = ({ rows }: Person) => rows.deals.filter(isSale).length === all.deals.filter(isSale).length

/** What this person must see. */
function recountFor(person: Person, period: Period): Cells {
  const plans = planParts(estate, seesEverySale(person) ? 'everybody' : peopleOf(estate, person.user.id))
  return tally(estate, [...person.sales, ...plans], period)
}

/** What this person must see of one manager. */
function recountOf(manager: string, person: Person, period: Period): Cells {
  const isKnown = seesEverySale(person) || peopleOf(estate, person.user.id).has(manager)
  const plans = planParts(estate, new Set(isKnown ? [manager] : []))
  return tally(estate, [...person.sales.filter((part) => part.manager === manager), ...plans], period)
}

const named = ({ user }: Person, faults: readonly string[]) => faults.map((fault) => `${user.role} ${user.name} (${user.id}): ${fault}`)

/** Always the same picks, spread over all. */
const sample = <T>(items: readonly T[], size: number) => items.filter((_, index) => index % Math.ceil(items.length / size) === 0)

test.each(measures)('Every cell of %s equals the recount, in the months shown at first and in all there are', async (measure) => {
  for (const asked of [undefined, ever]) {
    const answer = await run(administrator, asked)
    expect(differences(answer, recountFor(administrator, answer.period), measure)).toEqual([])

    // Enough of every kind: else all could be equal because all is empty.
    const filled = shownCells(answer, measure).filter((cell) => cell.value !== 0)
    const countOf = (row: RegExp) => filled.filter((cell) => row.test(cell.row) && cell.column !== 'total').length
    for (const kind of [/^complex:\d+$/, /^building:/, /^total$/]) expect(countOf(kind), `filled cells of rows ${kind}`).toBeGreaterThan(3)
  }
})

test('A number opens exactly the deals that make it, each with its share', async () => {
  const answer = await run(administrator)
  const expected = recountFor(administrator, answer.period)
  const cells = shownCells(answer)
  const filled = cells.filter((cell) => cell.count > 0)
  const unplaced = filled.filter((cell) => cell.row.endsWith('none'))
  expect(unplaced.map((cell) => cell.row)).toEqual(expect.arrayContaining(['none', 'complex:1/none']))
  const picked = [...answer.totals.cells.map((cell) => ({ ...cell, row: 'total' })), ...sample(unplaced, 15), ...sample(filled, 50), ...sample(cells, 30)]
  expect(picked.length).toBeGreaterThan(100)

  const faults: string[] = []
  for (const cell of picked) {
    const list = await drill(administrator, cell)
    if (list.count !== cell.count || list.sum !== cell.value)
      faults.push(`${nameOf(cell)}: ${cell.value} of ${cell.count} opens a list of ${list.sum} of ${list.count}`)
    faults.push(...listDifferences(cell, list, expected))
  }
  expect(faults).toEqual([])
})

test('The numbers of each manager are the recount of his deals and of his plan', async () => {
  const faults: string[] = []
  for (const manager of await filterValues(administrator, 'manager')) {
    const answer = await run(administrator, undefined, { manager: [manager] })
    const expected = recountOf(manager, administrator, answer.period)
    for (const measure of measures) faults.push(...differences(answer, expected, measure).map((fault) => `manager ${manager}: ${fault}`))
  }
  expect(faults).toEqual([])
})

test('Everybody gets the numbers and lists of the rows he may see, and no others', async () => {
  const faults: string[] = []
  for (const person of people) {
    const answer = await run(person, ever)
    const expected = recountFor(person, ever)
    for (const measure of measures) faults.push(...named(person, differences(answer, expected, measure)))
    const totals = answer.totals.cells.filter((cell) => cell.column === 'total').map((cell) => ({ ...cell, row: 'total' }))
    const filled = shownCells(answer).filter((cell) => cell.count > 0)
    const lists = [...totals, ...sample(filled, 5)].map(async (cell) => listDifferences(cell, await drill(person, cell, ever), expected))
    faults.push(...named(person, (await Promise.all(lists)).flat()))
  }
  expect(faults).toEqual([])
})

test("Asked for another manager's deals, everybody gets those of them that he may see", async () => {
  const managers = await filterValues(administrator, 'manager')
  const faults: string[] = []
  for (const [i, person] of people.entries()) {
    const asked = managers.map(async (manager, j) => {
      const cell = { row: 'total', column: 'total', measure: measures[(i + j) % measures.length] ?? 'receipts' }
      const list = await drill(person, cell, ever, { manager: [manager] })
      return named(person, listDifferences(cell, list, recountOf(manager, person, ever))).map((fault) => `${fault} (manager ${manager})`)
    })
    faults.push(...(await Promise.all(asked)).flat())
  }
  expect(faults).toEqual([])
})

test('A notice opens only deals that its reader may see', async () => {
  const faults: string[] = []
  for (const person of people) {
    const visible = new Set(person.rows.deals.map((deal) => String(deal.id)))
    for (const { code, count, drill: cell } of (await run(person)).notices) {
      if (cell === null) continue
      const list = await drill(person, cell)
      const hidden = list.rows.filter((row) => row.kind === 'deal' && !visible.has(row.hostId)).map((row) => row.hostId)
      if (hidden.length > 0 || list.count !== count)
        faults.push(...named(person, [`${code} counts ${count} and lists ${list.count}, hidden from him: ${hidden.join(' ')}`]))
    }
  }
  expect(faults).toEqual([])
})

test('Filters name no manager and no department but those of the deals one sees', async () => {
  const faults: string[] = []
  for (const person of people) {
    const managers = new Set(person.rows.deals.filter(isSale).flatMap((deal) => measures.map((measure) => managerOf(estate, deal, measure))))
    const departments = new Set(estate.users.filter((user) => managers.has(user.ID)).flatMap((user) => user.UF_DEPARTMENT.map(String)))
    for (const id of departments) {
      const above = estate.departments.find((one) => one.ID === id)?.PARENT
      if (above !== undefined) departments.add(above)
    }
    for (const [dimension, known] of [['manager', managers], ['department', departments]] as const) {
      const unknown = (await filterValues(person, dimension)).filter((value) => !known.has(value))
      if (unknown.length > 0) faults.push(...named(person, [`the ${dimension} filter names ${unknown.join(' ')} beyond ${[...known].join(' ')}`]))
    }
  }
  expect(faults).toEqual([])
})

test('A dismissed person is not let in', async () => {
  const dismissed = users.filter((user) => !user.isActive)
  expect(dismissed.length).toBeGreaterThan(0)
  for (const user of dismissed) {
    const { status, page } = await launch(demo.control, user.id)
    expect({ user: user.name, status, hasTicket: page.includes('data-ticket') }).toEqual({ user: user.name, status: 403, hasTicket: false })
  }
})
