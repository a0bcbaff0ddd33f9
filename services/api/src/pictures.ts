import type { Chart } from '@daybook/charts'
import { addDays } from '@daybook/domain'
import type { View } from '@daybook/projections'
import type { FastifyReply } from 'fastify'
import { mediaTypes } from './format.ts'
import { HttpProblem } from './http-problem.ts'
import { type FileName, fileName } from './table-replies.ts'
import type { Times } from './times.ts'

/** A picture as it is asked for, but for what the times say of it. */
export type Picture = Omit<Chart, 'subtitle' | 'running' | 'asOf'> & {
  /** Whose figures, of which periods, and what else was asked: one line under the title. */
  readonly about: readonly string[]
  readonly view: View
  readonly file: FileName
}

/** More than this nobody can read; the same address as a table has all of it. */
const panelsMax = 20
const rowsMax = 2_000

/** Sends a chart as SVG: without scripts, and shown by a browser in a way that nothing in it could be run or loaded. */
export const sendPicture = async (reply: FastifyReply, times: Times, picture: Picture): Promise<FastifyReply> => {
  const { panelsOf, svgOf } = await import('@daybook/charts')
  const { about, view, file, ...chart } = picture
  checkReadable(panelsOf(chart).length, chart.rows.length)
  const svg = await svgOf({
    ...chart,
    subtitle: [about.filter((part) => part !== '').join(' · '), await basisOf(times, view)].filter((line) => line !== ''),
    running: await runningAt(times),
    asOf: times.asOf,
  })
  return reply
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    .header('content-disposition', `inline; filename="${fileName(file)}.svg"`)
    .type(`${mediaTypes.svg}; charset=utf-8`)
    .send(svg)
}

const checkReadable = (panels: number, rows: number): void => {
  if (panels <= panelsMax && rows <= rowsMax) return
  const what = panels > panelsMax ? `${panels} panels; at most ${panelsMax}` : `${rows} rows; at most ${rowsMax}`
  const detail = `the chart would have ${what} can be drawn: choose fewer with scope, entity or period, or ask for .csv`
  throw new HttpProblem('answer-too-large', {
    detail,
    facts: panels > panelsMax ? { rows: panels, limit: panelsMax } : { rows, limit: rowsMax },
  })
}

const views: Readonly<Record<View, string>> = {
  credit: 'by who is credited',
  book: 'by who owns the account',
  owner: 'by who it was set for',
}

/** Both times and the basis of the figures: what makes a printed picture mean something. */
const basisOf = async ({ asOf, knownAt, position, ledgers }: Times, view: View): Promise<string> => {
  const reference = await ledgers.answers.reference(position)
  const known = knownAt.position === null ? 'before the first event' : `at position ${knownAt.position} (${knownAt.recordedAt})`
  const basis = String(reference.policy('sales-basis', asOf).value)
  return `as of ${asOf} · known ${known} · basis ${basis}, ${reference.currency}, ${views[view]}`
}

/** The fiscal periods that the day lies in and that are not over on it. */
const runningAt = async ({ asOf, position, ledgers }: Times): Promise<ReadonlySet<string>> => {
  const { calendar } = (await ledgers.answers.reference(position)).reference
  const periods = [calendar.monthOf(asOf), calendar.quarterOf(asOf), calendar.yearOf(asOf)]
  return new Set(periods.flatMap((period) => (period !== null && addDays(period.until, -1) > asOf ? [period.id] : [])))
}
