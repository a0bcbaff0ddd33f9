import type { CustomSeriesOption, CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts'
import { ink } from './ink.ts'

/** A rectangle in the row or column of a category, from one value to another. */
export type Rectangle = {
  readonly place: number
  readonly from: number
  readonly to: number
  readonly colour: string
  readonly label: string
}

const share = 0.62

/** Rectangles between two values of each category, with their labels: beside columns, inside strips as far as there is room. */
export const rectangles = (all: readonly Rectangle[], lying: 'columns' | 'strips'): CustomSeriesOption => ({
  type: 'custom',
  clip: lying === 'strips',
  encode: lying === 'columns' ? { x: 0, y: [1, 2] } : { x: [1, 2], y: 0 },
  data: all.map(({ place, from, to }) => [place, from, to]),
  renderItem: (item: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
    const rectangle = all[item.dataIndex]
    if (rectangle === undefined) return null
    return lying === 'columns' ? column(rectangle, api) : strip(rectangle, api)
  },
})

const column = ({ place, from, to, colour, label }: Rectangle, api: CustomSeriesRenderItemAPI) => {
  const [x = 0, first = 0] = api.coord([place, from])
  const [, last = 0] = api.coord([place, to])
  const width = Math.min(72, sizeOf(api, 0) * share)
  const top = Math.min(first, last)
  return {
    type: 'group' as const,
    children: [
      {
        type: 'rect' as const,
        shape: { x: x - width / 2, y: top, width, height: Math.max(1, Math.abs(first - last)) },
        style: { fill: colour },
      },
      {
        type: 'text' as const,
        style: { ...letters, text: label, x, y: top - 4, textAlign: 'center' as const, textVerticalAlign: 'bottom' as const },
      },
    ],
  }
}

const strip = ({ place, from, to, colour, label }: Rectangle, api: CustomSeriesRenderItemAPI) => {
  const [first = 0, y = 0] = api.coord([from, place])
  const [last = 0] = api.coord([to, place])
  const height = Math.min(22, sizeOf(api, 1) * share)
  const width = Math.max(1, last - first - 1)
  return {
    type: 'group' as const,
    children: [
      { type: 'rect' as const, shape: { x: first, y: y - height / 2, width, height }, style: { fill: colour } },
      {
        type: 'text' as const,
        style: {
          ...letters,
          text: label,
          x: first + 4,
          y,
          fill: '#ffffff',
          stroke: ink.text,
          lineWidth: 2,
          width: Math.max(1, width - 8),
          overflow: 'truncate' as const,
          textVerticalAlign: 'middle' as const,
        },
      },
    ],
  }
}

const letters = { fontSize: 11, fontFamily: 'sans-serif', fill: ink.text }

/** How many pixels a category has along an axis. */
const sizeOf = (api: CustomSeriesRenderItemAPI, axis: 0 | 1): number => {
  const size = api.size?.([1, 1]) ?? 0
  return typeof size === 'number' ? size : (size[axis] ?? 0)
}
