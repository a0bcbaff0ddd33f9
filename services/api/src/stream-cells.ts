import { localDay } from '@daybook/domain'
import { z } from 'zod'
import { ScopeName } from './kpi-catalogue.ts'
import { CellQuery, cellOf, checkCell, refusedAt } from './kpi-query.ts'
import { accepted } from './kpis.ts'
import { headOf } from './shown.ts'
import { rowText, type WatchedCell } from './stream-frames.ts'
import type { TimeResolver, Times } from './times.ts'

const { asOf, entity, period, version } = CellQuery.shape

/** The parameters of a stream: none, or one cell. */
export const StreamQuery = z.strictObject({
  kpi: z
    .string()
    .max(100)
    .optional()
    .describe('With it, and the selectors of one cell, the changes of that cell are told')
    .meta({ examples: ['net-sales'] }),
  asOf,
  scope: ScopeName.optional().describe('Whose figure it is. Default: org'),
  entity,
  period,
  version,
})
type StreamQuery = z.infer<typeof StreamQuery>

/** Works out the cell that is watched, at the position of the times given. */
export type CellAt = (times: Times) => Promise<WatchedCell>

/** How the cell asked for is worked out; null when none is. Refused: selectors that do not name one. */
export const watchedCell = ({ kpi, ...query }: StreamQuery): CellAt | null => {
  if (kpi === undefined) {
    const [stray] = Object.keys(query)
    if (stray !== undefined) throw refusedAt('kpi', `is needed with ${stray}: it says which cell is meant`)
    return null
  }
  const { scope = 'org' } = query
  checkCell({ scope, entity: query.entity })
  const { entity: one, period: named } = cellOf(kpi, { ...query, scope })
  const asked = { kpi, scope, entities: one === null ? null : [one], ...(named === null ? {} : { periods: [named] }) }
  return async (at) => {
    const times = { ...at, asOf: query.asOf ?? at.asOf }
    const answer = accepted(await times.ledgers.answers.values(asked, times))
    const [row] = answer.rows
    if (row === undefined) throw new Error(`${kpi} has no row for a cell that was asked for by name`)
    return { head: headOf(answer, times), row }
  }
}

/** Where a client resumes: its last position, as it names it, and the times now. */
export type Resumed = {
  readonly resolver: TimeResolver
  readonly times: Times
  readonly lastEventId: string | readonly string[] | undefined
  /** Without `asOf` in the question the cell is that of today. */
  readonly isOfToday: boolean
}

/**
 * The row that a client has which resumes: the one at its last event. Null where that is not known: it has had none, its position is
 * not one of these ledgers, or its last event came on another day than today, when the cell was that of then.
 */
export const rowKnown = async (cell: CellAt, { resolver, times, lastEventId, isOfToday }: Resumed): Promise<string | null> => {
  if (typeof lastEventId !== 'string' || !/^\d{1,18}$/.test(lastEventId)) return null
  const position = BigInt(lastEventId)
  if (times.position === null || position > times.position) return null
  if (isOfToday && !(await isToday(position, { resolver, times }))) return null
  return rowText((await cell({ ...times, position })).row)
}

const isToday = async (position: bigint, { resolver, times }: Pick<Resumed, 'resolver' | 'times'>): Promise<boolean> => {
  const { asOf: today, ledgers } = times
  const { knownAt } = await resolver.ofLedgers({ asOf: today, knownAt: `position:${position}` })
  const { zone } = await ledgers.answers.reference(times.position)
  return knownAt.recordedAt !== null && localDay(Date.parse(knownAt.recordedAt), zone) === today
}
