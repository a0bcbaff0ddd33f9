import type { EChartsOption } from 'echarts'
import { expect, test } from 'vitest'
import type { Chart } from './chart.ts'
import { drawn } from './drawn.ts'
import { flow, monthly, orderSize, overdue, yearToDate } from './example-charts.ts'

type Series = { readonly name?: string; readonly data: readonly unknown[]; readonly lineStyle?: { readonly type?: string } }

const optionOf = ({ drawing, columns, rows, asOf, running = new Set<string>() }: Chart): EChartsOption => {
  const panel = drawn({ drawing, columns, rows, asOf, running, width: 960 })
  if ('nothing' in panel) throw new Error(panel.nothing)
  return panel.option
}
const seriesOf = (chart: Chart): readonly Series[] => optionOf(chart).series as readonly Series[]

test('what stood at the close is solid, and what came after it lies on top, on the side where it belongs', () => {
  const [solid, above, below] = seriesOf(monthly)
  const values = (series: Series | undefined) => series?.data.map((each) => (each as { readonly value: number | null }).value)
  expect(values(solid)).toEqual([1800, 500, 0, 900])
  expect(values(above)).toEqual([null, 100, 300, null])
  expect(values(below)).toEqual([null, null, -200, null])
})

test('a running month is lighter', () => {
  const [solid] = seriesOf(monthly)
  expect(solid?.data.map((each) => (each as { readonly itemStyle?: object }).itemStyle)).toEqual([
    undefined,
    undefined,
    undefined,
    { opacity: 0.45 },
  ])
})

test('a quota is a mark on its month, and no mark where there is none', () => {
  expect(seriesOf(monthly).find(({ name }) => name === 'Quota')?.data).toEqual([1500, 1500, null, 2500])
})

test('a month without orders is a gap in a ratio, and its mean a dashed line', () => {
  const [line, mean] = seriesOf(orderSize)
  expect(line?.data).toEqual([900, null, 1100])
  expect(mean?.lineStyle?.type).toBe('dashed')
})

test('a variance has its sign in its label as well as its colour', () => {
  const variance = seriesOf(yearToDate).at(-1)
  const labels = variance?.data.map((each) => (each as { readonly label: { readonly formatter: string } }).label.formatter)
  expect(labels).toEqual(['−500', '+100', '0'])
})

test('changes begin where the one before ended, also below zero', () => {
  const [bars] = seriesOf(flow)
  expect(bars?.data).toEqual([
    [0, 0, 5],
    [1, 5, 7],
    [2, 7, -2],
    [3, -2, 2],
    [4, 0, 2],
  ])
})

test('a bar beyond the end of the axis is broken, and says its figure', () => {
  const [bars] = seriesOf(overdue)
  expect(bars?.data[0]).toMatchObject({ value: 10, label: { formatter: '╱╱ 24.3 overdue' } })
})
