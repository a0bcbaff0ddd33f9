import { type Generations, openInMemoryGenerations, type ReadModel } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { at, bookOf, start, until, voided } from '../../../tests/contract/projected-log.ts'
import { compareGenerations } from './compare.ts'

/** Generations of which one cannot be written while it is told so: the port is where faults come in. */
const failing = (
  inner: Generations,
  isFull: (generation: number) => boolean,
  fault = new Error('no space left'),
): Generations => ({
  ...inner,
  open: async (generation) =>
    new Proxy(await inner.open(generation), {
      get: (readModel, name: keyof ReadModel) =>
        name === 'post' && isFull(generation) ? () => Promise.reject(fault) : readModel[name],
    }),
})

test('a rebuild that a full disk stopped comes to the same ledgers once it is resumed', async () => {
  const eventStore = await bookOf(2)
  await voided(eventStore, 1)
  let posts = 0
  const isFull = (generation: number) => {
    posts += generation === 2 ? 1 : 0
    return generation === 2 && posts === 2
  }
  await using projector = await start({ eventStore, generations: failing(openInMemoryGenerations(), isFull), batchEvents: 2 })
  await projector.act({ kind: 'rebuild' })
  const { state, position } = await until(projector, ({ problem }) => problem === 'the rebuild stopped: no space left')
  expect([state, position]).toEqual(['running', (await eventStore.head()).position])
  await voided(eventStore, 2)
  await until(projector, at((await eventStore.head()).position))
  await projector.act({ kind: 'resume' })
  const { rebuild } = await until(projector, (status) => status.rebuild?.comparison != null)
  expect(rebuild?.comparison).toBe('equal')
})

test('a rebuild goes on by itself when a full disk has room again', async () => {
  const eventStore = await bookOf(3)
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  let posts = 0
  const isFull = (generation: number) => {
    posts += generation === 2 ? 1 : 0
    return generation === 2 && posts > 1 && posts < 4
  }
  const generations = failing(openInMemoryGenerations(), isFull, full)
  await using projector = await start({ eventStore, generations, batchEvents: 2, againMs: 1 })
  const problems: (string | null)[] = []
  const states = new Set<string>()
  projector.watch(({ state, problem, rebuild: building }) => {
    problems.push(problem)
    if (problem !== null) states.add(`${state} ${building?.triesAgain}`)
  })
  await projector.act({ kind: 'rebuild' })
  const { rebuild, problem } = await until(projector, (status) => status.rebuild?.comparison != null)
  expect([rebuild?.comparison, problem]).toEqual(['equal', null])
  expect(problems).toContain('the rebuild stopped: database or disk is full')
  expect([...states]).toEqual(['rebuilding true'])
})

test('a rebuild begun anew tells nothing of the one that a full disk stopped', async () => {
  const eventStore = await bookOf(2)
  const isFull = (generation: number) => generation === 2
  await using projector = await start({ eventStore, generations: failing(openInMemoryGenerations(), isFull), batchEvents: 2 })
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ problem }) => problem === 'the rebuild stopped: no space left')
  await projector.act({ kind: 'rebuild' })
  const { problem, rebuild } = await until(projector, (status) => status.rebuild?.comparison != null)
  expect([problem, rebuild?.comparison]).toEqual([null, 'equal'])
})

test('posting goes on by itself when a full disk has room again', async () => {
  const eventStore = await bookOf(3)
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  let posts = 0
  const isFull = () => {
    posts += 1
    return posts > 1 && posts < 4
  }
  const generations = failing(openInMemoryGenerations(), isFull, full)
  await using projector = await start({ eventStore, generations, batchEvents: 2, againMs: 1 })
  const problems: (string | null)[] = []
  projector.watch(({ problem }) => problems.push(problem))
  expect(await until(projector, at(3n))).toMatchObject({ state: 'running', problem: null })
  expect(problems).toContain('database or disk is full')
})

test('posting goes on by itself after a switch that a full disk ended', async () => {
  const eventStore = await bookOf(3)
  let full = false
  const fault = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  const generations = failing(openInMemoryGenerations(), () => full, fault)
  await using projector = await start({ eventStore, generations, batchEvents: 2, againMs: 1 })
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  await projector.act({ kind: 'pause' })
  await voided(eventStore, 1)
  full = true
  await expect(projector.act({ kind: 'switch' })).rejects.toThrow('database or disk is full')
  full = false
  await projector.act({ kind: 'resume' })
  expect((await until(projector, at(4n))).problem).toBeNull()
})

test('posting goes on by itself after a rebuild that could not begin, as a server was away', async () => {
  const eventStore = await bookOf(1)
  const inner = openInMemoryGenerations()
  let isAway = false
  const generations: Generations = {
    ...inner,
    open: (generation) =>
      isAway ? Promise.reject(Object.assign(new Error('it is away'), { code: 'unavailable' })) : inner.open(generation),
  }
  await using projector = await start({ eventStore, generations, againMs: 1 })
  await until(projector, at(1n))
  const states: string[] = []
  projector.watch(({ state }) => states.push(state))
  isAway = true
  await expect(projector.act({ kind: 'rebuild' })).rejects.toThrow('it is away')
  isAway = false
  await voided(eventStore, 1)
  expect(await until(projector, at(2n))).toMatchObject({ state: 'running', problem: null })
  expect(states).toContain('stopped')
})

test('a switch that a full disk ended leaves nothing half posted', async () => {
  const eventStore = await bookOf(3)
  const generations = openInMemoryGenerations()
  let full = false
  await using projector = await start({ eventStore, generations: failing(generations, () => full), batchEvents: 2 })
  await projector.act({ kind: 'rebuild' })
  await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
  await projector.act({ kind: 'pause' })
  await voided(eventStore, 1)
  full = true
  await expect(projector.act({ kind: 'switch' })).rejects.toThrow('no space left')
  full = false
  await projector.act({ kind: 'resume' })
  expect((await until(projector, ({ state }) => state === 'stopped')).problem).toBe('no space left')
  await projector.act({ kind: 'resume' })
  await until(projector, at(4n))
  const clean = openInMemoryGenerations()
  await using whole = await start({ eventStore, generations: clean })
  await until(whole, at(4n))
  expect(await compareGenerations(await generations.open(1), await clean.open(1), { position: 4n })).toBeNull()
})
