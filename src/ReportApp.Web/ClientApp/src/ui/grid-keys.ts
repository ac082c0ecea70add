import type { KeyboardEvent } from 'react'

/** Where a key leads from a cell of a grid; undefined: it leads nowhere. It may be outside of the grid. */
export function nextCell({ key, ctrlKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey'>, [row, column]: readonly [number, number], [rows, columns]: readonly [number, number]) {
  return (
    {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [ctrlKey ? 0 : row, 0],
      End: [ctrlKey ? rows - 1 : row, columns - 1],
    } as Readonly<Record<string, readonly [number, number]>>
  )[key]
}
