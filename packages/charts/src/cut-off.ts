import type { Drawing } from '@daybook/projections'
import { type Drawn, numberOf, type Panel, textOf, titleOf, unitOf, whyNothing } from './chart.ts'
import { shortFigure } from './figures.ts'
import { axisText, gridLines, ink, plain } from './ink.ts'

type CutOff = Extract<Drawing, { kind: 'cut-off' }>

/** Amounts by rank, and the line that cuts them: who is above it, and how close the next are. R-A2 of the domain specification. */
export const cutOff = ({ drawing, rows, columns }: Panel<CutOff>): Drawn => {
  const values = rows.map((row) => numberOf(row, drawing.value))
  if (values.every((value) => value === null)) return { nothing: whyNothing(rows) }
  const line = rows.map((row) => numberOf(row, drawing.cutOff)).find((value) => value !== null) ?? null
  const isAbove = (value: number | null): boolean => line !== null && value !== null && value >= line
  const mark = {
    markLine: {
      silent: true,
      symbol: 'none',
      data: line === null ? [] : [{ yAxis: line }],
      lineStyle: { color: ink.text, type: 'dashed' as const },
      label: {
        formatter: `${titleOf(columns, drawing.cutOff)} ${shortFigure(line ?? 0)}`,
        position: 'insideEndTop' as const,
        color: ink.text,
      },
    },
  }
  const option = {
    ...plain,
    grid: { left: 80, right: 24, top: 30, bottom: 44 },
    xAxis: {
      type: 'category' as const,
      name: titleOf(columns, drawing.rank),
      nameLocation: 'middle' as const,
      nameGap: 26,
      data: rows.map((row) => textOf(row[drawing.rank])),
      axisLabel: { ...axisText, hideOverlap: true },
    },
    yAxis: {
      type: 'value' as const,
      name: unitOf(columns, drawing.value),
      axisLabel: { ...axisText, formatter: shortFigure },
      splitLine: gridLines,
    },
    series: [
      {
        type: 'bar' as const,
        name: titleOf(columns, drawing.value),
        barMaxWidth: 40,
        data: values.map((value) => ({ value, itemStyle: { color: isAbove(value) ? ink.blue : ink.faint } })),
        ...mark,
      },
    ],
  }
  const above = values.filter(isAbove).length
  return { option, height: 340, summary: `${above} of ${rows.length} at or above ${line === null ? 'no line' : String(line)}.` }
}
