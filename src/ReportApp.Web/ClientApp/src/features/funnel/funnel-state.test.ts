import { expect, test } from 'vitest'
import { fromFunnelSearch, funnelRequest, toFunnelSearch } from './funnel-state'

test('the address holds the whole view', () => {
  const address = 'month=2026-12&department=5&manager=11&row=manager%3A11&step=reservations&part=denominator&lang=en'
  const state = fromFunnelSearch(new URLSearchParams(address))
  expect(toFunnelSearch(state, new URLSearchParams(address)).toString()).toBe(address)
  expect(funnelRequest(state)).toEqual({ month: '2026-12', managers: ['11'], departments: ['5'] })
})

test('what is not understood counts as absent', () => {
  expect(fromFunnelSearch(new URLSearchParams('month=2026-13&row=total&step=won&part=half'))).toEqual({ month: null, managers: [], departments: [], opened: null })
})
