import type { DocumentRow, ReadModel } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { february1, postThrough } from './posting.ts'

type Opened = () => Promise<ReadModel>

/** What every engine must do: keep versions of documents and the events of partitions. */
export const documentsContract = (opened: Opened): void => {
  test('a document is the newest version at the position', async () => {
    const readModel = await opened()
    const version = (id: string, position: bigint, body: string): DocumentRow => ({ kind: 'account', id, position, body })
    const quarter = { ...version('A1', 3n, 'q'), kind: 'qbr' }
    const documents = [version('A2', 0n, 'a'), version('A1', 1n, 'b'), version('A2', 3n, 'c'), quarter]
    await postThrough(readModel, 3n, { documents })
    expect(await readModel.document('account', 'A2', 2n)).toEqual(version('A2', 0n, 'a'))
    expect(await readModel.document('account', 'A2', 3n)).toEqual(version('A2', 3n, 'c'))
    expect(await readModel.document('account', 'A1', 0n)).toBeNull()
    expect(await readModel.documents('account', 3n)).toEqual([version('A1', 1n, 'b'), version('A2', 3n, 'c')])
    expect(await readModel.documents('account', 0n)).toEqual([version('A2', 0n, 'a')])
    expect(await readModel.documentsAt(3n)).toEqual([version('A2', 3n, 'c'), quarter])
  })

  test('the events of a partition are all there, however many', async () => {
    const readModel = await opened()
    const positions = Array.from({ length: 300 }, (_, index) => BigInt(index * index))
    for (const [index, position] of positions.entries()) {
      const other = { partition: 'account:A2', position }
      const events = index % 100 === 0 ? [{ partition: 'account:A1', position }, other] : [{ partition: 'account:A1', position }]
      await postThrough(readModel, position, { events })
    }
    expect(await readModel.eventsOf('account:A1', 100_000n)).toEqual(positions)
    expect(await readModel.eventsOf('account:A1', 130n * 130n)).toEqual(positions.slice(0, 131))
    expect(await readModel.eventsOf('account:A2', 100_000n)).toEqual([0n, 10_000n, 40_000n])
    expect(await readModel.eventsOf('account:A3', 100_000n)).toEqual([])
  })

  test('what could not be applied is listed from its position on', async () => {
    const readModel = await opened()
    const gap = { partition: 'account:A1', day: february1, problem: 'no rate' }
    const incomplete = [
      { ...gap, kpi: 'orders', position: 1n },
      { ...gap, kpi: 'net-sales', position: 1n },
      { ...gap, kpi: 'net-sales', position: 2n },
    ]
    await postThrough(readModel, 2n, { incomplete, events: [{ partition: 'account:A1', position: 1n }] })
    expect(await readModel.incomplete(0n)).toEqual([])
    expect(await readModel.incomplete(1n)).toEqual([incomplete[1], incomplete[0]])
    expect(await readModel.incomplete(2n)).toEqual([incomplete[1], incomplete[0], incomplete[2]])
  })
}

/** What every engine must do: hold what the projector needs to go on. */
export const workingStateContract = (opened: Opened): void => {
  const concerning = (partition: string, position = 0n) => ({ partition, position })

  test('the head of a partition is the last one posted', async () => {
    const readModel = await opened()
    expect(readModel.working.head('account:A1')).toBeNull()
    const head = (text: string, position: bigint) => ({ partition: 'account:A1', head: text, position })
    await postThrough(readModel, 0n, { partitions: [head('first', 0n)], events: [concerning('account:A1')] })
    await postThrough(readModel, 2n, { partitions: [head('second', 1n), head('third', 2n)] })
    expect(readModel.working.head('account:A1')).toBe('third')
  })

  test('partitions are found by the beginning of their name once they have a head', async () => {
    const readModel = await opened()
    const names = ['quota:rep~R1', 'account:B', 'account:é', 'account:A', 'account', 'accounts:A']
    const partitions = names.map((partition) => ({ partition, head: '{}', position: 0n }))
    await postThrough(readModel, 0n, { partitions, events: [...names, 'account:C'].map((name) => concerning(name)) })
    expect(readModel.working.partitions('account:')).toEqual(['account:A', 'account:B', 'account:é'])
    expect(readModel.working.partitions('qbr:')).toEqual([])
  })

  test('facts are replaced, removed and found by day, then id', async () => {
    const readModel = await opened()
    const fact = (id: string, day: number, body: string | null) => ({ partition: 'account:A1', id, day, body })
    const events = [concerning('account:A1'), concerning('account:A2')]
    await postThrough(readModel, 0n, {
      events,
      facts: [
        fact('o2', 9, 'two'),
        fact('o1', 9, 'one'),
        fact('o3', -4, 'three'),
        fact('o4', 400, 'four'),
        { ...fact('o1', 8, 'x'), partition: 'account:A2' },
      ],
    })
    const { working } = readModel
    expect(working.facts('account:A1', { from: -10, until: 400 })).toEqual(['three', 'one', 'two'])
    expect(working.facts('account:A1', { from: 9, until: 401 })).toEqual(['one', 'two', 'four'])
    expect(working.facts('account:A1', { from: -10_000_000, until: 10_000_000 })).toEqual(['three', 'one', 'two', 'four'])
    await postThrough(readModel, 1n, { facts: [fact('o2', 12, 'moved'), fact('o3', -4, null), fact('o9', 1, null)] })
    expect(working.facts('account:A1', { from: -10, until: 400 })).toEqual(['one', 'moved'])
    expect(working.fact('account:A1', 'o2')).toBe('moved')
    expect(working.fact('account:A1', 'o3')).toBeNull()
    expect(working.fact('account:A2', 'o1')).toBe('x')
    expect(working.fact('account:A3', 'o1')).toBeNull()
  })

  test('partitions that have to do with a key are found by it', async () => {
    const readModel = await opened()
    const touch = (partition: string, key: string, kind = 'rep') => ({ kind, key, partition })
    const events = [concerning('account:A2'), concerning('account:A1')]
    await postThrough(readModel, 0n, { events, touches: [touch('account:A2', 'R1'), touch('account:A1', 'R2')] })
    await postThrough(readModel, 1n, {
      touches: [touch('account:A1', 'R1'), touch('account:A2', 'R1'), touch('account:A1', 'R1', 'product')],
    })
    expect(readModel.working.touching('rep', 'R1')).toEqual(['account:A1', 'account:A2'])
    expect(readModel.working.touching('rep', 'R2')).toEqual(['account:A1'])
    expect(readModel.working.touching('product', 'R2')).toEqual([])
  })
}
