import { rowsOf } from '@daybook/postgres'
import { type PeriodKey, rowEntity } from '@daybook/projections'
import { byEntity, byEntityAndDay } from './ordering.ts'
import { type Ledger, preparedName } from './postgres-ledger.ts'
import { patientAfterwards } from './postgres-rows.ts'
import type { ReadModel } from './read-model.ts'
import { numbersOf } from './sqlite-names.ts'

/** Who and when: entities and periods with entries, and sums by day. */
export const readPostgresDimensions = (ledger: Ledger): Pick<ReadModel, 'seats' | 'entities' | 'periods' | 'byDay'> => {
  const statements = statementsOf(ledger)
  const read = <Row extends readonly unknown[]>(
    what: keyof typeof statements,
    values: readonly unknown[],
  ): Promise<readonly Row[]> =>
    patientAfterwards(ledger, (client) =>
      rowsOf<Row>(client, { name: preparedName(ledger, what), text: statements[what], values }),
    )

  return {
    seats: async () => {
      const { from, until } = numbersOf('seat')
      const rows = await read<[string, string]>('seats', [from, until])
      return rows.map(([id, team]) => ({ scope: 'seat' as const, id, team })).sort(byEntity)
    },
    entities: async ({ ledger: name, scope, periods, position, day }) => {
      const { from, until } = numbersOf(scope)
      const rows = await read<[string, string]>('entities', [name, from, until, periods, position, day])
      return rows.map(([id, team]) => ({ scope, id, team })).sort(byEntity)
    },
    periods: async ({ ledger: name, entities, position }) => {
      const ids = [entities.map(({ scope }) => scope), entities.map(({ id }) => id), entities.map(({ team }) => team)]
      return (await read<[PeriodKey]>('periods', [name, ...ids, position])).map(([period]) => period)
    },
    byDay: async ({ ledger: name, scope, entities, from, until, position, byPartition = false }) => {
      const numbers = numbersOf(scope)
      const asked = [entities?.map(({ id }) => id) ?? null, entities?.map(({ team }) => team) ?? null]
      const values = [name, numbers.from, numbers.until, ...asked, from, until, position]
      const rows = await read<[string, string, number, string | null, ...bigint[]]>(byPartition ? 'byPartition' : 'byDay', values)
      return rows
        .map(([id, team, day, partition, ...deltas]) => ({ entity: rowEntity(scope, id, team), day, partition, deltas }))
        .sort(byEntityAndDay)
    },
  }
}

const statementsOf = ({ schema, shards }: Ledger) => {
  // Goes from one period to the next by a seek, however many entries each has.
  const found = `WITH RECURSIVE found (period) AS (
      SELECT min(period) FROM ${schema}.entry
      UNION ALL SELECT (SELECT min(e.period) FROM ${schema}.entry e WHERE e.period > found.period) FROM found WHERE found.period IS NOT NULL
    ), l AS (SELECT number FROM ${schema}.name WHERE list = 'ledger' AND name = $1),
    s AS (SELECT generate_series(0, ${shards - 1}) AS shard)`
  const entry = `SELECT 1 FROM ${schema}.entry e
    WHERE e.period = found.period AND e.ledger = l.number AND e.entity = n.entity AND e.shard = s.shard`
  const sums = [0, 1, 2, 3, 4, 5].map((n) => `coalesce(sum(e.delta${n === 0 ? '' : n}), 0)::int8`).join(', ')
  // 2 and 3 are quarters and years. An entry's day lies in its period, which therefore begins before the days end.
  const ofDays = (by: string): string => `FROM found CROSS JOIN l
      JOIN ${schema}.entry e ON e.period = found.period AND e.ledger = l.number
        AND e.entity >= $2::int4 AND e.entity < $3::int4 AND e.day >= $6::int4 AND e.day < $7::int4 AND e.position <= $8::int8
      JOIN ${schema}.entity n ON n.entity = e.entity ${by}
      WHERE found.period & 7 < 2 AND found.period >> 3 < $7::int4
        AND ($4::text[] IS NULL OR (n.id, n.team) IN (SELECT * FROM unnest($4::text[], $5::text[])))`
  return {
    seats: `SELECT id, team FROM ${schema}.entity WHERE entity >= $1::int4 AND entity < $2::int4`,
    entities: `${found} SELECT n.id, n.team FROM ${schema}.entity n CROSS JOIN l
      WHERE n.entity >= $2::int4 AND n.entity < $3::int4 AND EXISTS (
        SELECT 1 FROM found CROSS JOIN s CROSS JOIN LATERAL (
          ${entry} AND e.position <= $5::int8 AND ($6::int4 IS NULL OR e.day <= $6::int4) LIMIT 1
        ) one WHERE $4::int4[] IS NULL OR found.period = ANY ($4::int4[]))`,
    periods: `${found} SELECT found.period FROM found CROSS JOIN l WHERE found.period IS NOT NULL AND EXISTS (
        SELECT 1 FROM unnest($2::text[], $3::text[], $4::text[]) AS asked (scope, id, team)
        JOIN ${schema}.entity n ON n.scope = asked.scope AND n.id = asked.id AND n.team = asked.team
        CROSS JOIN s CROSS JOIN LATERAL (${entry} AND e.position <= $5::int8 LIMIT 1) one) ORDER BY found.period`,
    byDay: `${found} SELECT n.id, n.team, e.day, NULL, ${sums} ${ofDays('')} GROUP BY n.id, n.team, e.day`,
    byPartition: `${found} SELECT n.id, n.team, e.day, t.name, ${sums} ${ofDays(`JOIN ${schema}.partition t USING (partition)`)}
      GROUP BY n.id, n.team, e.day, t.name`,
  }
}
