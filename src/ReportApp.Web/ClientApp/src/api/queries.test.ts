import { MutationObserver, onlineManager } from '@tanstack/react-query'
import { afterEach, expect, test } from 'vitest'
import { ApiError } from './client'
import { createQueries } from './queries'

afterEach(() => onlineManager.setOnline(true))

test('without a network a question and a change fail at once instead of waiting for it', { timeout: 500 }, async () => {
  onlineManager.setOnline(false)
  const queries = createQueries()
  const fail = () => Promise.reject(new ApiError({ status: 0, code: 'offline' }))
  await expect(queries.fetchQuery({ queryKey: ['numbers'], queryFn: fail })).rejects.toThrow('offline')
  await expect(new MutationObserver(queries, { mutationFn: fail }).mutate()).rejects.toThrow('offline')
})
