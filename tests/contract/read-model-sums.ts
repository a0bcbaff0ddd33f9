import type { EntryRow } from '@daybook/projections'
import type { ReadModel, TotalQuery } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { randomFrom } from '../properties/random.ts'
import {
  anaInEast,
  boInEast,
  delta,
  february,
  february1,
  firstQuarter,
  march,
  postThrough,
  randomRows,
  salesRow,
} from './posting.ts'

/** Sums over the rows given, by adding them up one by one. */
const sumOf = (rows: readonly EntryRow[], query: TotalQuery, position: bigint): readonly bigint[] => {
  const counted = rows
    .filter((row) => row.ledger === query.ledger && row.period === query.period && row.position <= position)
    .filter(
      (row) =>
        row.entity.scope === query.entity.scope && row.entity.id === query.entity.id && row.entity.team === query.entity.team,
    )
    .filter((row) => query.day === null || row.day <= query.day)
  return [0, 1, 2, 3, 4, 5].map((column) => counted.reduce((sum, row) => sum + (row.deltas[column] ?? 0n), 0n))
}

const postInSteps = async (
  readModel: ReadModel,
  rows: readonly EntryRow[],
  step: (position: number) => number,
): Promise<void> => {
  const last = Number(rows.at(-1)!.position)
  for (let from = 0; from <= last; ) {
    const to = Math.min(from + step(from), last + 1)
    const posted = rows.filter(({ position }) => from <= position && position < to)
    await postThrough(readModel, BigInt(to - 1), { rows: posted })
    from = to
  }
}

/** Totals, with and without a day, against adding up the rows: around block ends and the size at which a cell gets day blocks. */
export const sumsContract = (opened: () => Promise<ReadModel>): void => {
  test('every cell of a random book reads as the sum of its rows at random positions and days', async () => {
    const readModel = await opened()
    const rows = randomRows(7, 17_000)
    const chance = randomFrom(11).below
    await postInSteps(readModel, rows, () => 1 + chance(3000))
    for (let probe = 0; probe < 400; probe += 1) {
      const { ledger, period, entity } = rows[chance(rows.length)]!
      const query = { ledger, period, entity, day: chance(5) === 0 ? null : february1 - 4 + chance(36) }
      const position = chance(3) === 0 ? BigInt(8192 * (1 + chance(2)) - 2 + chance(4)) : BigInt(chance(17_100))
      const [total] = await readModel.totals([query], position)
      expect({ query, position, total }).toEqual({ query, position, total: sumOf(rows, query, position) })
    }
    expect(await readModel.audit()).toEqual([])
  })

  test.each([255, 256, 257])('a cell of %i entries at a block end reads the same by day on either side of it', async (size) => {
    const readModel = await opened()
    const first = 8192 - size
    const rows = Array.from({ length: size + 60 }, (_, index) =>
      salesRow(BigInt(first + index), [BigInt(1 + index)], { day: february1 + (index % 27) }),
    )
    const others = [salesRow(0n, [1n], { entity: boInEast }), salesRow(1n, [1n], { entity: delta, period: march })]
    await postInSteps(readModel, [...others, ...rows], () => 700)
    for (const position of [8190n, 8191n, 8192n, 8193n, 8250n]) {
      for (const day of [february1 - 1, february1, february1 + 13, february1 + 27]) {
        const query = { ledger: 'sales', period: february, entity: anaInEast, day }
        expect((await readModel.totals([query], position))[0]).toEqual(sumOf(rows, query, position))
      }
    }
  })

  test('cells asked together are answered in the order asked', async () => {
    const readModel = await opened()
    await postThrough(readModel, 1n, { rows: [salesRow(0n, [3n, 4n]), salesRow(1n, [5n], { entity: boInEast, period: march })] })
    const query = (period: number, entity = anaInEast) => ({ ledger: 'sales', period, entity, day: null })
    expect(await readModel.totals([query(march, boInEast), query(firstQuarter), query(february)], 1n)).toEqual([
      [5n, 0n, 0n, 0n, 0n, 0n],
      [0n, 0n, 0n, 0n, 0n, 0n],
      [3n, 4n, 0n, 0n, 0n, 0n],
    ])
  })
}
