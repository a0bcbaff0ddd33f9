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

/** A projector whose rebuild equals what answers, on generations that fail as long as the disk does. */
const rebuiltOnFailing = async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  const disk = { isFailing: false }
  const projector = await start({ eventStore, generations: failingLate(generations, () => disk.isFailing) })
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  return { eventStore, generations, disk, projector }
}

test('a switch that failed although it happened is found when posting is resumed', async () => {
  const { eventStore, generations, disk, projector: opened } = await rebuiltOnFailing()
  await using projector = opened
  disk.isFailing = true
  await expect(projector.act({ kind: 'switch' })).rejects.toThrow('I/O error')
  disk.isFailing = false
  expect(projector.status()).toMatchObject({ state: 'stopped', problem: 'I/O error' })
  await projector.act({ kind: 'resume' })
  expect(projector.status()).toMatchObject({ state: 'running', generation: await generations.active(), rebuild: null })
  await voided(eventStore, 1)
  await until(projector, at(4n))
})

test('a rebuild is begun anew after one generation was discarded and that failed', async () => {
  const { disk, projector: opened } = await rebuiltOnFailing()
  await using projector = opened
  disk.isFailing = true
  await expect(projector.act({ kind: 'rebuild' })).rejects.toThrow('I/O error')
  disk.isFailing = false
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
})
