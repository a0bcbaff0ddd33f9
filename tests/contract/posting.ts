import type { EntryRow, RowEntity, StoredRow } from '@daybook/projections'
import type { PostBatch, ReadModel } from '@daybook/read-model'
import { randomFrom } from '../properties/random.ts'

/** 2025-02-01 and what follows from it, as the ledger counts. */
export const february1 = 20120
export const march1 = february1 + 28
export const february = february1 * 8 + 1
export const march = march1 * 8 + 1
export const firstQuarter = 20089 * 8 + 2
export const februaryBucket = february1 * 8

export const anaInEast: RowEntity = { scope: 'seat', id: 'R1', team: 'T-East' }
export const anaInWest: RowEntity = { scope: 'seat', id: 'R1', team: 'T-West' }
export const boInEast: RowEntity = { scope: 'seat', id: 'R2', team: 'T-East' }
export const delta: RowEntity = { scope: 'account', id: 'A1', team: '' }
export const retail: RowEntity = { scope: 'industry', id: 'Retail', team: '' }

/** A February row of Ana's net sales, but for what the test says. */
export const salesRow = (position: bigint, deltas: readonly bigint[], row: Partial<EntryRow> = {}): EntryRow => ({
  ledger: 'sales',
  period: february,
  entity: anaInEast,
  position,
  day: february1 + 7,
  reason: 'OrderAccepted',
  partition: 'account:A1',
  because: [position],
  deltas,
  ...row,
})

export const batch = (content: Partial<PostBatch> & Pick<PostBatch, 'epoch' | 'from' | 'to'>): PostBatch => ({
  rows: [],
  documents: [],
  partitions: [],
  facts: [],
  touches: [],
  events: [],
  incomplete: [],
  ...content,
})

/** Posts content from the checkpoint through `to` under the epoch in force, its rows' partitions concerned where nothing else is said. */
export const postThrough = async (
  readModel: ReadModel,
  to: bigint,
  content: Partial<Omit<PostBatch, 'from' | 'to'>> = {},
): Promise<void> => {
  const { position, epoch } = await readModel.checkpoint()
  const events = content.events ?? eventsOfRows(content.rows ?? [])
  await readModel.post(batch({ epoch, from: position, to, ...content, events }))
}

/** One event for each partition and position that has rows. */
export const eventsOfRows = (rows: readonly EntryRow[]): PostBatch['events'] => [
  ...new Map(rows.map(({ partition, position }) => [`${partition} ${position}`, { partition, position }])).values(),
]

/** Position, place, and the first measure's delta and running total. */
export const placesOf = (rows: readonly StoredRow[]) =>
  rows.map(({ position, ord, deltas, totals }) => [position, ord, deltas[0], totals[0]])

/** A random book: at each position none to three rows over few cells, one of them crowded, days all over and around the period. */
export const randomRows = (seed: number, positions: number): readonly EntryRow[] => {
  const chance = randomFrom(seed).below
  const entities = [anaInEast, anaInEast, anaInEast, boInEast, anaInWest, delta, retail]
  const cells = [
    { ledger: 'sales', period: february, columns: 6 },
    { ledger: 'sales', period: march, columns: 6 },
    { ledger: 'buying', period: firstQuarter, columns: 3 },
    { ledger: 'active', period: februaryBucket, columns: 3 },
  ]
  const rowAt = (position: bigint): EntryRow => {
    const { columns, ...cell } = cells[chance(cells.length)]!
    return {
      ...cell,
      entity: entities[chance(entities.length)]!,
      position,
      day: february1 - 2 + chance(33),
      reason: chance(9) === 0 ? 'OrderVoided' : 'OrderAccepted',
      partition: `account:A${chance(20)}`,
      because: chance(2) === 0 ? [position] : [BigInt(chance(Number(position) + 1)), position],
      deltas: Array.from({ length: columns }, () => BigInt(chance(2001) - 1000) * (chance(50) === 0 ? 10_000_000_000_000n : 1n)),
    }
  }
  return Array.from({ length: positions }, (_, position) =>
    Array.from({ length: chance(4) }, () => rowAt(BigInt(position))),
  ).flat()
}
