import { Day } from '@daybook/domain'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Cursor, cursorText, readCursor } from './cursor.ts'
import { placeOf } from './entry-pages.ts'
import { ByReason, EntryLine, InputName, NextCursor } from './explained.ts'
import { HttpProblem } from './http-problem.ts'
import { CellQuery, cellOf, checkOrganisation, refusedAt } from './kpi-query.ts'
import { accepted, KpiPath, readingOf } from './kpis.ts'
import { notModified } from './problem-schema.ts'
import { paging } from './read-query.ts'
import type { ReadDependencies } from './reads.ts'
import { answeredTimes, head, headOf, timesShown, Value } from './shown.ts'
import type { TimeResolver, Times } from './times.ts'

const { total: _, ...lineShape } = EntryLine.shape
const DifferenceLine = z.strictObject({ ...lineShape, side: z.enum(['from', 'to']), input: InputName })
const side = { asOf: answeredTimes.asOf, knownAt: answeredTimes.knownAt }
const Side = z.strictObject({ ...side, value: Value, reason: z.string().optional() })

const Difference = z
  .strictObject({
    ...head,
    entity: z.string().nullable(),
    period: z.string(),
    from: Side,
    to: Side,
    difference: Value,
    byReason: ByReason,
    entries: z.array(DifferenceLine).describe('Those that count on one side only'),
    entriesTotal: z.int(),
    nextCursor: NextCursor,
  })
  .meta({
    id: 'Difference',
    examples: [
      {
        kpi: 'net-sales',
        version: 1,
        unit: 'USD',
        scope: 'org',
        asOf: '2025-04-01',
        knownAt: { position: '25', recordedAt: '2025-03-20T18:00:00Z' },
        watermark: '25',
        entity: null,
        period: '2025-02',
        from: { asOf: '2025-04-01', knownAt: { position: '17', recordedAt: '2025-03-04T09:00:00Z' }, value: '500.0000' },
        to: { asOf: '2025-04-01', knownAt: { position: '25', recordedAt: '2025-03-20T18:00:00Z' }, value: '600.0000' },
        difference: '100.0000',
        byReason: { correction: '100.0000' },
        entries: [],
        entriesTotal: 2,
        nextCursor: null,
      },
    ],
  })

const ChangedCell = z.strictObject({
  entity: z.string().nullable(),
  period: z.string(),
  from: Value,
  to: Value,
  difference: Value,
})

const Differences = z
  .strictObject({
    ...head,
    from: z.strictObject(side),
    to: z.strictObject(side),
    rows: z.array(ChangedCell).describe('One for each cell that differs'),
    rowsTotal: z.int(),
    nextCursor: NextCursor,
  })
  .meta({
    id: 'Differences',
    examples: [
      {
        kpi: 'net-sales',
        version: 1,
        unit: 'USD',
        scope: 'rep',
        asOf: '2025-04-01',
        knownAt: { position: '25', recordedAt: '2025-03-20T18:00:00Z' },
        watermark: '25',
        from: { asOf: '2025-04-01', knownAt: { position: '17', recordedAt: '2025-03-04T09:00:00Z' } },
        to: { asOf: '2025-04-01', knownAt: { position: '25', recordedAt: '2025-03-20T18:00:00Z' } },
        rows: [{ entity: 'R1', period: '2025-02', from: '1000.0000', to: '1100.0000', difference: '100.0000' }],
        rowsTotal: 1,
        nextCursor: null,
      },
    ],
  })

const knownAtOrClose = z.string().max(64).optional()
const Query = z.strictObject({
  ...CellQuery.shape,
  ...paging,
  fromKnownAt: knownAtOrClose.describe('What was known first: an instant, `position:N`, or `close:2025-02`'),
  toKnownAt: knownAtOrClose.describe('What was known later. Default: knownAt'),
  fromAsOf: Day.optional().describe('The earlier business date. Default: asOf'),
  toAsOf: Day.optional().describe('The later business date. Default: asOf'),
  basis: z.enum(['folded', 'all']).default('folded'),
})
type Query = z.infer<typeof Query>

const schema = {
  operationId: 'diffKpi',
  tags: ['kpis'],
  summary: 'What lies between a value at two pairs of times; without entity, every cell that differs',
  params: KpiPath,
  querystring: Query,
  response: { 200: z.union([Difference, Differences]), ...notModified },
}

/** `/v1/kpis/:kpi/diff`. */
export const diffRoutes: FastifyPluginCallbackZod<ReadDependencies> = (app, { times: resolver, reads }, done) => {
  app.get('/v1/kpis/:kpi/diff', { schema, onRequest: reads.door }, async (request, reply) => {
    const { kpi } = request.params
    const { query } = request
    const { from, to, page, cursorAt } = await openSides(kpi, query, resolver)
    const { versions } = readingOf(reply, { name: kpi, version: query.version, times: to })
    const reading = { times: to, versions: `${versions} ${from.position} ${from.asOf}` }
    const sides = { from: sideOf(from), to: sideOf(to) }
    return reads.send(reply, reading, async () => {
      const { answers } = to.ledgers
      if (query.scope !== 'org' && query.entity === undefined) {
        const asked = { kpi, scope: query.scope, ...(query.period === undefined ? {} : { periods: [query.period] }) }
        const { nextOffset, ...rest } = accepted(await answers.diffAll(asked, { from, to, ...page }))
        return { ...rest, ...headOf(rest, to), ...sides, nextCursor: cursorAt(nextOffset) }
      }
      const { nextOffset, ...rest } = accepted(await answers.diff(cellOf(kpi, query), { from, to, ...page, basis: query.basis }))
      const sidesWithValues = { from: { ...sides.from, ...valued(rest.from) }, to: { ...sides.to, ...valued(rest.to) } }
      return { ...rest, ...headOf(rest, to), ...sidesWithValues, nextCursor: cursorAt(nextOffset) }
    })
  })
  done()
}

const sideOf = (times: Times) => {
  const { asOf, knownAt } = timesShown(times)
  return { asOf, knownAt }
}

const valued = <Side extends { readonly value: unknown; readonly reason?: string }>({ value, reason }: Side) => ({
  value,
  ...(reason === undefined ? {} : { reason }),
})

type Sides = {
  readonly from: Times
  readonly to: Times
  readonly page: { readonly offset: number; readonly limit: number }
  readonly cursorAt: (offset: number | null) => string | null
}

/** Both pairs of times: where only one of the two axes differs, the other is the same for both sides. */
const openSides = async (kpi: string, query: Query, times: TimeResolver): Promise<Sides> => {
  const { cursor: text, limit, ...selectors } = query
  checkAxes(query)
  const listing = { route: `diff ${kpi}`, selectors }
  const cursor: Cursor | null = text === undefined ? null : readCursor(listing, text)
  const [from, to] = cursor === null ? await resolvedSides(query, times) : await sidesOf(cursor, times)
  const cursorAt = (offset: number | null): string | null => {
    if (offset === null) return null
    const after = [offset, String(from.position ?? -1n), from.asOf]
    return cursorText(listing, { ...placeOf(to), after })
  }
  return { from, to, page: { offset: Number(cursor?.after[0] ?? 0), limit }, cursorAt }
}

const checkAxes = ({ scope, entity, fromKnownAt, fromAsOf, toKnownAt, toAsOf }: Query): void => {
  checkOrganisation(scope, entity === undefined ? undefined : [entity])
  if ([fromKnownAt, fromAsOf, toKnownAt, toAsOf].every((time) => time === undefined))
    throw refusedAt('fromKnownAt', 'is needed: fromKnownAt, fromAsOf, or one of the later side')
}

const resolvedSides = async (query: Query, times: TimeResolver): Promise<readonly [Times, Times]> => {
  const { asOf, knownAt, minPosition, fromAsOf = asOf, toAsOf = asOf, toKnownAt = knownAt, fromKnownAt = knownAt } = query
  const to = await times.ofLedgers({ asOf: toAsOf, knownAt: await closeOr(toKnownAt, times), minPosition })
  const known = await closeOr(fromKnownAt, times)
  // At the same head on both sides, also when something is posted in between.
  const from =
    known === undefined
      ? await times.ofNextPage({ ...placeOf(to), asOf: fromAsOf ?? to.asOf })
      : await times.ofLedgers({ asOf: fromAsOf ?? to.asOf, knownAt: known })
  return [from, to]
}

const sidesOf = async (cursor: Cursor, times: TimeResolver): Promise<readonly [Times, Times]> => {
  const [, position = '-1', asOf] = cursor.after
  const from = await times.ofNextPage({ ...cursor, asOf: Day.parse(asOf), position: BigInt(position) })
  return [from, await times.ofNextPage(cursor)]
}

/** `close:2025-02` is the position at which that month was closed. */
const closeOr = async (knownAt: string | undefined, times: TimeResolver): Promise<string | undefined> => {
  if (knownAt === undefined || !knownAt.startsWith('close:')) return knownAt
  const period = knownAt.slice('close:'.length)
  const now = await times.ofLedgers({})
  const position = await now.ledgers.answers.closePosition(period, now.position)
  if (position === null) throw new HttpProblem('period-not-closed', { detail: `${period} is not closed`, facts: { period } })
  return `position:${position}`
}
