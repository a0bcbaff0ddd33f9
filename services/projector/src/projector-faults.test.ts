import { type Generations, openInMemoryGenerations, type ReadModel } from '@daybook/read-model'
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

test('a rebuild that a fault has ended is not switched to, not even by force, until it has gone on', async () => {
  const eventStore = await bookOf(3)
  const inner = openInMemoryGenerations()
  const away = () => Promise.reject(Object.assign(new Error('it is away'), { code: 'unavailable' }))
  const server = { isAway: false }
  const generations: Generations = {
    ...inner,
    open: async (generation) => {
      const readModel = await (generation === 2 && server.isAway ? away() : inner.open(generation))
      return new Proxy(readModel, {
        get: (ledgers, name: keyof ReadModel) => (name === 'post' && generation === 2 && server.isAway ? away : ledgers[name]),
      })
    },
  }
  await using projector = await start({ eventStore, generations, againMs: 1 })
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  server.isAway = true
  await voided(eventStore, 1)
  await until(projector, ({ problem }) => problem !== null)
  for (const asked of [{}, { force: true }, { generation: 2, force: true }])
    expect(await projector.act({ kind: 'switch', ...asked })).toMatchObject({
      ok: false,
      refusal: { code: 'nothing-to-switch-to', detail: expect.stringContaining('the rebuild stopped: it is away') },
    })
  expect(projector.status()).toMatchObject({ generation: 1, position: 4n })
  server.isAway = false
  await until(projector, ({ rebuild, problem }) => problem === null && rebuild?.comparison === 'equal')
  expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { generation: 2, position: 4n } })
})
