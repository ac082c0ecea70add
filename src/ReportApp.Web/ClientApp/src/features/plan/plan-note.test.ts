import { expect, it } from 'vitest'
import { others } from './plan-note'

const money = (value: number) => `${value}`

it('says of each other plan by how much it is more or less', () => {
  const plan = { of: 'objects', amount: 79.1, others: [{ of: 'company', amount: 250 }, { of: 'managers', amount: 62.5 }] } as const
  expect(others(plan, 'ru', money)).toEqual(['план всей компании 250, на 170.9 больше', 'сумма планов менеджеров 62.5, на 16.6 меньше'])
  expect(others(plan, 'en', money)).toEqual(['the plan of the whole company: 250, 170.9 more', 'the plans of all managers together: 62.5, 16.6 less'])
  expect(others({ ...plan, others: [] }, 'ru', money)).toEqual([])
})
