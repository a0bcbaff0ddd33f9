import type { Drawing, ReportRow } from '@daybook/projections'
import { type Drawn, numberOf, type Panel, textOf, titleOf, whyNothing } from './chart.ts'
import { shortFigure } from './figures.ts'
import { axisText, gridLines, ink, plain } from './ink.ts'

type RankedBars = Extract<Drawing, { kind: 'ranked-bars' }>

const rowHeight = 22
const colours: Readonly<Record<string, string>> = { overdue: ink.red, late: ink.orange, due: ink.sky }

/** One bar a row, in the order of the rows, the first on top: overdue buyers by score. A bar beyond the cap ends in a break mark. */
export const rankedBars = ({ drawing, rows, columns }: Panel<RankedBars>): Drawn => {
  const values = rows.map((row) => numberOf(row, drawing.value))
  if (values.every((value) => value === null)) return { nothing: whyNothing(rows) }
  const cap = drawing.cap ?? Number.POSITIVE_INFINITY
  const threshold = rows.map((row) => numberOf(row, drawing.threshold)).find((value) => value !== null) ?? null
  const mark = threshold === null ? {} : { markLine: thresholdLine(threshold, columns, drawing) }
  const option = {
    ...plain,
    grid: { left: 190, right: 150, top: 40, bottom: 20 },
    xAxis: {
      type: 'value' as const,
      position: 'top' as const,
      name: titleOf(columns, drawing.value),
      nameLocation: 'middle' as const,
      nameGap: 22,
      ...(Number.isFinite(cap) ? { max: cap } : {}),
      axisLabel: { ...axisText, formatter: shortFigure },
      splitLine: gridLines,
    },
    yAxis: {
      type: 'category' as const,
      inverse: true,
      data: rows.map((row) => labelOf(row, drawing)),
      axisLabel: { ...axisText, width: 180, overflow: 'truncate' as const, interval: 0 },
    },
    series: [
      {
        type: 'bar' as const,
        barWidth: 14,
        data: values.map((value, place) => ({
          value: value === null ? null : Math.min(value, cap),
          itemStyle: { color: colours[statusOf(rows[place], drawing)] ?? ink.blue },
          label: {
            show: true,
            position: 'right' as const,
            color: ink.text,
            fontSize: 11,
            formatter: `${value !== null && value > cap ? '\u2571\u2571 ' : ''}${shortFigure(value ?? 0)} ${statusOf(rows[place], drawing)}`,
          },
        })),
        ...mark,
      },
    ],
  }
  const [first] = rows
  const summary = `${rows.length} in order; first ${first === undefined ? '' : `${labelOf(first, drawing)} with ${textOf(first[drawing.value])}`}.`
  return { option, height: 70 + rows.length * rowHeight, summary }
}

const statusOf = (row: ReportRow | undefined, { status }: RankedBars): string =>
  status === undefined ? '' : textOf(row?.[status])

/** The id, and the name where the row has one. */
const labelOf = (row: ReportRow, { label }: RankedBars): string =>
  [textOf(row[label]), textOf(row.accountName)].filter((text) => text !== '').join(' ')

const thresholdLine = (value: number, columns: Panel['columns'], { threshold = '' }: RankedBars) => ({
  silent: true,
  symbol: 'none',
  data: [{ xAxis: value }],
  lineStyle: { color: ink.text, type: 'dashed' as const },
  label: {
    formatter: `${titleOf(columns, threshold)} ${shortFigure(value)}`,
    position: 'start' as const,
    color: ink.text,
    fontSize: 11,
  },
})
