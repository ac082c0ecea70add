import type { DealPlan } from '../../api/types'

/** What is still to be paid of the deal's amount, below zero where more came; null where it has none. To the kopeck. */
export function leftToPay({ dealAmount, paid }: Pick<DealPlan, 'dealAmount' | 'paid'>): number | null {
  return dealAmount === null ? null : Math.round(dealAmount * 100 - paid * 100) / 100
}

/** A plan of so much asks whether it is meant. */
export function isMoreThanLeft(deal: Pick<DealPlan, 'dealAmount' | 'paid'>, amount: number | null): boolean {
  const left = leftToPay(deal)
  return left !== null && amount !== null && amount > Math.max(left, 0)
}
