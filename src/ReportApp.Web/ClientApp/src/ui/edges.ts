import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import './edges.css'

/** What a box that scrolls sideways has out of sight. */
export type Edges = Readonly<{ box: RefObject<HTMLDivElement | null>; hasBefore: boolean; hasMore: boolean; look: () => void }>

/** `look` belongs to the scrolling of the box. Its frame is of the class `edges` and says both as data. */
export function useEdges(): Edges {
  const box = useRef<HTMLDivElement>(null)
  const [hasBefore, setBefore] = useState(false)
  const [hasMore, setMore] = useState(false)
  const look = useCallback(() => {
    if (!box.current) return
    const { scrollLeft, scrollWidth, clientWidth } = box.current
    setBefore(scrollLeft > 0)
    setMore(scrollLeft + clientWidth < scrollWidth - 1)
  }, [])

  // The room of the box changes with the window and the list beside it, its width with its columns.
  useEffect(() => {
    if (!box.current) return
    const watch = new ResizeObserver(look)
    watch.observe(box.current)
    if (box.current.firstElementChild) watch.observe(box.current.firstElementChild)
    return () => watch.disconnect()
  }, [look])

  return { box, hasBefore, hasMore, look }
}
