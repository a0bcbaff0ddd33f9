import type { EventStore } from '@daybook/event-store'
import { openInMemoryGenerations, type ReadModel } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { bookOf } from '../../../tests/contract/projected-log.ts'
import { type MakePoster, openPosting } from './posting.ts'

/** Posts nothing but which of the events are reference events: these, and what it is given of them when it begins. */
const noting = (isReference: (position: bigint) => boolean) => {
  const given: bigint[] = []
  const makePoster: MakePoster = ({ history }) => {
    given.push(...history.map(({ position }) => position))
    let events: { readonly partition: string; readonly position: bigint }[] = []
    return {
      post: ({ position }) => {
        if (isReference(position)) events.push({ partition: 'reference:book', position })
      },
      take: () => {
        const taken = events
        events = []
        return { rows: [], documents: [], events: taken, partitions: [], facts: [], touches: [], incomplete: [] }
      },
    }
  }
  return { given, makePoster }
}

test('who takes over has all reference events, in order, and asks for those that are near one another together', async () => {
  const book = await bookOf(100)
  const isReference = (position: bigint) => position < 30n || position === 60n || position === 99n
  const generations = openInMemoryGenerations()
  const { given, makePoster } = noting(isReference)
  let questions = 0
  const eventStore: Pick<EventStore, 'readAll' | 'head'> = {
    head: () => book.head(),
    readAll: (range) => {
      questions += 1
      return book.readAll(range)
    },
  }
  const closing = new AbortController().signal
  const open = () => openPosting({ eventStore, generations, generation: 1, makePoster, closing })
  const first = await open()
  while ((await first.step()) > 0);
  await first.close()
  questions = 0
  const second = await open()
  await second.close()
  expect(given).toEqual([...Array.from({ length: 30 }, (_, index) => BigInt(index)), 60n, 99n])
  expect(questions).toBe(3)
})

test('who takes over goes on without no reference event that the log does not give', async () => {
  const book = await bookOf(10)
  const generations = openInMemoryGenerations()
  const { makePoster } = noting((position) => position < 5n)
  const closing = new AbortController().signal
  const open = (eventStore: Pick<EventStore, 'readAll' | 'head'>) =>
    openPosting({ eventStore, generations, generation: 1, makePoster, closing })
  const first = await open(book)
  while ((await first.step()) > 0);
  await first.close()
  const perforated = async (range: { readonly from: bigint; readonly limit: number }) =>
    (await book.readAll(range)).filter(({ position }) => position !== 2n)
  await expect(open({ head: () => book.head(), readAll: perforated })).rejects.toThrow('gap: the log does not give position 2')
})

test('the time that a run waited after it was folded ahead is no time of posting', async () => {
  const inner = openInMemoryGenerations()
  const aside = { get: (ledgers: ReadModel, name: keyof ReadModel) => (name === 'storesAside' ? true : ledgers[name]) }
  const generations = { ...inner, open: async (generation: number) => new Proxy(await inner.open(generation), aside) }
  const time = { now: 0 }
  const startedAt: number[] = []
  const posting = await openPosting({
    ...{ eventStore: await bookOf(9), generations, generation: 1, batchEvents: 5, closing: new AbortController().signal },
    makePoster: noting(() => false).makePoster,
    clock: () => time.now,
    onPosted: (posted) => startedAt.push(posted.startedAt),
  })
  await posting.step()
  time.now = 60_000
  await posting.step()
  await posting.close()
  expect(startedAt).toEqual([0, 60_000])
})
