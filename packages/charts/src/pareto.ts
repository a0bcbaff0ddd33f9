import type { Drawing } from '@daybook/projections'
import { type Drawn, numberOf, type Panel, textOf, titleOf, whyNothing } from './chart.ts'
import { percent, shortFigure } from './figures.ts'
import { axisText, gridLines, ink, legend, patternAt, plain } from './ink.ts'

type Pareto = Extract<Drawing, { kind: 'pareto' }>

/** Counts, the greatest first, with the share of all that they add up to; classes are told apart by pattern and name. */
export const pareto = ({ drawing, rows, columns }: Panel<Pareto>): Drawn => {
  if (rows.every((row) => numberOf(row, drawing.count) === null)) return { nothing: whyNothing(rows) }
  const classes = [...new Set(rows.map((row) => classOf(row, drawing)))]
  const bars = classes.map((each, place) => ({
    type: 'bar' as const,
    name: each === '' ? titleOf(columns, drawing.count) : each,
    stack: 'count',
    barMaxWidth: 64,
    itemStyle: { color: [ink.blue, ink.orange, ink.grey, ink.green][place % 4] ?? ink.blue, ...patternAt(place) },
    data: rows.map((row) => (classOf(row, drawing) === each ? numberOf(row, drawing.count) : null)),
    label: { show: true, position: 'top' as const, color: ink.text, fontSize: 11 },
  }))
  const option = {
    ...plain,
    legend,
    grid: { left: 60, right: 60, top: 44, bottom: 52 },
    xAxis: {
      type: 'category' as const,
      data: rows.map((row) => textOf(row[drawing.label])),
      axisLabel: { ...axisText, interval: 0, width: 100, overflow: 'break' as const },
    },
    yAxis: [
      { type: 'value' as const, minInterval: 1, axisLabel: { ...axisText, formatter: shortFigure }, splitLine: gridLines },
      { type: 'value' as const, min: 0, max: 1, axisLabel: { ...axisText, formatter: percent }, splitLine: { show: false } },
    ],
    series: [
      ...bars,
      {
        type: 'line' as const,
        name: titleOf(columns, drawing.cumulativeShare),
        yAxisIndex: 1,
        symbolSize: 6,
        data: rows.map((row) => numberOf(row, drawing.cumulativeShare)),
        lineStyle: { color: ink.text, width: 2 },
        itemStyle: { color: ink.text },
      },
    ],
  }
  const summary = rows.map((row) => `${textOf(row[drawing.label])} ${textOf(row[drawing.count])}`).join(', ')
  return { option, height: 340, summary: `${summary}.` }
}

const classOf = (row: Panel['rows'][number], drawing: Pareto): string =>
  drawing.class === undefined ? '' : textOf(row[drawing.class])
