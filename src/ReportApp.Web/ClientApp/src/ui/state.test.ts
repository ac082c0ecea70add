import { expect, test } from 'vitest'
import { loaded } from './state'

const asked = { data: undefined, error: null, isPlaceholderData: false }
const error = new Error('offline')

test.each([
  ['nothing came yet', loaded(asked), { kind: 'loading' }],
  ['nothing comes', loaded({ ...asked, error }), { kind: 'failed', error }],
  ['the former answer stands until the next one comes', loaded({ ...asked, data: 1, isPlaceholderData: true }), { kind: 'ready', value: 1, isOutdated: true, error: null }],
  ['the former answer stays when the next one fails', loaded({ ...asked, error }, 1), { kind: 'ready', value: 1, isOutdated: true, error }],
  ['the same question failed when asked again', loaded({ ...asked, data: 2, error }, 1), { kind: 'ready', value: 2, isOutdated: false, error }],
])('%s', (_, state, expected) => expect(state).toEqual(expected))
