import type { Drawing, ReportRow } from '@daybook/projections'
import type { SeriesOption } from 'echarts'
import { type Drawn, numberOf, type Panel, textOf, titleOf, unitOf, whyNothing } from './chart.ts'
import { shortFigure } from './figures.ts'
import { axisText, gridLines, ink, legend, plain } from './ink.ts'

type DotPlot = Extract<Drawing, { kind: 'dot-plot' }>

const rowHeight = 24

/** One line a label, a dot for each of its rows, the middle of them, and the interval that is running: the rhythm of each buyer. */
export const dotPlot = ({ drawing, rows, columns }: Panel<DotPlot>): Drawn => {
  const lines = [...Map.groupBy(rows, (row) => textOf(row[drawing.label])).values()]
  const dots = lines.flatMap((own, place) => own.flatMap((row) => point(numberOf(row, drawing.value), place)))
  if (dots.length === 0) return { nothing: whyNothing(rows) }
  const once = (id: string | undefined): readonly Point[] =>
    lines.flatMap((own, place) => point(own[0] === undefined ? null : numberOf(own[0], id), place))
  const scatter = (id: string, data: readonly Point[], look: object): SeriesOption => ({
    type: 'scatter',
    name: titleOf(columns, id),
    data: data.map((each) => [...each]),
    ...look,
  })
  const option = {
    ...plain,
    legend,
    grid: { left: 190, right: 40, top: 64, bottom: 20 },
    xAxis: {
      type: 'value' as const,
      position: 'top' as const,
      name: unitOf(columns, drawing.value),
      min: 0,
      axisLabel: { ...axisText, formatter: shortFigure },
      splitLine: gridLines,
    },
    yAxis: {
      type: 'category' as const,
      inverse: true,
      data: lines.map((own) => labelOf(own[0] ?? {}, drawing)),
      axisLabel: { ...axisText, width: 180, overflow: 'truncate' as const, interval: 0 },
      splitLine: { show: true, ...gridLines },
    },
    series: [
      scatter(drawing.value, dots, { symbolSize: 7, itemStyle: { color: ink.blue, opacity: 0.45 } }),
      ...(drawing.middle === undefined
        ? []
        : [
            scatter(drawing.middle, once(drawing.middle), {
              symbol: 'rect',
              symbolSize: [3, 16],
              itemStyle: { color: ink.text },
            }),
          ]),
      ...(drawing.current === undefined
        ? []
        : [
            scatter(drawing.current, once(drawing.current), {
              symbol: 'emptyDiamond',
              symbolSize: 12,
              itemStyle: { color: ink.red },
            }),
          ]),
    ],
  }
  return { option, height: 96 + lines.length * rowHeight, summary: `${dots.length} intervals of ${lines.length}.` }
}

type Point = readonly [number, number]

const point = (value: number | null, place: number): readonly Point[] => (value === null ? [] : [[value, place]])

const labelOf = (row: ReportRow, { label }: DotPlot): string =>
  [textOf(row[label]), textOf(row.accountName)].filter((text) => text !== '').join(' ')
