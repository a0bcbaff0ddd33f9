import type { PostBatch, ReadModel } from '@daybook/read-model'
import Database from 'better-sqlite3'
import { randomFrom } from '../properties/random.ts'
import { eventsOfRows, postThrough, randomRows } from './posting.ts'

/** Tables of a ledger file, without the rowids of facts, which say in which order a batch named them. */
const tables = {
  name: '*',
  entity: '*',
  run: '*',
  period: '*',
  day_block: '*',
  entry_by_position: '*',
  document: '*',
  partition: '*',
  event_of: '*',
  moved_by_other: '*',
  fact: 'partition, id, bucket, day, body',
  touch: '*',
  incomplete: '*',
  checkpoint: '*',
}

/** Every row of every table, byte for byte. */
export const dump = (file: string): string => {
  const database = new Database(file, { readonly: true })
  const text = Object.entries(tables).map(([table, columns]) => {
    const rows = database.prepare(`SELECT ${columns} FROM ${table}`).raw().safeIntegers().all() as unknown[][]
    const lines = rows.map((row) =>
      row.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : `${value}`)).join(' '),
    )
    return [table, ...lines.sort()].join('\n')
  })
  database.close()
  return text.join('\n\n')
}

type Content = Omit<PostBatch, 'epoch' | 'from' | 'to'>

/** A random book with all that a batch can hold, cut at will: what positions `from` to `to` led to. */
export const randomBook = (seed: number, positions: number): ((from: number, to: number) => Content) => {
  const rowsAt = Map.groupBy(randomRows(seed, positions), ({ position }) => position)
  const chance = randomFrom(seed + 1).below
  const told = Array.from({ length: positions }, (_, position) => ({
    position: BigInt(position),
    partition: `account:A${chance(20)}`,
    fact: chance(30),
    isGone: chance(10) === 0,
    day: chance(400),
  }))
  return (from, to) => {
    const here = told.slice(from, to + 1)
    const events = here.flatMap(({ position, partition }) => [
      { position, partition },
      ...eventsOfRows(rowsAt.get(position) ?? []).filter((event) => event.partition !== partition),
    ])
    const last = new Map(here.map((one) => [one.partition, one]))
    return {
      rows: here.flatMap(({ position }) => rowsAt.get(position) ?? []),
      events,
      documents: here.flatMap(({ position, partition, fact }) =>
        fact === 0 ? [{ kind: 'account', id: partition, position, body: `{"at":${position}}` }] : [],
      ),
      partitions: [...last.values()].map(({ partition, position }) => ({ partition, position, head: `{"at":${position}}` })),
      facts: here.map(({ partition, fact, isGone, day, position }) => ({
        partition,
        id: `erp~SO${fact}`,
        day,
        body: isGone ? null : `${position}`,
      })),
      touches: here.map(({ partition, fact }) => ({ kind: 'rep', key: `R${fact}`, partition })),
      incomplete: here.flatMap(({ position, partition, day, fact }) =>
        fact === 1 ? [{ kpi: 'orders', partition, position, day, problem: 'no rate' }] : [],
      ),
    }
  }
}

/** Posts positions 0 to `last` in batches of the sizes that `size` gives. */
export const postCut = async (
  readModel: ReadModel,
  book: (from: number, to: number) => Content,
  { last, size }: { readonly last: number; readonly size: () => number },
): Promise<void> => {
  const { position } = await readModel.checkpoint()
  for (let from = Number(position) + 1; from <= last; ) {
    const to = Math.min(from + size() - 1, last)
    await postThrough(readModel, BigInt(to), book(from, to))
    from = to + 1
  }
}
