import type { Drawing } from '@daybook/projections'
import { type Drawn, numberOf, type Panel, textOf, titleOf, whyNothing } from './chart.ts'
import { shortFigure } from './figures.ts'
import { axisText, ink, plain } from './ink.ts'

type HeatMap = Extract<Drawing, { kind: 'heat-map' }>

const steps = ['#b2182b', '#f4a582', '#f7f7f7', '#92c5de', '#2166ac'] as const
const darkSteps: readonly string[] = [steps[0], steps[4]]
const rowHeight = 26

/** A value for each pair of row and column, in five steps from the least to the greatest, and printed: the audit matrix. */
export const heatMap = ({ drawing, rows, columns }: Panel<HeatMap>): Drawn => {
  const values = rows.map((row) => numberOf(row, drawing.value))
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return { nothing: whyNothing(rows) }
  const across = [...new Set(rows.map((row) => textOf(row[drawing.column])))]
  const down = [...new Set(rows.map((row) => textOf(row[drawing.row])))]
  const [least, greatest] = [Math.min(...known), Math.max(...known)]
  const stepOf = (value: number): string =>
    steps[Math.min(4, Math.floor(greatest === least ? 2 : ((value - least) / (greatest - least)) * 5))] ?? steps[2]
  const option = {
    ...plain,
    grid: { left: 170, right: 24, top: 56, bottom: 44 },
    xAxis: {
      type: 'category' as const,
      position: 'top' as const,
      data: across,
      axisLabel: { ...axisText, interval: 0, width: 110, overflow: 'break' as const },
    },
    yAxis: {
      type: 'category' as const,
      inverse: true,
      data: down,
      axisLabel: { ...axisText, width: 160, overflow: 'truncate' as const, interval: 0 },
    },
    series: [
      {
        type: 'heatmap' as const,
        name: titleOf(columns, drawing.value),
        data: rows.flatMap((row, place) => {
          const value = values[place] ?? null
          if (value === null) return []
          const colour = stepOf(value)
          return [
            {
              value: [textOf(row[drawing.column]), textOf(row[drawing.row]), value],
              itemStyle: { color: colour, borderColor: '#ffffff', borderWidth: 1 },
              label: { show: true, formatter: shortFigure(value), color: darkSteps.includes(colour) ? '#ffffff' : ink.text },
            },
          ]
        }),
      },
    ],
    visualMap: {
      type: 'piecewise' as const,
      orient: 'horizontal' as const,
      left: 'center',
      bottom: 0,
      dimension: 2,
      itemGap: 24,
      pieces: steps.map((color, place) => pieceAt({ least, greatest }, place, color)),
      textStyle: { color: ink.text, fontSize: 11 },
    },
  }
  return {
    option,
    height: 110 + down.length * rowHeight,
    summary: `${down.length} by ${across.length}; least ${shortFigure(least)}, greatest ${shortFigure(greatest)}.`,
  }
}

type Reach = { readonly least: number; readonly greatest: number }

const pieceAt = ({ least, greatest }: Reach, place: number, color: string) => {
  const at = (step: number): number => least + ((greatest - least) * step) / steps.length
  return { min: at(place), max: at(place + 1), color, label: `${shortFigure(at(place))} to ${shortFigure(at(place + 1))}` }
}
