import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** One look at a process and its folder while it is under load. */
export type Sample = {
  readonly second: number
  readonly residentMiB: number
  readonly walMiB: number
  readonly lagEvents: number
}

/** How one measure went: its mean in the first and in the last third, its peak, and how much it grew a minute. */
export type Course = { readonly first: number; readonly last: number; readonly peak: number; readonly growthPerMinute: number }

export const residentMiB = (pid: number): number =>
  (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4_096) / 2 ** 20

export const walMiB = (folder: string): number =>
  readdirSync(folder)
    .filter((name) => name.endsWith('-wal'))
    .reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0) /
  2 ** 20

/** The course of a measure over the samples, its growth by least squares over the second half: the first fills caches. */
export const courseOf = (samples: readonly Sample[], measure: (sample: Sample) => number): Course => {
  const third = Math.max(1, Math.floor(samples.length / 3))
  const values = samples.map(measure)
  return {
    first: round(mean(values.slice(0, third))),
    last: round(mean(values.slice(-third))),
    peak: round(Math.max(...values)),
    growthPerMinute: round(60 * slope(samples.slice(samples.length >> 1).map((sample) => [sample.second, measure(sample)]))),
  }
}

const slope = (points: readonly (readonly [number, number])[]): number => {
  const x = mean(points.map(([at]) => at))
  const y = mean(points.map(([, value]) => value))
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
  return spread === 0 ? 0 : points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
const round = (value: number): number => Math.round(value * 10) / 10
