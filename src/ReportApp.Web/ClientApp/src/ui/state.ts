import { useState } from 'react'

/** Where a thing that comes from the server stands. */
export type Loaded<T> =
  | Readonly<{ kind: 'loading' }>
  | Readonly<{ kind: 'failed'; error: unknown }>
  /** `isOutdated`: an answer to an earlier question is shown until the new one comes, or because it does not; `error` says why. */
  | Readonly<{ kind: 'ready'; value: T; isOutdated: boolean; error: unknown }>

type Query<T> = Readonly<{ data: T | undefined; error: unknown; isPlaceholderData: boolean }>

/** @param earlier What stays in sight when a new question fails. */
export function loaded<T>({ data, error, isPlaceholderData }: Query<T>, earlier?: T): Loaded<T> {
  if (data !== undefined) return { kind: 'ready', value: data, isOutdated: isPlaceholderData, error }
  if (error === null) return { kind: 'loading' }
  return earlier === undefined ? { kind: 'failed', error } : { kind: 'ready', value: earlier, isOutdated: true, error }
}

/** For a screen whose question changes under it: the last answer stays when the next one fails. */
export function useLoaded<T>(query: Query<T>): Loaded<T> {
  const [earlier, setEarlier] = useState(query.data)
  if (query.data !== undefined && query.data !== earlier) setEarlier(query.data)
  return loaded(query, earlier)
}
