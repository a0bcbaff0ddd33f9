import { type Connection, changedBy } from '@daybook/postgres'
import { blockPositions } from './block.ts'
import { entriesMin } from './day-blocks.ts'

/**
 * Writes the day blocks of a block of positions whose entries are all there: of chains that are crowded by its end and that it moved, the
 * first time a row for each day of the chain, later for each day that the block moved.
 */
export const sealBlock = async (client: Connection, schema: string, block: number): Promise<void> => {
  const from = block * blockPositions
  await changedBy(client, {
    name: `seal ${schema}`,
    text: `WITH moved AS MATERIALIZED (
        SELECT period, ledger, entity, shard, max(nth) - count(*) AS before FROM ${schema}.entry
        WHERE position BETWEEN $1::int8 AND $2::int8 GROUP BY period, ledger, entity, shard HAVING max(nth) >= $4::int4
      )
      INSERT INTO ${schema}.day_block (period, ledger, entity, shard, day, block, cum, cum1, cum2, cum3, cum4, cum5)
      SELECT m.period, m.ledger, m.entity, m.shard, added.day, $3::int4, ${sumsWith('coalesce(last.', ', 0)')}
      FROM moved m
      CROSS JOIN LATERAL (
        SELECT e.day, sum(e.delta)::int8 AS cum, ${[1, 2, 3, 4, 5].map((n) => `coalesce(sum(e.delta${n}), 0)::int8 AS cum${n}`).join(', ')}
        FROM ${schema}.entry e
        WHERE e.period = m.period AND e.ledger = m.ledger AND e.entity = m.entity AND e.shard = m.shard
          AND e.position >= CASE WHEN m.before >= $4::int4 THEN $1::int8 ELSE 0 END AND e.position <= $2::int8
        GROUP BY e.day
      ) added
      LEFT JOIN LATERAL (
        SELECT b.* FROM ${schema}.day_block b
        WHERE b.period = m.period AND b.ledger = m.ledger AND b.entity = m.entity AND b.shard = m.shard AND b.day = added.day
        ORDER BY b.block DESC LIMIT 1
      ) last ON m.before >= $4::int4`,
    values: [from, from + blockPositions - 1, block, entriesMin],
  })
}

const sumsWith = (before: string, after: string): string =>
  ['cum', 'cum1', 'cum2', 'cum3', 'cum4', 'cum5'].map((column) => `added.${column} + ${before}${column}${after}`).join(', ')
