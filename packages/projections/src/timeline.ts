import type { DayNumber } from './kpi.ts'

/** The end of a span that has none. */
export const forever: DayNumber = 2_932_897 // The day after 9999-12-31

/** The beginning of a span that has none, and the day of plans: 0001-01-01. */
export const beginning: DayNumber = -719_162

/** One statement about a thing that lasts: `value` from `from` on, until the next statement or `until`. */
export type Statement<Value> = {
  readonly eventId: string
  readonly setBy: bigint
  readonly from: DayNumber
  readonly until: DayNumber | null
  readonly value: Value | null
}

/** Statements by (from, setBy): of several from one day the one recorded last holds. P-07. */
export type Timeline<Value> = readonly Statement<Value>[]

export type Range = { readonly from: DayNumber; readonly until: DayNumber }

export type Span<Value> = Range & { readonly value: Value | null; readonly setBy: bigint | null }

/** The timeline with one more statement. */
export const stated = <Value>(timeline: Timeline<Value>, statement: Statement<Value>): Timeline<Value> => {
  const place = timeline.findLastIndex((each) => isBefore(each, statement)) + 1
  return timeline.toSpliced(place, 0, statement)
}

/** The timeline with the statement of an event replaced; a statement that is not there is simply made. */
export const restated = <Value>(timeline: Timeline<Value>, eventId: string, statement: Statement<Value>): Timeline<Value> =>
  stated(
    timeline.filter((each) => each.eventId !== eventId),
    statement,
  )

const isBefore = (a: Statement<unknown>, b: Statement<unknown>): boolean =>
  a.from < b.from || (a.from === b.from && a.setBy < b.setBy)

/** What holds on a day. */
export const heldOn = <Value>(timeline: Timeline<Value>, day: DayNumber): Statement<Value> | null => {
  const statement = timeline.findLast((each) => each.from <= day)
  if (statement === undefined || (statement.until !== null && statement.until <= day)) return null
  return statement
}

/** The spans of a range, in order and without gaps; where nothing holds, the value is null. */
export const spansOf = <Value>(timeline: Timeline<Value>, range: Range): readonly Span<Value>[] => {
  const cuts = [range.from]
  for (const { from, until } of timeline) {
    if (from > range.from && from < range.until) cuts.push(from)
    if (until !== null && until > range.from && until < range.until) cuts.push(until)
  }
  const days = [...new Set(cuts)].sort((a, b) => a - b)
  return days.map((from, index) => {
    const held = heldOn(timeline, from)
    const last = timeline.findLast((each) => each.from <= from)
    return { from, until: days[index + 1] ?? range.until, value: held?.value ?? null, setBy: (held ?? last)?.setBy ?? null }
  })
}

/** The days on which two timelines may differ; null when they are the same. */
export const differing = <Value>(before: Timeline<Value>, after: Timeline<Value>): Range | null => {
  const kept = new Set(before.filter((each) => after.includes(each)))
  const changed = [...before, ...after].filter((each) => !kept.has(each))
  if (changed.length === 0) return null
  const from = Math.min(...changed.map((each) => each.from))
  const ends = changed.map((each) => endOf(each, [...before, ...after]))
  return { from, until: Math.max(...ends) }
}

/** Up to where a statement can matter: its own end lies at the latest at the next statement from a later day. */
const endOf = <Value>(statement: Statement<Value>, all: readonly Statement<Value>[]): DayNumber => {
  const later = all.filter((each) => each.from > statement.from).map((each) => each.from)
  const inBoth = later.length === 0 ? forever : Math.min(...later)
  return inBoth
}

/** The smallest range that holds both. */
export const spanning = (a: Range | null, b: Range | null): Range | null => {
  if (a === null || b === null) return a ?? b
  return { from: Math.min(a.from, b.from), until: Math.max(a.until, b.until) }
}

/** All days. */
export const always: Range = { from: beginning, until: forever }
