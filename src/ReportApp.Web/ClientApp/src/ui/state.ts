/** Where a thing that comes from the server stands. */
export type Loaded<T> =
  | Readonly<{ kind: 'loading' }>
  | Readonly<{ kind: 'failed'; error: unknown }>
  /** `isOutdated`: an answer to an earlier question is shown until the new one comes. */
  | Readonly<{ kind: 'ready'; value: T; isOutdated: boolean; error: unknown }>

type Query<T> = Readonly<{ data: T | undefined; error: unknown; isPlaceholderData: boolean; isPending: boolean }>

export function loaded<T>({ data, error, isPlaceholderData }: Query<T>): Loaded<T> {
  if (data !== undefined && !(error !== null && isPlaceholderData)) return { kind: 'ready', value: data, isOutdated: isPlaceholderData, error }
  return error === null ? { kind: 'loading' } : { kind: 'failed', error }
}
