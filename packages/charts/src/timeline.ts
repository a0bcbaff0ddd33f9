import type { Drawing } from '@daybook/projections'
import { type Drawn, type Panel, textOf, whyNothing } from './chart.ts'
import { axisText, colourAt, gridLines, ink, plain } from './ink.ts'
import { rectangles } from './rectangles.ts'

type Timeline = Extract<Drawing, { kind: 'timeline' }>

const rowHeight = 30
const dayMs = 86_400_000

/** One strip a row label, from a day until another or until the day asked for: who owned which account. Each label has one colour. */
export const timeline = ({ drawing, rows, asOf }: Panel<Timeline>): Drawn => {
  const spans = rows.flatMap((row) => {
    const from = dayOf(row[drawing.from])
    return from === null ? [] : [{ row, from, until: dayOf(row[drawing.until]) }]
  })
  if (spans.length === 0) return { nothing: whyNothing(rows) }
  const down = [...new Set(spans.map(({ row }) => textOf(row[drawing.row])))]
  const labels = [...new Set(spans.map(({ row }) => textOf(row[drawing.label])))]
  const first = Math.min(...spans.map(({ from }) => from))
  const last = Math.max(dayOf(asOf) ?? first, ...spans.map(({ from, until }) => until ?? from + 1))
  const option = {
    ...plain,
    grid: { left: 150, right: 30, top: 34, bottom: 14 },
    xAxis: {
      type: 'value' as const,
      position: 'top' as const,
      min: first,
      max: last,
      interval: Math.max(1, Math.ceil((last - first) / 6)),
      axisLabel: { ...axisText, formatter: dayText, showMaxLabel: false },
      splitLine: gridLines,
    },
    yAxis: {
      type: 'category' as const,
      inverse: true,
      data: down,
      axisLabel: { ...axisText, width: 140, overflow: 'truncate' as const, interval: 0 },
      axisLine: { lineStyle: { color: ink.faint } },
    },
    series: [
      rectangles(
        spans.map(({ row, from, until }) => ({
          place: down.indexOf(textOf(row[drawing.row])),
          from,
          to: until ?? last,
          colour: colourAt(labels.indexOf(textOf(row[drawing.label]))),
          label: textOf(row[drawing.label]),
        })),
        'strips',
      ),
    ],
  }
  const summary = `${spans.length} spans of ${down.length} from ${dayText(first)} to ${dayText(last)}.`
  return { option, height: 56 + down.length * rowHeight, summary }
}

const dayOf = (value: unknown): number | null => {
  const instant = Date.parse(`${textOf(value)}T00:00:00Z`)
  return Number.isNaN(instant) ? null : instant / dayMs
}

const dayText = (day: number): string => new Date(Math.round(day) * dayMs).toISOString().slice(0, 10)
