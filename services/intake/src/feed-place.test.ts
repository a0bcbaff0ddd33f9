import { expect, test } from 'vitest'
import { findPlace } from './feed-place.ts'

const at = { topic: 'orders', partition: 0 }

/** Finds the place of a partition whose book stands at `next` first, and at `moved` once the broker was asked. */
const found = (
  book: { next: bigint | null; moved?: bigint },
  [low, high]: readonly [bigint, bigint],
  start: 'earliest' | 'latest' = 'earliest',
) => {
  let { next } = book
  const sink = { next: async () => next, begin: async (_: unknown, first: bigint) => first }
  const ends = async () => {
    next = book.moved ?? next
    return [{ ...at, low, high }]
  }
  return findPlace(at, { sink, ends, start })
}

test('a partition goes on where the book stands', async () => {
  expect(await found({ next: 7n }, [3n, 9n])).toMatchObject({ next: 7n, isGap: false })
  expect(await found({ next: 9n }, [9n, 9n])).toMatchObject({ next: 9n, isGap: false })
})

test('a partition that was never read begins where it is told to', async () => {
  expect(await found({ next: null }, [3n, 9n])).toMatchObject({ next: 3n, isGap: false })
  expect(await found({ next: null }, [3n, 9n], 'latest')).toMatchObject({ next: 9n, isGap: false })
})

test('what was deleted before it was read, and a place beyond the end, are gaps', async () => {
  expect(await found({ next: 2n }, [3n, 9n])).toMatchObject({ next: 2n, isGap: true })
  expect(await found({ next: 10n }, [3n, 9n])).toMatchObject({ next: 10n, isGap: true })
})

test('records that come and are read while the broker is asked are no gap', async () => {
  expect(await found({ next: 8n, moved: 12n }, [3n, 9n])).toMatchObject({ next: 12n, isGap: false })
})

test('records that are read, and deleted, while the broker is asked are no gap', async () => {
  expect(await found({ next: 2n, moved: 6n }, [4n, 9n])).toMatchObject({ next: 6n, isGap: false })
})

test('a partition that the broker does not have is told', async () => {
  await expect(
    findPlace(
      { ...at, partition: 7 },
      { sink: { next: async () => 0n, begin: async () => 0n }, ends: async () => [], start: 'earliest' },
    ),
  ).rejects.toThrow('no partition 7')
})
