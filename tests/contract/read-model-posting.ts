import type { DocumentRow, ReadModel } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { anaInEast, batch, february, february1, placesOf, postThrough, salesRow } from './posting.ts'

type Opened = () => Promise<ReadModel>

const totalOf = async (readModel: ReadModel, position: bigint, day: number | null = null): Promise<bigint> => {
  const [total] = await readModel.totals([{ ledger: 'sales', period: february, entity: anaInEast, day }], position)
  return total![0]!
}

/** What every engine must do: commit all of a batch that is in turn, or nothing. */
export const postingContract = (opened: Opened): void => {
  test('an empty book stands before position 0 and all its cells are zero', async () => {
    const readModel = await opened()
    expect(await readModel.checkpoint()).toEqual({ position: -1n, epoch: 1n, events: 0n, entries: 0n })
    expect(await readModel.totals([{ ledger: 'sales', period: february, entity: anaInEast, day: null }], 10n)).toEqual([
      [0n, 0n, 0n, 0n, 0n, 0n],
    ])
    expect(await readModel.seats()).toEqual([])
    expect(await readModel.rowsAt(0n)).toEqual([])
    expect(await readModel.eventsOf('account:A1', 10n)).toEqual([])
    expect(await readModel.document('account', 'A1', 10n)).toBeNull()
  })

  test('the checkpoint moves with what was posted and counts events and entries', async () => {
    const readModel = await opened()
    await postThrough(readModel, 4n, { rows: [salesRow(1n, [5n]), salesRow(4n, [6n])] })
    await postThrough(readModel, 9n)
    expect(await readModel.checkpoint()).toEqual({ position: 9n, epoch: 1n, events: 10n, entries: 2n })
  })

  test('a projector that has been superseded posts nothing', async () => {
    const readModel = await opened()
    expect(await readModel.claim()).toBe(2n)
    const late = readModel.post(batch({ epoch: 1n, from: -1n, to: 0n, rows: [salesRow(0n, [5n])] }))
    await expect(late).rejects.toMatchObject({ name: 'PostingFault', code: 'epoch-lost' })
    expect(await readModel.checkpoint()).toMatchObject({ position: -1n, entries: 0n })
    expect(await readModel.rowsAt(0n)).toEqual([])
  })

  test('a batch that does not begin at the checkpoint posts nothing', async () => {
    const readModel = await opened()
    await postThrough(readModel, 3n)
    for (const from of [-1n, 2n, 4n]) {
      const misplaced = readModel.post(batch({ epoch: 1n, from, to: 6n, rows: [salesRow(5n, [5n])] }))
      await expect(misplaced).rejects.toMatchObject({ name: 'PostingFault', code: 'not-at-checkpoint' })
    }
    expect(await readModel.checkpoint()).toMatchObject({ position: 3n, entries: 0n })
    expect(await totalOf(readModel, 6n)).toBe(0n)
  })

  test('a batch is posted whole or not at all, and posting goes on after a fault', async () => {
    const readModel = await opened()
    const version: DocumentRow = { kind: 'account', id: 'A1', position: 0n, body: '{}' }
    const partitions = [{ partition: 'account:A1', head: 'broken', position: 0n }]
    const rows = [salesRow(0n, [5n])]
    await expect(postThrough(readModel, 0n, { rows, partitions, documents: [version, version] })).rejects.toThrow()
    expect(await readModel.checkpoint()).toMatchObject({ position: -1n })
    expect(await totalOf(readModel, 0n)).toBe(0n)
    expect(readModel.working.head('account:A1')).toBeNull()
    await postThrough(readModel, 0n, { rows: [salesRow(0n, [7n])], documents: [version] })
    expect(await totalOf(readModel, 0n)).toBe(7n)
    expect(await readModel.audit()).toEqual([])
  })

  test('what was posted later does not change an answer', async () => {
    const readModel = await opened()
    await postThrough(readModel, 0n, { rows: [salesRow(0n, [1000n])] })
    await postThrough(readModel, 5n, { rows: [salesRow(5n, [-1000n], { reason: 'OrderCorrected' }), salesRow(5n, [1100n])] })
    expect(await Promise.all([-1n, 0n, 4n, 5n, 9n].map((position) => totalOf(readModel, position)))).toEqual([
      0n,
      1000n,
      1000n,
      1100n,
      1100n,
    ])
  })

  test('amounts beyond 53 bits are exact', async () => {
    const readModel = await opened()
    const large = 9_007_199_254_740_993n
    await postThrough(readModel, 1n, { rows: [salesRow(0n, [large]), salesRow(1n, [large - 1n])] })
    expect(await totalOf(readModel, 1n)).toBe(18_014_398_509_481_985n)
    expect(await totalOf(readModel, 1n, february1 + 7)).toBe(18_014_398_509_481_985n)
    expect(placesOf(await readModel.rowsAt(1n))).toEqual([[1n, 0, large - 1n, 18_014_398_509_481_985n]])
  })
}
