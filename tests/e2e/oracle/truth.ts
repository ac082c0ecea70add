import type { Demo } from '../harness/demo'

/** A deal in the portal's own words, as far as the recount reads it. */
export type DealRow = Readonly<{
  id: number
  title: string
  categoryId: number
  stageId: string
  stageSemanticId: string
  probability: number | null
  opportunity: number
  currencyId: string
  createdTime: string
  closedate: string | null
  assignedById: number
  leadId: number | null
  ufCrmSeller: number | null
  parentId1040: number | null
  parentId1044: number | null
}>

export type LeadRow = Readonly<{
  id: number
  stageId: string
  sourceId: string | null
  assignedById: number
  createdTime: string
  fm: readonly Readonly<{ typeId: string; value: string }>[]
}>

export type VisitRow = Readonly<{ ID: number | string; OWNER_ID: number; STAGE_ID: string; CREATED_TIME: string }>

/** A line of the payment schedule: table 1052. */
export type LineRow = Readonly<{
  id: number
  closedate: string
  opportunity: number
  currencyId: string
  parentId2: number | null
  ufCrm4CancelledOn: string
}>

/** A payment: table 1056. Its title begins with its kind. */
export type PaymentRow = Readonly<{
  id: number
  title: string
  opportunity: number
  currencyId: string
  parentId2: number | null
  parentId1052: number | null
  ufCrm5PaidOn: string
}>

export type UserRow = Readonly<{ ID: string; NAME: string; LAST_NAME: string; ACTIVE: boolean; UF_DEPARTMENT: readonly number[] }>
export type DepartmentRow = Readonly<{ ID: string; PARENT?: string; UF_HEAD?: string }>
export type Titled = Readonly<{ id: number; title: string; parentId1040?: number | null }>
export type Target = Readonly<{ kind: string; scope: string; month: string; metric: string; value: string }>

/** What is the same for everybody. */
export type Estate = Readonly<{
  complexes: readonly Titled[]
  buildings: readonly Titled[]
  users: readonly UserRow[]
  departments: readonly DepartmentRow[]
  targets: readonly Target[]
  /** The day in the portal's own zone. */
  today: string
}>

/** What one person may see in the portal, or all of it. */
export type Rows = Readonly<{
  deals: readonly DealRow[]
  visits: readonly VisitRow[]
  lines: readonly LineRow[]
  payments: readonly PaymentRow[]
}>

type Control = Demo['control']

async function table<T>(control: Control, entity: string, as?: string): Promise<readonly T[]> {
  const person = as === undefined ? '' : `?as=${as}`
  return (await control<{ items: readonly T[] }>(`/truth/${entity}${person}`)).items
}

/** @param portal - address of the portal, for the one answer of its control API that is no JSON */
export async function readEstate(portal: string, control: Control): Promise<Estate> {
  const csv = await (await fetch(`${portal}/__sandbox/plan-targets.csv`)).text()
  const { now } = await control<{ now: string }>('/clock')
  return {
    complexes: await table(control, 'dynamic_1040'),
    buildings: await table(control, 'dynamic_1044'),
    users: await table(control, 'user'),
    departments: await table(control, 'department'),
    targets: targetsOf(csv),
    today: new Date(Date.parse(now) + 3 * 3_600_000).toISOString().slice(0, 10),
  }
}

/** @param as - a user's id; without it all rows */
export const readLeads = (control: Control, as?: string) => table<LeadRow>(control, 'lead', as)

/** @param as - a user's id; without it all rows */
export async function readRows(control: Control, as?: string): Promise<Rows> {
  return {
    deals: await table(control, 'deal', as),
    visits: await table(control, 'stagehistory', as),
    lines: await table(control, 'dynamic_1052', as),
    payments: await table(control, 'dynamic_1056', as),
  }
}

function targetsOf(csv: string): Target[] {
  if (csv.includes('"')) throw new Error('The plan targets have quoted cells now; this reader knows none.')
  const [head, ...lines] = csv.replace('\uFEFF', '').trim().split(/\r?\n/)
  if (head !== 'kind;scope;period;metric;value') throw new Error(`The plan targets have other columns now: ${head}`)
  return lines.map((line) => {
    const [kind = '', scope = '', month = '', metric = '', value = ''] = line.split(';')
    return { kind, scope, month, metric, value }
  })
}
