import type { Drawing } from '@daybook/projections'
import { type Drawn, numberOf, type Panel, textOf, titleOf, unitOf, whyNothing } from './chart.ts'
import { shortFigure, signedFigure } from './figures.ts'
import { axisText, gridLines, ink, plain } from './ink.ts'
import { rectangles } from './rectangles.ts'

type Waterfall = Extract<Drawing, { kind: 'waterfall' }>

/** From an opening amount by signed changes to a closing one: retention in a territory (R-R1), or any difference by reason. */
export const waterfall = ({ drawing, rows, columns }: Panel<Waterfall>): Drawn => {
  const steps: { readonly from: number; readonly to: number; readonly isTotal: boolean; readonly amount: number }[] = []
  let level = 0
  for (const row of rows) {
    const amount = numberOf(row, drawing.amount) ?? 0
    const isTotal = row[drawing.step] === 'total'
    const from = isTotal ? 0 : level
    level = isTotal ? amount : level + amount
    steps.push({ from, to: level, isTotal, amount })
  }
  if (rows.every((row) => numberOf(row, drawing.amount) === null)) return { nothing: whyNothing(rows) }
  const labels = rows.map((row) => textOf(row[drawing.label]))
  const option = {
    ...plain,
    grid: { left: 80, right: 24, top: 30, bottom: 56 },
    xAxis: {
      type: 'category' as const,
      data: labels,
      axisLabel: { ...axisText, interval: 0, width: 96, overflow: 'break' as const },
    },
    yAxis: {
      type: 'value' as const,
      name: unitOf(columns, drawing.amount) || titleOf(columns, drawing.amount),
      boundaryGap: ['0%', '10%'] as [string, string],
      axisLabel: { ...axisText, formatter: shortFigure },
      splitLine: gridLines,
    },
    series: [
      rectangles(
        steps.map(({ from, to, isTotal, amount }, place) => ({
          place,
          from,
          to,
          colour: isTotal ? ink.blue : amount < 0 ? ink.red : ink.green,
          label: isTotal ? shortFigure(amount) : signedFigure(amount),
        })),
        'columns',
      ),
    ],
  }
  const summary = rows.map((row, place) => `${labels[place] ?? ''} ${textOf(row[drawing.amount])}`).join(', ')
  return { option, height: 340, summary: `${summary}.` }
}
