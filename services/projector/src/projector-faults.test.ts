import { type Generations, openInMemoryGenerations } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { at, bookOf, start, until, voided } from '../../../tests/contract/projected-log.ts'

/** Generations of which some changes happen, and fail all the same. */
const failingLate = (generations: Generations, isFailing: () => boolean): Generations => {
  const late = async (change: Promise<void>): Promise<void> => {
    await change
    if (isFailing()) throw new Error('I/O error')
  }
  return {
    ...generations,
    switchTo: (generation, epoch) => late(generations.switchTo(generation, epoch)),
    discard: (generation) => late(generations.discard(generation)),
  }
}

test('a switch that failed although it happened is found when posting is resumed', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  let isFailing = false
  await using projector = await start({ eventStore, generations: failingLate(generations, () => isFailing) })
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  isFailing = true
  await expect(projector.act({ kind: 'switch' })).rejects.toThrow('I/O error')
  isFailing = false
  expect(projector.status()).toMatchObject({ state: 'stopped', problem: 'I/O error' })
  await projector.act({ kind: 'resume' })
  expect(projector.status()).toMatchObject({ state: 'running', generation: await generations.active(), rebuild: null })
  await voided(eventStore, 1)
  await until(projector, at(4n))
})

test('a rebuild is begun anew after one generation was discarded and that failed', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  let isFailing = false
  await using projector = await start({ eventStore, generations: failingLate(generations, () => isFailing) })
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  isFailing = true
  await expect(projector.act({ kind: 'rebuild' })).rejects.toThrow('I/O error')
  isFailing = false
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
})
