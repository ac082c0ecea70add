import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** The router keeps the address's search as text under one key; features read it through their own pure functions. */
export const searchKey = 'q'

/** The search of the present address, and a way to change it; a change is a step of "back" unless it replaces. */
export function useSearchText(): readonly [URLSearchParams, (change: (search: URLSearchParams) => URLSearchParams, how?: 'push' | 'replace') => void] {
  const text: unknown = useSearch({ strict: false, select: (search: Record<string, unknown>) => search[searchKey] })
  const navigate = useNavigate()
  const change = useCallback(
    (next: (search: URLSearchParams) => URLSearchParams, how: 'push' | 'replace' = 'push') => {
      void navigate({
        to: '.',
        replace: how === 'replace',
        search: ((search: Record<string, unknown>) => ({ [searchKey]: next(new URLSearchParams(String(search[searchKey] ?? ''))).toString() })) as never,
      })
    },
    [navigate],
  )
  return [new URLSearchParams(typeof text === 'string' ? text : ''), change]
}
