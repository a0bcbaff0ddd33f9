import { readFrom, rowsOf } from '@daybook/postgres'
import { noMeasures } from './measures.ts'
import { type Ledger, preparedName } from './postgres-ledger.ts'
import type { ReadModel, TotalQuery } from './read-model.ts'

const measures = [0, 1, 2, 3, 4, 5] as const
const columns = (name: string, prefix = ''): string => measures.map((n) => `${prefix}${name}${n === 0 ? '' : n}`).join(', ')
const sums = (name: string): string =>
  measures.map((n) => `coalesce(sum(${name}${n === 0 ? '' : n}), 0)::int8 AS t${n}`).join(', ')

/** Values of cells, however many, in one statement. */
export const readPostgresTotals = (ledger: Ledger): Pick<ReadModel, 'totals'> => {
  const statement = { name: preparedName(ledger, 'totals'), text: textOf(ledger) }
  return {
    totals: async (queries, position) => {
      const found = await readFrom(ledger.reading, (client) =>
        rowsOf<[index: number, ...totals: bigint[]]>(client, { ...statement, values: [...valuesOf(queries), position] }),
      )
      const byIndex = new Map(found.map(([index, ...totals]) => [index, totals]))
      return queries.map((_, index) => byIndex.get(index + 1) ?? noMeasures())
    },
  }
}

const valuesOf = (queries: readonly TotalQuery[]): readonly unknown[] => [
  queries.map(({ ledger }) => ledger),
  queries.map(({ period }) => period),
  queries.map(({ entity }) => entity.scope),
  queries.map(({ entity }) => entity.id),
  queries.map(({ entity }) => entity.team),
  queries.map(({ day }) => day),
]

/**
 * `plain`: the last entry of each chain at the position. `dated`: day blocks up to the last full one, then the entries after it; all
 * entries of a chain that has no day blocks by then. Blocks beyond the checkpoint are not sealed yet, so a position beyond it must not
 * make them look full. Audit 7.
 */
const textOf = ({ schema, shards }: Ledger): string => {
  const chain = (row: string): string =>
    `${row}.period = k.period AND ${row}.ledger = k.ledger AND ${row}.entity = k.entity AND ${row}.shard = s.shard`
  return `WITH reached AS MATERIALIZED (
      SELECT least($7::int8, position) AS position, ((least($7::int8, position) + 1) >> 13) - 1 AS block FROM ${schema}.checkpoint
    ), k AS MATERIALIZED (
      SELECT asked.ord, asked.period, asked.day, l.number AS ledger, n.entity
      FROM unnest($1::text[], $2::int4[], $3::text[], $4::text[], $5::text[], $6::int4[])
        WITH ORDINALITY AS asked (ledger, period, scope, id, team, day, ord)
      JOIN ${schema}.name l ON l.list = 'ledger' AND l.name = asked.ledger
      JOIN ${schema}.entity n ON n.scope = asked.scope AND n.id = asked.id AND n.team = asked.team
    ), s AS (SELECT generate_series(0, ${shards - 1}) AS shard)
    SELECT ord::int4, ${measures.map((n) => `sum(t${n})::int8`).join(', ')} FROM (
      SELECT k.ord, plain.* FROM reached CROSS JOIN k CROSS JOIN s CROSS JOIN LATERAL (
        SELECT ${measures.map((n) => `coalesce(e.total${n === 0 ? '' : n}, 0) AS t${n}`).join(', ')} FROM ${schema}.entry e
        WHERE ${chain('e')} AND e.position <= reached.position ORDER BY e.position DESC, e.ord DESC LIMIT 1
      ) plain WHERE k.day IS NULL
      UNION ALL
      SELECT k.ord, dated.* FROM reached CROSS JOIN k CROSS JOIN s CROSS JOIN LATERAL (
        SELECT CASE WHEN EXISTS (SELECT 1 FROM ${schema}.day_block b WHERE ${chain('b')} AND b.block <= reached.block)
          THEN (reached.block + 1) * 8192 - 1 ELSE -1 END AS last
      ) blocked CROSS JOIN LATERAL (
        SELECT ${sums('newest.cum')} FROM (
          SELECT DISTINCT ON (b.day) ${columns('cum', 'b.')} FROM ${schema}.day_block b
          WHERE ${chain('b')} AND b.day <= k.day AND b.block <= reached.block ORDER BY b.day, b.block DESC
        ) newest
        UNION ALL
        SELECT ${sums('e.delta')} FROM ${schema}.entry e
        WHERE ${chain('e')} AND e.position > blocked.last AND e.position <= reached.position AND e.day <= k.day
      ) dated WHERE k.day IS NOT NULL
    ) found GROUP BY ord`
}
