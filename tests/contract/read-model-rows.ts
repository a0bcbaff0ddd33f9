import type { RowEntity } from '@daybook/projections'
import type { ReadModel } from '@daybook/read-model'
import { expect, test } from 'vitest'
import {
  anaInEast,
  anaInWest,
  boInEast,
  delta,
  february,
  february1,
  februaryBucket,
  firstQuarter,
  march,
  march1,
  placesOf,
  postThrough,
  retail,
  salesRow,
} from './posting.ts'

type Opened = () => Promise<ReadModel>

/** What every engine must do: number rows in their cells and find them again. */
export const rowsContract = (opened: Opened): void => {
  test('rows of one cell and position are numbered in posting order, with the running total after each', async () => {
    const readModel = await opened()
    const rows = [
      salesRow(0n, [1000n]),
      salesRow(2n, [-1000n], { reason: 'OrderCorrected' }),
      salesRow(2n, [250n], { entity: boInEast }),
      salesRow(2n, [1100n], { reason: 'OrderCorrected', because: [2n, 0n] }),
    ]
    await postThrough(readModel, 2n, { rows })
    const query = { ledger: 'sales', periods: [february], entities: [anaInEast, boInEast], position: 2n }
    expect(placesOf(await readModel.rows(query))).toEqual([
      [0n, 0, 1000n, 1000n],
      [2n, 0, -1000n, 0n],
      [2n, 1, 1100n, 1100n],
      [2n, 0, 250n, 250n],
    ])
    expect((await readModel.rowsAt(2n)).map(({ entity, ord }) => [entity.id, ord])).toEqual([
      ['R1', 0],
      ['R2', 0],
      ['R1', 1],
    ])
  })

  test('a row comes back as it was posted, its reasons smallest first', async () => {
    const readModel = await opened()
    const posted = salesRow(7n, [1n, -2n, 3n, 0n, 5n, -6n], { because: [7n, 2n, 5n], day: -719_162, partition: 'quota:rep~R1' })
    await postThrough(readModel, 7n, { rows: [posted] })
    expect(await readModel.rowsAt(7n)).toEqual([{ ...posted, because: [2n, 5n, 7n], ord: 0, totals: posted.deltas }])
  })

  test('rows are those after one position and up to another, dated on days asked for', async () => {
    const readModel = await opened()
    const rows = [1n, 2n, 3n, 4n].map((position) => salesRow(position, [position], { day: february1 + 10 - Number(position) }))
    await postThrough(readModel, 4n, { rows })
    const query = { ledger: 'sales', periods: [february], entities: [anaInEast] }
    const positions = async (more: { after?: bigint; position: bigint; firstDay?: number; day?: number }) =>
      (await readModel.rows({ ...query, ...more })).map(({ position }) => position)
    expect(await positions({ position: 3n })).toEqual([1n, 2n, 3n])
    expect(await positions({ after: 1n, position: 3n })).toEqual([2n, 3n])
    expect(await positions({ position: 4n, day: february1 + 7 })).toEqual([3n, 4n])
    expect(await positions({ after: 4n, position: 9n })).toEqual([])
    expect(await positions({ position: 4n, firstDay: february1 + 7 })).toEqual([1n, 2n, 3n])
    expect(await positions({ position: 4n, firstDay: february1 + 7, day: february1 + 8 })).toEqual([2n, 3n])
    expect(await positions({ position: 4n, firstDay: february1 + 10 })).toEqual([])
    const [last] = await readModel.rows({ ...query, position: 4n, firstDay: february1 + 7, day: february1 + 7 })
    expect(last?.totals[0]).toBe(6n)
  })

  test('rows of several cells come by period, then entity, as asked', async () => {
    const readModel = await opened()
    const cells = [
      { period: february, entity: anaInEast },
      { period: february, entity: delta },
      { period: march, entity: delta },
      { period: march, entity: anaInEast },
    ]
    await postThrough(readModel, 3n, { rows: cells.map((cell, position) => salesRow(BigInt(position), [1n], cell)) })
    const rows = await readModel.rows({ ledger: 'sales', periods: [march, february], entities: [delta, anaInEast], position: 3n })
    expect(rows.map(({ position }) => position)).toEqual([2n, 3n, 1n, 0n])
  })

  test('rows between two positions come in posting order, ends included', async () => {
    const readModel = await opened()
    const rows = [0n, 1n, 1n, 2n, 4n].map((position, index) =>
      salesRow(position, [BigInt(index)], index % 2 === 0 ? {} : { ledger: 'buying', period: march, entity: delta }),
    )
    await postThrough(readModel, 5n, { rows })
    const deltas = async (from: bigint, to: bigint) => (await readModel.rowsBetween(from, to)).map((row) => row.deltas[0])
    expect(await deltas(0n, 5n)).toEqual([0n, 1n, 2n, 3n, 4n])
    expect(await deltas(1n, 2n)).toEqual([1n, 2n, 3n])
    expect(await deltas(3n, 3n)).toEqual([])
  })

  test('rows of a partition are found, whether its own event moved them or one of another', async () => {
    const readModel = await opened()
    const events = [
      { partition: 'account:A1', position: 0n },
      { partition: 'account:A2', position: 1n },
      { partition: 'reference:book', position: 2n },
    ]
    const rows = [
      salesRow(0n, [1n]),
      salesRow(0n, [2n], { ledger: 'buying' }),
      salesRow(1n, [3n], { partition: 'account:A2' }),
      salesRow(2n, [4n], { partition: 'account:A2', reason: 'PolicySet' }),
      salesRow(2n, [5n], { reason: 'PolicySet' }),
    ]
    await postThrough(readModel, 2n, { rows, events })
    const deltas = async (position: bigint) =>
      (await readModel.rowsOf({ ledger: 'sales', partition: 'account:A1', position })).map((row) => row.deltas[0])
    expect(await deltas(2n)).toEqual([1n, 5n])
    expect(await deltas(1n)).toEqual([1n])
  })
}

/** What every engine must do: know who and when, at any position. */
export const dimensionsContract = (opened: Opened): void => {
  const idsOf = (entities: readonly RowEntity[]) => entities.map(({ id, team }) => `${id}${team && `/${team}`}`)

  test('seats are a rep in each of his teams, by id and team', async () => {
    const readModel = await opened()
    const entities = [boInEast, delta, anaInWest, anaInEast, retail, anaInEast]
    await postThrough(readModel, 5n, { rows: entities.map((entity, position) => salesRow(BigInt(position), [1n], { entity })) })
    expect(await readModel.seats()).toEqual([anaInEast, anaInWest, boInEast])
  })

  test('the entities of a ledger are those with a row at the position, in the periods, by the day; cells that net to zero too', async () => {
    const readModel = await opened()
    const rows = [
      salesRow(0n, [4n], { entity: boInEast }),
      salesRow(1n, [-4n], { entity: boInEast }),
      salesRow(2n, [1n], { period: march, day: march1 + 3 }),
      salesRow(2n, [1n], { entity: delta }),
      salesRow(3n, [1n], { day: february1 + 1 }),
      salesRow(4n, [1n], { ledger: 'buying', entity: anaInWest }),
    ]
    await postThrough(readModel, 4n, { rows })
    const seats = async (periods: readonly number[] | null, position: bigint, day: number | null = null) =>
      idsOf(await readModel.entities({ ledger: 'sales', scope: 'seat', periods, position, day }))
    expect(await seats(null, 4n)).toEqual(['R1/T-East', 'R2/T-East'])
    expect(await seats([february], 2n)).toEqual(['R2/T-East'])
    expect(await seats([february], 3n)).toEqual(['R1/T-East', 'R2/T-East'])
    expect(await seats([march], 4n, march1 + 2)).toEqual([])
    expect(await seats([march, february], 4n, february1 + 1)).toEqual(['R1/T-East'])
    expect(await seats(null, 0n)).toEqual(['R2/T-East'])
    expect(
      idsOf(await readModel.entities({ ledger: 'sales', scope: 'account', periods: null, position: 4n, day: null })),
    ).toEqual(['A1'])
  })

  test('the periods of entities are those that hold a row of one of them at the position', async () => {
    const readModel = await opened()
    const bucket = (month: number) => ({ ledger: 'overdue', period: (february1 + 31 * month) * 8 })
    const rows = [
      salesRow(0n, [1n], { ...bucket(14) }),
      salesRow(1n, [1n], { ...bucket(2), entity: boInEast }),
      salesRow(2n, [1n], { ...bucket(0) }),
    ]
    await postThrough(readModel, 2n, { rows })
    const periods = (entities: readonly RowEntity[], position: bigint) =>
      readModel.periods({ ledger: 'overdue', entities, position })
    expect(await periods([anaInEast], 2n)).toEqual([bucket(0).period, bucket(14).period])
    expect(await periods([anaInEast, boInEast], 1n)).toEqual([bucket(2).period, bucket(14).period])
    expect(await periods([delta], 2n)).toEqual([])
  })

  test('deltas add up by entity and day over months and buckets, not over longer periods', async () => {
    const readModel = await opened()
    const rows = [
      salesRow(0n, [1n, 10n], { day: february1 }),
      salesRow(1n, [2n, 20n], { day: february1 }),
      salesRow(2n, [4n, 40n], { day: march1, period: march }),
      salesRow(2n, [4n, 40n], { day: march1, period: firstQuarter }),
      salesRow(3n, [8n, 80n], { day: march1, period: march, entity: boInEast }),
      salesRow(4n, [16n, 160n], { day: february1, period: februaryBucket }),
    ]
    await postThrough(readModel, 4n, { rows })
    const days = async (entities: readonly RowEntity[] | null, until: number, position: bigint) =>
      (await readModel.byDay({ ledger: 'sales', scope: 'seat', entities, from: february1, until, position })).map(
        ({ entity, day, deltas }) => [entity.id, day - february1, deltas[0], deltas[1]],
      )
    expect(await days(null, march1 + 1, 3n)).toEqual([
      ['R1', 0, 3n, 30n],
      ['R1', 28, 4n, 40n],
      ['R2', 28, 8n, 80n],
    ])
    expect(await days([anaInEast], march1, 4n)).toEqual([['R1', 0, 19n, 190n]])
    expect(await days([boInEast, delta], march1, 4n)).toEqual([])
  })

  test('deltas of one day are told apart by whose they are where that is asked for', async () => {
    const readModel = await opened()
    const [a1, a2] = ['account:A1', 'account:A2']
    const rows = [
      salesRow(0n, [1n, 10n], { day: february1, partition: a2 }),
      salesRow(1n, [2n, 20n], { day: february1, partition: a1 }),
      salesRow(2n, [4n, 40n], { day: february1, partition: a2 }),
    ]
    await postThrough(readModel, 2n, { rows, events: [a1, a2].map((partition) => ({ partition, position: 0n })) })
    const asked = { ledger: 'sales', scope: 'seat', entities: [anaInEast], from: february1, until: march1, position: 2n } as const
    const told = async (byPartition: boolean) =>
      (await readModel.byDay({ ...asked, byPartition })).map(({ partition, deltas }) => [partition, deltas[0]])
    expect(await told(true)).toEqual([
      [a1, 2n],
      [a2, 5n],
    ])
    expect(await told(false)).toEqual([[null, 7n]])
  })
}
