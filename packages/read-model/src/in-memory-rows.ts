import type { EntryRow, RowEntity, StoredRow } from '@daybook/projections'
import { addMeasures, noMeasures } from './measures.ts'
import { ascending, byEntity, byEntityAndDay } from './ordering.ts'
import { type DaySum, measuresMax, type PostBatch, type ReadModel } from './read-model.ts'

type CellName = Pick<EntryRow, 'ledger' | 'period' | 'entity'>

/** Rows in posting order, and by cell. */
export type InMemoryRows = { readonly posted: StoredRow[]; readonly cells: Map<string, StoredRow[]> }

/** Refuses rows outside the batch, and rows that have more measures than there can be or others than their cell. */
export const refuseMisfits = ({ cells }: InMemoryRows, { from, to, rows }: PostBatch): void => {
  const columns = new Map<string, number>()
  for (const row of rows) {
    const key = cellKey(row)
    const expected = columns.get(key) ?? cells.get(key)?.[0]?.deltas.length ?? row.deltas.length
    if (row.position <= from || row.position > to) throw new Error(`a row at ${row.position} does not belong to the batch`)
    if (row.deltas.length !== expected || expected > measuresMax) {
      throw new Error(`a row of ledger ${row.ledger} has ${row.deltas.length} measures, its cell has ${expected}`)
    }
    columns.set(key, expected)
  }
}

/** Stores a row with its place in its cell and the running totals. */
export const storeRow = ({ posted, cells }: InMemoryRows, row: EntryRow): void => {
  const key = cellKey(row)
  const rows = cells.get(key) ?? []
  const stored = follow(rows.at(-1), row)
  posted.push(stored)
  rows.push(stored)
  cells.set(key, rows)
}

export const readRows = ({
  posted,
  cells,
}: InMemoryRows): Pick<ReadModel, 'totals' | 'rows' | 'rowsAt' | 'rowsBetween' | 'rowsOf' | 'audit'> => {
  const cell = (name: CellName): readonly StoredRow[] => cells.get(cellKey(name)) ?? []

  return {
    totals: async (queries, position) =>
      queries.map((query) =>
        sumOf(cell(query).filter((row) => row.position <= position && (query.day === null || row.day <= query.day))),
      ),
    rows: async ({
      ledger,
      periods,
      entities,
      after = -1n,
      position,
      firstDay = Number.NEGATIVE_INFINITY,
      day = Number.POSITIVE_INFINITY,
    }) =>
      periods.flatMap((period) =>
        entities.flatMap((entity) =>
          cell({ ledger, period, entity }).filter(
            (row) => row.position > after && row.position <= position && firstDay <= row.day && row.day <= day,
          ),
        ),
      ),
    rowsAt: async (position) => posted.filter((row) => row.position === position),
    rowsBetween: async (from, to) => posted.filter((row) => from <= row.position && row.position <= to),
    rowsOf: async ({ ledger, partition, position }) =>
      posted.filter((row) => row.ledger === ledger && row.partition === partition && row.position <= position),
    audit: async () => [...cells.values()].flatMap(differences).slice(0, 100),
  }
}

export const readDimensions = ({ posted }: InMemoryRows): Pick<ReadModel, 'seats' | 'entities' | 'periods' | 'byDay'> => ({
  seats: async () => distinct(posted.map((row) => row.entity).filter(({ scope }) => scope === 'seat')),
  entities: async ({ ledger, scope, periods, position, day }) =>
    distinct(
      posted
        .filter((row) => row.ledger === ledger && row.entity.scope === scope && row.position <= position)
        .filter((row) => (periods === null || periods.includes(row.period)) && (day === null || row.day <= day))
        .map((row) => row.entity),
    ),
  periods: async ({ ledger, entities, position }) => {
    const asked = new Set(entities.map(entityKey))
    const found = posted.filter((row) => row.ledger === ledger && row.position <= position && asked.has(entityKey(row.entity)))
    return [...new Set(found.map((row) => row.period))].sort((a, b) => a - b)
  },
  byDay: async ({ ledger, scope, entities, from, until, position, byPartition = false }) => {
    const asked = entities && new Set(entities.map(entityKey))
    const sums = new Map<string, DaySum & { readonly deltas: bigint[] }>()
    const counted = posted
      .filter((row) => row.ledger === ledger && row.entity.scope === scope && row.position <= position)
      .filter((row) => isMonthOrBucket(row.period) && from <= row.day && row.day < until)
      .filter((row) => asked === null || asked.has(entityKey(row.entity)))
    for (const { entity, day, deltas, ...row } of counted) {
      const partition = byPartition ? row.partition : null
      const key = `${entityKey(entity)} ${day} ${partition}`
      const sum = sums.get(key) ?? { entity, day, partition, deltas: noMeasures() }
      addMeasures(sum.deltas, deltas)
      sums.set(key, sum)
    }
    return [...sums.values()].sort(byEntityAndDay)
  },
})

const entityKey = ({ scope, id, team }: RowEntity): string => JSON.stringify([scope, id, team])

const cellKey = ({ ledger, period, entity }: CellName): string => `${ledger} ${period} ${entityKey(entity)}`

/** Month cells and the buckets of a stock; 2 and 3 are quarters and years. */
const isMonthOrBucket = (period: number): boolean => (period & 7) < 2

const follow = (last: StoredRow | undefined, row: EntryRow): StoredRow => ({
  ...row,
  because: ascending(row.because),
  ord: last?.position === row.position ? last.ord + 1 : 0,
  totals: row.deltas.map((delta, column) => delta + (last?.totals[column] ?? 0n)),
})

const sumOf = (rows: readonly StoredRow[]): readonly bigint[] => {
  const sums = noMeasures()
  for (const row of rows) addMeasures(sums, row.deltas)
  return sums
}

const distinct = (entities: readonly RowEntity[]): readonly RowEntity[] =>
  [...new Map(entities.map((entity) => [entityKey(entity), entity])).values()].sort(byEntity)

const differences = (rows: readonly StoredRow[]): readonly string[] => {
  const sums = noMeasures()
  return rows.flatMap((row) => {
    addMeasures(sums, row.deltas)
    const isRight = row.totals.every((total, column) => total === sums[column])
    return isRight ? [] : [`${cellKey(row)} at ${row.position}: running totals ${row.totals}, sums ${sums}`]
  })
}
