import type { ReportCell, ReportRow } from '@daybook/projections'
import type { ContributingEntry, NamedEvent } from '@daybook/read-model'
import type { Row } from './csv.ts'
import type { Times } from './times.ts'
import type { Sheet } from './xlsx.ts'

/** What an export rests on: events that its rows name, and the cells that its figures are. */
export type Grounds = { readonly eventIds: readonly string[]; readonly cells: readonly ReportCell[] }

/** The events behind an export as rows, how many there are, and whether counting was given up. */
export type Why = { readonly rows: readonly Row[]; readonly total: number; readonly isMore: boolean }

/** How many are listed; of how many the number is worked out, so that an export of a long history ends. */
const entriesMax = 5_000
const countMax = 100_000

/** The events that rows name, and the entries of the cells that they are made of: the first five thousand. */
export const whyOf = async (times: Times, { eventIds, cells }: Grounds): Promise<Why> => {
  const { answers } = times.ledgers
  const named = [...new Set(eventIds)]
  const events = await answers.eventsNamed(named.slice(0, entriesMax), times)
  const found = await answers.contributing(cells, times, { entriesMax: entriesMax - events.length, countMax })
  return {
    rows: [...events.map(eventRow), ...found.entries.map(entryRow)],
    total: named.length + found.total,
    isMore: found.isMore,
  }
}

const eventRow = ({ eventId, type, source, id, recordedAt, position, effectiveOn }: NamedEvent): Row => ({
  position,
  day: effectiveOn,
  eventId,
  type,
  source,
  id,
  recordedAt,
})

const entryRow = ({ event, because, ...entry }: ContributingEntry): Row => {
  const { eventId, type, source, id, recordedAt } = event
  return { ...entry, eventId, type, source, id, recordedAt, because: because.join(', ') }
}

/** How many events there are, in words. @example countText({ total: 12, isMore: false }) // '12' */
export const countText = ({ rows, total, isMore }: Why): string =>
  total <= rows.length && !isMore ? `${total}` : `${rows.length} of ${isMore ? 'more than ' : ''}${total}`

/** The events as a sheet; where they are not all, its last line says how many there are and where all of them stand. */
export const whySheet = (why: Why, all: string): Sheet => ({
  name: 'Why',
  columns: [
    { id: 'kpi', type: 'id' },
    { id: 'scope', type: 'id' },
    { id: 'entity', type: 'id' },
    { id: 'period', type: 'id' },
    { id: 'position', type: 'integer' },
    { id: 'day', type: 'date' },
    { id: 'delta', type: 'number' },
    { id: 'reason', type: 'id' },
    { id: 'eventId', type: 'id' },
    { id: 'type', type: 'id' },
    { id: 'source', type: 'text' },
    { id: 'id', type: 'text' },
    { id: 'recordedAt', type: 'instant' },
    { id: 'because', type: 'text' },
  ],
  rows: why.rows,
  ...noteOf(why, all),
})

const noteOf = (why: Why, all: string): { readonly note?: string } => {
  if (why.rows.length === 0) return { note: 'No event stands behind these figures, or the report names none.' }
  if (why.total <= why.rows.length && !why.isMore) return {}
  return { note: `These are ${countText(why)}. All of them, page by page: ${all}` }
}

/** The events that rows name: what stands in columns whose id ends in `eventId`. */
export const eventIdsIn = (rows: readonly ReportRow[]): readonly string[] =>
  rows.flatMap((row) =>
    Object.entries(row).flatMap(([id, value]) => (/eventid$/i.test(id) && typeof value === 'string' ? [value] : [])),
  )
