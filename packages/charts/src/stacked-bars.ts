import type { Drawing } from '@daybook/projections'
import { type Drawn, numberOf, type Panel, textOf, titleOf, whyNothing } from './chart.ts'
import { shortFigure } from './figures.ts'
import { axisText, colourAt, gridLines, legend, patternAt, plain } from './ink.ts'

type StackedBars = Extract<Drawing, { kind: 'stacked-bars' }>

/** The parts of a whole for each label, told apart by colour, pattern and figure: how commitments came out, quarter by quarter. */
export const stackedBars = ({ drawing, rows, columns }: Panel<StackedBars>): Drawn => {
  const figures = rows.flatMap((row) => drawing.parts.map((part) => numberOf(row, part) ?? 0))
  if (figures.every((figure) => figure === 0)) return { nothing: nothingIn(rows, drawing) }
  const option = {
    ...plain,
    legend,
    grid: { left: 60, right: 24, top: 44, bottom: 36 },
    xAxis: { type: 'category' as const, data: rows.map((row) => textOf(row[drawing.label])), axisLabel: axisText },
    yAxis: { type: 'value' as const, minInterval: 1, axisLabel: { ...axisText, formatter: shortFigure }, splitLine: gridLines },
    series: drawing.parts.map((part, place) => ({
      type: 'bar' as const,
      name: titleOf(columns, part),
      stack: 'whole',
      barMaxWidth: 64,
      itemStyle: { color: colourAt(place), ...patternAt(place) },
      data: rows.map((row) => numberOf(row, part) || null),
      label: {
        show: true,
        position: 'inside' as const,
        color: '#000000',
        fontSize: 11,
        backgroundColor: 'rgba(255,255,255,0.75)',
        padding: [1, 3],
      },
    })),
  }
  const sums = drawing.parts.map(
    (part) => `${titleOf(columns, part)} ${rows.reduce((sum, row) => sum + (numberOf(row, part) ?? 0), 0)}`,
  )
  return { option, height: 340, summary: `${sums.join(', ')}.` }
}

const nothingIn = (rows: Panel['rows'], { label }: StackedBars): string =>
  rows.length === 0
    ? whyNothing(rows)
    : `Nothing to draw: all parts are zero in ${rows.map((row) => textOf(row[label])).join(', ')}.`
