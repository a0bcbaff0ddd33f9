import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EntryRow, rowEntity } from '@daybook/projections'
import { openSqliteReadModel } from '@daybook/read-model'
import { type Random, randomFrom } from './random.ts'

const firstDay = 19_783
const period = firstDay * 8 + 1
const entity = rowEntity('seat', 'R1', 'T-East')
const partition = 'account:A1'
/** Sums by day are kept for blocks of this many positions. */
const blockPositions = 8_192

/** A cell with hundreds of entries over more than two blocks of positions, read by day: what differs from a plain sum; null if nothing. */
export const crowdedCellDifference = async (seed: number): Promise<string | null> => {
  const random = randomFrom(seed)
  const rows = crowd(random)
  const folder = mkdtempSync(join(tmpdir(), 'daybook-'))
  try {
    await using readModel = await openSqliteReadModel({ file: join(folder, 'ledger.db') })
    await post(readModel, rows, random)
    for (let count = 0; count < 400; count += 1) {
      const edge = blockPositions * random.between(1, 2) - random.between(0, 2)
      const position = BigInt(random.chance(50) ? edge : random.below(3 * blockPositions))
      const day = firstDay + random.between(-1, 31)
      const [measures] = await readModel.totals([{ ledger: 'sales', period, entity, day }], position)
      const expected = rows
        .filter((row) => row.position <= position && row.day <= day)
        .reduce((sum, row) => sum + row.deltas[0]!, 0n)
      if (measures?.[0] !== expected) return `day ${day} at ${position}: ${measures?.[0]}, not ${expected}`
    }
    return null
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Rows of one cell: many at the edges of blocks. */
const crowd = (random: Random): readonly EntryRow[] => {
  const positions = Array.from({ length: 900 }, () => {
    if (random.chance(70)) return random.below(2.5 * blockPositions)
    return blockPositions * random.between(1, 2) + random.between(-3, 3)
  })
  return positions
    .sort((a, b) => a - b)
    .map((position) => ({
      ledger: 'sales',
      period,
      entity,
      position: BigInt(position),
      day: firstDay + random.below(31),
      reason: 'OrderAccepted',
      partition,
      because: [BigInt(position)],
      deltas: [BigInt(random.between(1, 9_999_999)), 0n, 0n, 0n, 0n, 0n],
    }))
}

type Posting = Pick<Awaited<ReturnType<typeof openSqliteReadModel>>, 'claim' | 'post'>

const post = async (readModel: Posting, rows: readonly EntryRow[], random: Random): Promise<void> => {
  const epoch = await readModel.claim()
  const nothing = { documents: [], partitions: [], facts: [], touches: [], incomplete: [] }
  for (let from = -1n; from < 3n * BigInt(blockPositions); ) {
    const to = from + BigInt(random.between(1, 1_500))
    const batch = rows.filter(({ position }) => position > from && position <= to)
    const events = [...new Set(batch.map(({ position }) => position))].map((position) => ({ partition, position }))
    await readModel.post({ epoch, from, to, rows: batch, events, ...nothing })
    from = to
  }
}
