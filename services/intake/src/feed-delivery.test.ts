import { expect, test } from 'vitest'
import type { FeedChunk, FeedSink, PartitionName, Taken } from './feed.ts'
import { deliver, type Fetched, type PartitionReader } from './feed-delivery.ts'
import { defaultLimits } from './limits.ts'

const fetched = (offsets: readonly number[], place: Partial<Fetched> = {}): Fetched => ({
  topic: 'orders',
  partition: 0,
  fetchedOffset: BigInt(offsets[0] ?? 0),
  lastOffset: BigInt(offsets.at(-1) ?? 0),
  records: offsets.map((offset) => ({
    offset: BigInt(offset),
    timestamp: '0',
    key: null,
    value: Buffer.from(String(offset)),
    headers: {},
  })),
  ...place,
})

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

/** A place that is kept in memory, as the book keeps it; `fail` is asked before each chunk. */
const placeAt = (start: bigint, fail: (chunk: FeedChunk) => void = () => undefined) => {
  let next = start
  const recorded: number[] = []
  const sink: FeedSink = {
    next: async () => next,
    begin: async (_, first) => first,
    take: async (chunk): Promise<Taken> => {
      fail(chunk)
      if (chunk.from !== next) return { status: 'moved', next }
      next = chunk.next
      recorded.push(...chunk.items.map(({ raw }) => Number(raw.text)))
      return { status: 'recorded', aside: [] }
    },
  }
  const move = (to: bigint): void => {
    next = to
  }
  return { sink, recorded, next: () => next, move }
}

const readerFor = (isAlive: () => boolean = () => true) => {
  const sought: bigint[] = []
  const resolved: bigint[] = []
  const reader: PartitionReader = {
    isAlive: async () => isAlive(),
    seek: (next) => void sought.push(next),
    resolve: (offset) => void resolved.push(offset),
    putAside: () => true,
  }
  return { reader, sought, resolved }
}

/** Time that passes at once. */
const timer = () => ({ elapsed: Promise.resolve(), [Symbol.dispose]: () => undefined })

const partsWith = (sink: FeedSink, failures: unknown[] = []) => ({
  sink,
  limits: defaultLimits,
  timer,
  random: () => 0.5,
  onFailure: (error: unknown) => void failures.push(error),
})

test('all that was fetched is recorded in order, chunk by chunk, and the place follows', async () => {
  const book = placeAt(0n)
  const { reader, resolved } = readerFor()
  await deliver(fetched(range(0, 450)), reader, partsWith(book.sink))
  expect(book.recorded).toEqual(range(0, 450))
  expect(resolved).toEqual([199n, 399n, 449n])
  expect(book.next()).toBe(450n)
})

test('the place of a partition is asked for by its name alone: what was fetched does not go along', async () => {
  const book = placeAt(0n)
  const asked: PartitionName[] = []
  const next = async (at: PartitionName) => {
    asked.push(at)
    return book.next()
  }
  await deliver(fetched(range(0, 2)), readerFor().reader, partsWith({ ...book.sink, next }))
  expect(asked).toEqual([{ topic: 'orders', partition: 0 }])
})

test('records that lie before the place of the book are not recorded again', async () => {
  const book = placeAt(7n)
  await deliver(fetched(range(0, 10)), readerFor().reader, partsWith(book.sink))
  expect(book.recorded).toEqual([7, 8, 9])
})

test('what was fetched from beyond the place of the book is not recorded: nothing is left out', async () => {
  const book = placeAt(3n)
  const { reader, sought } = readerFor()
  await deliver(fetched(range(5, 10)), reader, partsWith(book.sink))
  expect(book.recorded).toEqual([])
  expect(sought).toEqual([3n])
})

test('offsets that the topic does not have are passed over, also behind the last record', async () => {
  const book = placeAt(3n)
  await deliver(fetched([5, 9], { fetchedOffset: 3n, lastOffset: 12n }), readerFor().reader, partsWith(book.sink))
  expect(book.recorded).toEqual([5, 9])
  expect(book.next()).toBe(13n)
})

test('a fetch that holds records of nobody alone moves the place past them', async () => {
  const book = placeAt(3n)
  const { reader, resolved } = readerFor()
  await deliver(fetched([], { fetchedOffset: 3n, lastOffset: 12n }), reader, partsWith(book.sink))
  expect(book.next()).toBe(13n)
  expect(resolved).toEqual([12n])
})

test('records of nobody that were fetched from beyond the place of the book move nothing', async () => {
  const book = placeAt(3n)
  const { reader, sought } = readerFor()
  await deliver(fetched([], { fetchedOffset: 5n, lastOffset: 12n }), reader, partsWith(book.sink))
  expect(book.next()).toBe(3n)
  expect(sought).toEqual([3n])
})

test('a reader that comes too late goes on where the book stands', async () => {
  const book = placeAt(0n, () => book.move(300n))
  const { reader, sought } = readerFor()
  await deliver(fetched(range(0, 250)), reader, partsWith(book.sink))
  expect(book.recorded).toEqual([])
  expect(sought).toEqual([300n])
})

test('a store that fails is tried again with the same chunk until it takes it', async () => {
  let attempts = 0
  const book = placeAt(0n, () => {
    attempts += 1
    if (attempts < 4) throw new Error('the disk is full')
  })
  const failures: unknown[] = []
  await deliver(fetched(range(0, 5)), readerFor().reader, partsWith(book.sink, failures))
  expect(book.recorded).toEqual(range(0, 5))
  expect(failures).toHaveLength(3)
})

test('a partition that is lost while the store fails is left alone', async () => {
  const book = placeAt(0n, () => {
    throw new Error('the disk is full')
  })
  const failures: unknown[] = []
  await deliver(fetched(range(0, 5)), readerFor(() => failures.length < 3).reader, partsWith(book.sink, failures))
  expect(book.recorded).toEqual([])
  expect(failures).toHaveLength(3)
})

test('no further chunk is begun once the reader is to end', async () => {
  const book = placeAt(0n)
  const { reader } = readerFor(() => book.recorded.length === 0)
  await deliver(fetched(range(0, 450)), reader, partsWith(book.sink))
  expect(book.recorded).toEqual(range(0, 200))
})
