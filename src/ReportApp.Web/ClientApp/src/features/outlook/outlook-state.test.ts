import { expect, test } from 'vitest'
import { fromOutlookSearch, outlookDealsRequest, outlookRequest, shareOf, toOutlookSearch, withOutlookFilter, withRows } from './outlook-state'

test('the address holds the whole view', () => {
  const address = 'by=managers&object=building%3A7&department=5&manager=11&row=manager%3A11&number=before&lang=en'
  const state = fromOutlookSearch(new URLSearchParams(address))
  expect(toOutlookSearch(state, new URLSearchParams(address)).toString()).toBe(address)
  expect(outlookDealsRequest(state)).toEqual({
    rows: 'managers', row: 'manager:11', number: 'before', filters: { object: ['building:7'], department: ['5'], manager: ['11'] },
  })
  expect(outlookRequest(withOutlookFilter(withOutlookFilter(withOutlookFilter(state, 'object', []), 'department', []), 'manager', []))).toEqual({ rows: 'managers' })
})

test('what is not understood counts as absent', () => {
  expect(fromOutlookSearch(new URLSearchParams('by=objects&manager=&row=total&number=plan'))).toEqual({ rows: 'months', filters: {}, opened: null })
})

test('another side closes the list', () => {
  expect(withRows(fromOutlookSearch(new URLSearchParams('row=total&number=before')), 'sources')).toEqual({ rows: 'sources', filters: {}, opened: null })
})

test('there is no part of nothing', () => {
  expect([shareOf(1, 4), shareOf(1, 0), shareOf(null, 4), shareOf(1, null)]).toEqual([0.25, null, null, null])
})
