import type { Drawing } from '@daybook/projections'
import type { SeriesOption } from 'echarts'
import { type Drawn, numberOf, type Panel, textOf, titleOf, unitOf, whyNothing } from './chart.ts'
import { shortFigure, signedFigure } from './figures.ts'
import { axisText, gridLines, ink, legend, plain } from './ink.ts'

type Cumulative = Extract<Drawing, { kind: 'cumulative' }>

/** Two cumulative lines, and below them their signed difference: by colour, and by sign in its label. R-139 of the domain specification. */
export const cumulative = ({ drawing, rows, columns }: Panel<Cumulative>): Drawn => {
  const numbers = (id: string) => rows.map((row) => numberOf(row, id))
  const drawn = [drawing.actual, drawing.target].flatMap(numbers)
  if (drawn.every((value) => value === null)) return { nothing: whyNothing(rows) }
  const line = (id: string, colour: string, type: 'solid' | 'dashed'): SeriesOption => ({
    type: 'line',
    name: titleOf(columns, id),
    data: numbers(id),
    symbol: type === 'solid' ? 'circle' : 'emptyCircle',
    symbolSize: 6,
    lineStyle: { color: colour, width: 2, type },
    itemStyle: { color: colour },
  })
  const variances = numbers(drawing.variance)
  const periods = rows.map((row) => textOf(row[drawing.period]))
  const unit = unitOf(columns, drawing.actual)
  const value = { type: 'value' as const, axisLabel: { ...axisText, formatter: shortFigure }, splitLine: gridLines }
  const option = {
    ...plain,
    legend,
    grid: [
      { left: 80, right: 24, top: 44, height: 210 },
      { left: 80, right: 24, top: 296, height: 120 },
    ],
    xAxis: [0, 1].map((gridIndex) => ({
      type: 'category' as const,
      gridIndex,
      data: periods,
      axisLabel: { ...axisText, show: gridIndex === 1, hideOverlap: true },
    })),
    yAxis: [
      { ...value, gridIndex: 0, name: unit },
      {
        ...value,
        gridIndex: 1,
        boundaryGap: ['16%', '16%'] as [string, string],
        name: titleOf(columns, drawing.variance),
        nameTextStyle: { align: 'left' as const },
      },
    ],
    series: [
      line(drawing.actual, ink.blue, 'solid'),
      line(drawing.target, ink.text, 'dashed'),
      { ...varianceColumns(variances), name: titleOf(columns, drawing.variance) },
    ],
  }
  return { option, height: 450, summary: summaryOf(periods, variances) }
}

const varianceColumns = (variances: readonly (number | null)[]): SeriesOption => ({
  type: 'bar',
  xAxisIndex: 1,
  yAxisIndex: 1,
  barMaxWidth: 56,
  itemStyle: { color: ink.grey },
  data: variances.map((value) => ({
    value,
    itemStyle: { color: (value ?? 0) < 0 ? ink.red : ink.green },
    label: {
      show: value !== null,
      position: (value ?? 0) < 0 ? ('bottom' as const) : ('top' as const),
      formatter: signedFigure(value ?? 0),
      color: ink.text,
      fontSize: 10,
    },
  })),
})

const summaryOf = (periods: readonly string[], variances: readonly (number | null)[]): string => {
  const place = variances.findLastIndex((value) => value !== null)
  const last = variances[place] ?? null
  return last === null ? 'No target to compare with.' : `Variance of the year to ${periods[place] ?? ''}: ${signedFigure(last)}.`
}
