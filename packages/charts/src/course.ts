import type { Drawing, ReportRow } from '@daybook/projections'
import type { EChartsOption, SeriesOption } from 'echarts'
import { type Drawn, numberOf, type Panel, textOf, titleOf, unitOf, whyNothing } from './chart.ts'
import { shortFigure, signedFigure } from './figures.ts'
import { axisText, gridLines, hatched, ink, legend, plain } from './ink.ts'

type Course = Extract<Drawing, { kind: 'course' }>

/** A month in which something is still to come is drawn with this much of its colour. */
const lighter = 0.45
const height = 340
const labelledMax = 26

/**
 * A value over periods: of the domain specification, and every KPI. What stood at a close is solid, what has come
 * since hatched, a running period lighter; a target is a mark on its column, a mean a dashed line. A period without a value is a gap.
 */
export const course = (panel: Panel<Course>): Drawn => {
  const { drawing, rows, columns } = panel
  const values = rows.map((row) => numberOf(row, drawing.value))
  if (values.every((value) => value === null) && rows.every((row) => numberOf(row, drawing.marker) === null))
    return { nothing: whyNothing(rows) }
  const series = [
    ...(drawing.mark === 'columns' ? columnsOf(panel) : [lineOf(panel)]),
    ...(drawing.mean === undefined ? [] : [meanOf(panel, drawing.mean)]),
    ...(drawing.marker === undefined ? [] : [markerOf(panel, drawing.marker)]),
  ]
  const option: EChartsOption = {
    ...plain,
    legend,
    grid: { left: 80, right: 24, top: 44, bottom: 40 },
    xAxis: {
      type: 'category',
      data: rows.map((row) => textOf(row[drawing.period])),
      axisLabel: { ...axisText, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      name: unitOf(columns, drawing.value),
      scale: drawing.mark === 'line',
      boundaryGap: ['2%', '6%'],
      axisLabel: { ...axisText, formatter: shortFigure },
      splitLine: gridLines,
    },
    series,
  }
  return { option, height, summary: summaryOf(panel, values) }
}

type Bar = { readonly value: number | null; readonly itemStyle?: { readonly opacity: number } }

const columnsOf = (panel: Panel<Course>): SeriesOption[] => {
  const { drawing, rows, columns } = panel
  const bars = rows.map((row) => barOf(row, drawing))
  const name = titleOf(columns, drawing.value)
  const isLabelled = rows.length <= labelledMax
  const bar = (part: 'solid' | 'above' | 'below'): Bar[] =>
    bars.map((each, place) => {
      const isRunning = panel.running.has(textOf(rows[place]?.[drawing.period]))
      return { value: each[part], ...(isRunning ? { itemStyle: { opacity: lighter } } : {}) }
    })
  const solid: SeriesOption = {
    type: 'bar',
    name,
    stack: 'column',
    barMaxWidth: 56,
    itemStyle: { color: ink.blue },
    data: bar('solid'),
  }
  if (!bars.some(({ change }) => change !== null))
    return [{ ...solid, label: labelOf(isLabelled, (place) => bars[place]?.value) }]
  const since = titleOf(columns, drawing.adjustment ?? drawing.value)
  const hatchedBar = (part: 'above' | 'below'): SeriesOption => ({
    type: 'bar',
    name: since,
    stack: 'column',
    barMaxWidth: 56,
    itemStyle: { color: ink.blue, decal: hatched },
    data: bar(part),
  })
  return [{ ...solid, label: { show: false } }, hatchedBar('above'), hatchedBar('below'), totalsOf(name, bars, isLabelled)]
}

type Parts = {
  readonly value: number | null
  readonly solid: number | null
  readonly above: number | null
  readonly below: number | null
  readonly change: number | null
}

/** The parts of a column: what stood at the close, and above or below zero what was added or taken back since. */
const barOf = (row: ReportRow, { value: id, asClosed }: Course): Parts => {
  const value = numberOf(row, id)
  const closed = numberOf(row, asClosed)
  if (value === null || closed === null || closed === value)
    return { value, solid: value, above: null, below: null, change: null }
  const solid = Math.sign(closed) === Math.sign(value) ? Math.sign(value) * Math.min(Math.abs(closed), Math.abs(value)) : 0
  const ends = [closed - solid, value - solid]
  return { value, solid, above: Math.max(...ends, 0) || null, below: Math.min(...ends, 0) || null, change: value - closed }
}

type LabelAt = { readonly dataIndex: number }

const labelOf = (show: boolean, valueAt: (place: number) => number | null | undefined) => ({
  show,
  position: 'top' as const,
  color: ink.text,
  fontSize: 10,
  formatter: ({ dataIndex }: LabelAt) => {
    const value = valueAt(dataIndex)
    return value === null || value === undefined ? '' : shortFigure(value)
  },
})

/** Columns of two parts are labelled with their whole by something that is not seen. */
const totalsOf = (name: string, bars: readonly Parts[], show: boolean): SeriesOption => ({
  type: 'scatter',
  name,
  symbolSize: 0,
  silent: true,
  data: bars.map(({ value, solid, above }) => (value === null ? null : Math.max(solid ?? 0, 0) + (above ?? 0))),
  label: { ...labelOf(show, (place) => bars[place]?.value), formatter: ({ dataIndex }: LabelAt) => wholeText(bars[dataIndex]) },
})

/** The whole, and below it what came after the close, with its sign. */
const wholeText = (bar: Parts | undefined): string => {
  if (bar === undefined || bar.value === null) return ''
  return [shortFigure(bar.value), ...(bar.change === null ? [] : [signedFigure(bar.change)])].join('\n')
}

const lineOf = ({ drawing, rows, columns }: Panel<Course>): SeriesOption => ({
  type: 'line',
  name: titleOf(columns, drawing.value),
  data: rows.map((row) => numberOf(row, drawing.value)),
  connectNulls: false,
  symbol: 'circle',
  symbolSize: 6,
  lineStyle: { color: ink.blue, width: 2 },
  itemStyle: { color: ink.blue },
})

const meanOf = ({ rows, columns }: Panel<Course>, mean: string): SeriesOption => ({
  type: 'line',
  name: titleOf(columns, mean),
  data: rows.map((row) => numberOf(row, mean)),
  symbol: 'none',
  lineStyle: { color: ink.red, width: 2, type: 'dashed' },
  itemStyle: { color: ink.red },
})

const markerOf = ({ rows, columns, width }: Panel<Course>, marker: string): SeriesOption => ({
  type: 'scatter',
  name: titleOf(columns, marker),
  symbol: 'rect',
  symbolSize: [Math.min(66, ((width - 104) / Math.max(1, rows.length)) * 0.85), 4],
  itemStyle: { color: ink.text },
  data: rows.map((row) => numberOf(row, marker)),
  z: 5,
})

/** What the picture says, for who cannot see it. */
const summaryOf = ({ drawing, rows }: Panel<Course>, values: readonly (number | null)[]): string => {
  const known = rows.flatMap((row, place) => {
    const value = values[place] ?? null
    return value === null ? [] : [{ period: textOf(row[drawing.period]), value, shown: textOf(row[drawing.value]) }]
  })
  const ranked = known.toSorted((a, b) => a.value - b.value)
  const [lowest, highest, last] = [ranked[0], ranked.at(-1), known.at(-1)]
  if (lowest === undefined || highest === undefined || last === undefined) return 'No values, only targets.'
  return [
    `Highest ${highest.shown} in ${highest.period}`,
    `lowest ${lowest.shown} in ${lowest.period}`,
    `last ${last.shown} in ${last.period}.`,
  ].join(', ')
}
