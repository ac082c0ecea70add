import { expect, test } from 'vitest'
import { isMoreThanLeft, leftToPay } from './left'

const deal = (dealAmount: number | null, paid = 0) => ({ dealAmount, paid })

test('what is left is exact to the kopeck and unknown without an amount', () => {
  expect([deal(0.3, 0.1), deal(5, 7), deal(null, 7)].map(leftToPay)).toEqual([0.2, -2, null])
})

test.each([
  ['all that is left', deal(11_000_000, 1_000_000), 10_000_000, false],
  ['a kopeck more', deal(11_000_000, 1_000_000), 10_000_000.01, true],
  ['anything when all is paid', deal(11_000_000, 12_000_000), 1, true],
  ['a deal without an amount', deal(null), 500_000_000, false],
  ['no number', deal(11_000_000), null, false],
])('%s', (_, of, amount, isMore) => expect(isMoreThanLeft(of, amount)).toBe(isMore))
