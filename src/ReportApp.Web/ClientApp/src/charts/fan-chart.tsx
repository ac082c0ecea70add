import { LineChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { type EChartsType, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import type { Month } from '../api/types'
import { fanOption, type FanPoint, type FanWords, type Paint } from './fan-model'
import './fan-chart.css'

use([LineChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer])

type Props = Readonly<{
  points: readonly FanPoint[]
  /** The same months as a scenario has them. */
  under: readonly FanPoint[] | null
  current: Month
  words: FanWords
  /** What is seen, in a sentence; the numbers themselves stand in the table after it. */
  label: string
  onOpen: (month: Month) => void
}>

/** Owns the library's instance; what is drawn is {@link fanOption}. A click opens the month that is under it. */
export function FanChart({ points, under, current, words, label, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const open = useRef<(index: number) => void>(() => undefined)
  useEffect(() => {
    open.current = (index) => {
      const point = points[index]
      if (point !== undefined && point.expected !== null) onOpen(point.month)
    }
  }, [points, onOpen])

  useEffect(() => {
    const element = box.current
    if (element === null) return
    const instance = init(element, null, { renderer: 'svg' })
    chart.current = instance
    instance.getZr().on('click', ({ offsetX, offsetY }) => {
      const at = [offsetX, offsetY]
      if (instance.containPixel('grid', at)) open.current(Math.round(Number(instance.convertFromPixel({ gridIndex: 0 }, at)[0])))
    })
    const observer = new ResizeObserver(() => instance.resize())
    observer.observe(element)
    return () => {
      observer.disconnect()
      instance.dispose()
      chart.current = null
    }
  }, [])

  useEffect(() => {
    if (box.current !== null) chart.current?.setOption(fanOption(points, under, current, words, paintOf(box.current)), { notMerge: true })
  }, [points, under, current, words])

  return <div ref={box} className="fan" role="img" aria-label={label} data-testid="fan-chart" />
}

function paintOf(element: HTMLElement): Paint {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    accent: token('colorBrandStroke1'),
    scenario: token('colorPalettePurpleBorderActive'),
    plan: token('colorNeutralForeground3'),
    text: token('colorNeutralForeground3'),
    line: token('colorNeutralStroke2'),
    ground: token('colorNeutralBackground1'),
    font: token('fontFamilyBase'),
  }
}
