import { openInMemoryEventStore } from '@daybook/event-store'
import { type Generations, openInMemoryGenerations, type ReadModel } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { readLedgers } from './ledgers.ts'

/** Generations that note which are closed, and of which the first opening fails if that is wanted. */
const noting = (inner: Generations, { failures = 0 } = {}) => {
  const closed: number[] = []
  const state = { failures }
  const open: Generations['open'] = async (generation) => {
    state.failures -= 1
    if (state.failures >= 0) throw new Error('too many open files')
    const readModel = await inner.open(generation)
    return {
      ...readModel,
      [Symbol.asyncDispose]: async () => void closed.push(generation),
    } satisfies ReadModel
  }
  return { generations: { ...inner, open }, closed }
}

const readersOf = (generations: Generations) =>
  readLedgers({
    eventStore: openInMemoryEventStore(),
    generations,
    projector: null,
    settings: { zone: 'UTC', currency: 'USD' },
  })

test('the generation before stays open for who still reads it, and those before it are closed', async () => {
  const inner = openInMemoryGenerations()
  const { generations, closed } = noting(inner)
  const ledgers = readersOf(generations)
  await ledgers.current()
  for (const expected of [[], [1], [1, 2]]) {
    await inner.switchTo(await inner.create(), 0n)
    await ledgers.current()
    expect(closed).toEqual(expected)
  }
  await ledgers[Symbol.asyncDispose]()
  expect(closed.toSorted()).toEqual([1, 2, 3, 4])
})

test('a generation that could not be opened once is opened for the next who asks', async () => {
  const { generations } = noting(openInMemoryGenerations(), { failures: 1 })
  await using ledgers = readersOf(generations)
  await expect(ledgers.current()).rejects.toThrow('too many open files')
  expect((await ledgers.current()).generation).toBe(1)
})
