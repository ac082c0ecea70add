import type { DealPlan, PlanCommand, PlanValues } from '../../api/types'

/** What is lost stays as it is, and a locked month too. */
export function mayTakeOut({ current, isLost, lockedMonths }: Pick<DealPlan, 'current' | 'isLost' | 'lockedMonths'>): boolean {
  return current !== null && !isLost && !lockedMonths.includes(current.month)
}

/** The command that empties the plan of a deal. Of a month that is over, and of who has left, it is said in the present month and by who may plan. */
export function takingOut(plan: Pick<DealPlan, 'dealId' | 'currentMonth' | 'managers' | 'suggestedManagerId'>, current: PlanValues): PlanCommand {
  const managerId = plan.managers.some((person) => person.id === current.managerId) ? current.managerId : (plan.suggestedManagerId ?? current.managerId)
  const month = current.month < plan.currentMonth ? plan.currentMonth : current.month
  return { dealId: plan.dealId, base: current, amount: 0, month, managerId, metric: current.metric, comment: null }
}
