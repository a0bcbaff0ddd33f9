import { type Connection, inTransaction, isBusy, readFrom, rowsOf, type Statement, snapshot } from '@daybook/postgres'
import type { RowScope, StoredRow } from '@daybook/projections'
import { causesIn } from './postgres-entries.ts'
import { type Ledger, preparedName } from './postgres-ledger.ts'
import { measuresMax, type ReadModel } from './read-model.ts'

const measures = [0, 1, 2, 3, 4, 5] as const
const suffix = (n: number): string => (n === 0 ? '' : `${n}`)

type RowColumns = readonly [
  ledger: string,
  period: number,
  scope: RowScope,
  id: string,
  team: string,
  position: bigint,
  ord: number,
  day: number,
  reason: string,
  partition: string,
  because: Uint8Array,
  ...amounts: (bigint | null)[],
]

/** Entries by cell, position and partition. */
export const readPostgresRows = (ledger: Ledger): Pick<ReadModel, 'rows' | 'rowsAt' | 'rowsBetween' | 'rowsOf' | 'eventsOf'> => {
  const { schema, reading } = ledger
  const select = selectOf(ledger)
  const read = (statement: Statement): Promise<readonly StoredRow[]> =>
    readFrom(reading, async (client) => (await rowsOf<RowColumns>(client, statement)).map(rowOf))
  const inPostingOrder = 'ORDER BY e.position, e.place'
  const between = {
    name: preparedName(ledger, 'between'),
    text: `${select} WHERE e.position BETWEEN $1::int8 AND $2::int8 ${inPostingOrder}`,
  }
  const ofCells = {
    name: preparedName(ledger, 'rows'),
    text: `${select}
      JOIN unnest($2::int4[]) WITH ORDINALITY AS p (period, ord) ON p.period = e.period
      JOIN unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS a (scope, id, team, ord)
        ON a.scope = n.scope AND a.id = n.id AND a.team = n.team
      WHERE l.name = $1 AND e.position > $6::int8 AND e.position <= $7::int8 AND ($8::int4 IS NULL OR e.day <= $8::int4)
        AND ($9::int4 IS NULL OR $9::int4 <= e.day)
      ORDER BY p.ord, a.ord, e.position, e.ord`,
  }
  const ofPartition = {
    name: preparedName(ledger, 'rows of'),
    text: `${select} JOIN ${schema}.event_of o ON o.partition = t.partition AND o.position = e.position
      WHERE t.name = $2 AND l.name = $1 AND o.position <= $3::int8 ${inPostingOrder}`,
  }
  const events = {
    name: preparedName(ledger, 'events'),
    text: `SELECT o.position FROM ${schema}.event_of o JOIN ${schema}.partition t USING (partition)
      WHERE t.name = $1 AND o.position <= $2::int8 AND o.own ORDER BY o.position`,
  }

  return {
    rows: ({ ledger: name, periods, entities, after = -1n, position, firstDay = null, day = null }) => {
      const ids = [entities.map(({ scope }) => scope), entities.map(({ id }) => id), entities.map(({ team }) => team)]
      return read({ ...ofCells, values: [name, periods, ...ids, after, position, day, firstDay] })
    },
    rowsAt: (position) => read({ ...between, values: [position, position] }),
    // A whole block of positions may take longer than a read of a cell may.
    rowsBetween: (from, to) =>
      patient(ledger, async (client) => (await rowsOf<RowColumns>(client, { ...between, values: [from, to] })).map(rowOf)),
    rowsOf: ({ ledger: name, partition, position }) => read({ ...ofPartition, values: [name, partition, position] }),
    eventsOf: (partition, position) =>
      readFrom(reading, async (client) =>
        (await rowsOf<[bigint]>(client, { ...events, values: [partition, position] })).map(([one]) => one),
      ),
  }
}

/** Reads of one state that may take as long as posting may. */
export const patient = <Value>({ reading }: Ledger, work: (client: Connection) => Promise<Value>): Promise<Value> =>
  inTransaction(reading, work, `${snapshot}; SET LOCAL statement_timeout = '30s'`)

/** One statement that is nearly always fast, and then is one question to the server; where it takes too long, it is asked patiently. */
export const patientAfterwards = <Value>(ledger: Ledger, work: (client: Connection) => Promise<Value>): Promise<Value> =>
  readFrom(ledger.reading, work).catch((error: unknown) => {
    if (isBusy(error)) return patient(ledger, work)
    throw error
  })

/** Totals are those of the cell: with several shards, the last ones of each chain up to the entry. */
const selectOf = ({ schema, shards }: Ledger): string => {
  const totals = measures.map((n) => `${shards === 1 ? 'e' : 'c'}.total${suffix(n)}`).join(', ')
  const ofCell = `CROSS JOIN LATERAL (
      SELECT ${measures.map((n) => `sum(last.total${suffix(n)})::int8 AS total${suffix(n)}`).join(', ')}
      FROM generate_series(0, ${shards - 1}) AS s CROSS JOIN LATERAL (
        SELECT o.* FROM ${schema}.entry o WHERE o.period = e.period AND o.ledger = e.ledger AND o.entity = e.entity AND o.shard = s
          AND (o.position, o.ord) <= (e.position, e.ord) ORDER BY o.position DESC, o.ord DESC LIMIT 1
      ) last
    ) c`
  return `SELECT l.name, e.period, n.scope, n.id, n.team, e.position, e.ord, e.day, r.name, t.name, e.because,
      ${measures.map((n) => `e.delta${suffix(n)}`).join(', ')}, ${totals}
    FROM ${schema}.entry e
    JOIN ${schema}.name l ON l.list = 'ledger' AND l.number = e.ledger
    JOIN ${schema}.name r ON r.list = 'reason' AND r.number = e.reason
    JOIN ${schema}.entity n ON n.entity = e.entity
    JOIN ${schema}.partition t ON t.partition = e.partition
    ${shards === 1 ? '' : ofCell}`
}

const rowOf = ([
  ledger,
  period,
  scope,
  id,
  team,
  position,
  ord,
  day,
  reason,
  partition,
  because,
  ...amounts
]: RowColumns): StoredRow => {
  const deltas = amounts.slice(0, measuresMax).filter((delta) => delta !== null)
  return {
    ledger,
    period,
    entity: { scope, id, team },
    position,
    ord,
    day,
    reason,
    partition,
    because: causesIn(because),
    deltas,
    totals: deltas.map((_, column) => amounts[measuresMax + column] ?? 0n),
  }
}
