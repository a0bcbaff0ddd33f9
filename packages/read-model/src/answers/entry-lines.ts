import { dayOf, type Recorded } from '@daybook/domain'
import type { LogicalEntry } from './entries.ts'
import { type EventText, eventHref, eventsAt, eventText } from './events.ts'
import { shownAmount } from './outcome.ts'
import type { EventLog } from './sources.ts'

/** One line of an explanation: an entry with the events it rests on, or several of one cause folded into one. */
export type EntryLine = {
  readonly position: string
  readonly ord: number
  readonly day: string
  readonly delta: string | number | null
  readonly total: string | number | null
  readonly reason: string
  readonly partition: string | null
  /** The event at the position. */
  readonly cause: string
  readonly causedBy: EventText
  readonly because: readonly EventText[]
  /** How many entries a folded pair that nets to zero stands for. */
  readonly entries?: number
  /** How many entries of one event the line stands for, and where they are listed. */
  readonly count?: number
  readonly href?: string
}

/** Some entries on one line. `total` is that of the running total after it. */
export type Line = {
  readonly entries: readonly [LogicalEntry, ...LogicalEntry[]]
  readonly delta: bigint
  readonly total: bigint
}

const bulk = 1_000

/**
 * The lines of a list of entries: pairs of one day that net to zero on one line unless all are asked for, and more than a thousand
 * entries of one event on one. Their deltas still add up to the value.
 */
export const linesOf = (entries: readonly LogicalEntry[], basis: 'folded' | 'all'): readonly Line[] => {
  const days = basis === 'all' ? entries.map(alone) : foldBasis(entries)
  const causes = Map.groupBy(days, ([entry]) => entry.position)
  const groups = [...causes.values()].flatMap((lines) => (lines.length > bulk ? [together(lines)] : lines))
  let total = 0n
  return groups.map((group) => {
    const delta = group.reduce((sum, entry) => sum + entry.delta, 0n)
    total += delta
    return { entries: group, delta, total }
  })
}

type Group = [LogicalEntry, ...LogicalEntry[]]

const alone = (entry: LogicalEntry): Group => [entry]

const together = (groups: readonly Group[]): Group => groups.flat() as Group // Sound: each group holds an entry, and there are some

/** Entries of reason `basis` of one position, cell and day share the line of the first. */
const foldBasis = (entries: readonly LogicalEntry[]): readonly Group[] => {
  const lines: Group[] = []
  const folded = new Map<string, Group>()
  for (const entry of entries) {
    const key = entry.reason === 'basis' ? `${entry.position} ${entry.period} ${entry.day}` : null
    const known = key === null ? undefined : folded.get(key)
    if (known !== undefined) {
      known.push(entry)
      continue
    }
    const line = alone(entry)
    lines.push(line)
    if (key !== null) folded.set(key, line)
  }
  return lines
}

/** The lines as they stand in answers, with the events that they name. */
export const showLines = async (log: EventLog, lines: readonly Line[]): Promise<readonly EntryLine[]> => {
  const positions = lines.flatMap((line) => [line.entries[0].position, ...(isFolded(line) ? [] : line.entries[0].because)])
  const events = await eventsAt(log, positions)
  return lines.map((line) => entryLine(line, events))
}

const isFolded = ({ entries }: Line): boolean => entries.length > 1

const entryLine = (line: Line, events: ReadonlyMap<bigint, Recorded>): EntryLine => {
  const [entry] = line.entries
  const { kpi } = entry.input
  const causedBy = eventText(causeIn(events, entry.position))
  const cause = causedBy.eventId
  const reasons = new Set(line.entries.map(({ reason }) => reason))
  return {
    position: entry.position.toString(),
    ord: entry.ord,
    day: dayOf(entry.day),
    delta: shownAmount(kpi, line.delta).value,
    total: shownAmount(kpi, line.total).value,
    reason: reasons.size === 1 ? entry.reason : 'several',
    partition: isFolded(line) ? partitionOf(line) : entry.partition,
    cause,
    causedBy,
    because: isFolded(line) ? [] : entry.because.flatMap((position) => eventTexts(events, position)),
    ...foldedParts(line, cause),
  }
}

const causeIn = (events: ReadonlyMap<bigint, Recorded>, position: bigint): Recorded => {
  const event = events.get(position)
  if (event === undefined) throw new Error(`the log has no event at position ${position}`)
  return event
}

const eventTexts = (events: ReadonlyMap<bigint, Recorded>, position: bigint): readonly EventText[] => {
  const event = events.get(position)
  return event === undefined ? [] : [eventText(event)]
}

const partitionOf = ({ entries }: Line): string | null => {
  const partitions = new Set(entries.map(({ partition }) => partition))
  return partitions.size === 1 ? (entries[0].partition ?? null) : null
}

const foldedParts = (line: Line, cause: string): Partial<EntryLine> => {
  if (!isFolded(line)) return {}
  if (line.entries.every(({ reason }) => reason === 'basis')) return { entries: line.entries.length }
  return { count: line.entries.length, href: `${eventHref(cause)}/impact` }
}
