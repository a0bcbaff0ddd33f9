import { openInMemoryEventStore } from '@daybook/event-store'
import type { Projector } from '@daybook/projector'
import { expect, test } from 'vitest'
import { checksOf } from './readiness.ts'
import { watched } from './servers.ts'

const eventStore = openInMemoryEventStore()
const sound = async () => null
const lagging = (seconds: number) => async () => ({ events: seconds === 0 ? 0 : 5, seconds })
const projectorIn = (state: 'running' | 'stopped', problem: string | null): Projector => ({
  status: () => ({ state, generation: 1, position: 3n, generations: [], rebuild: null, outdated: [], problem, busyTotal: 0 }),
  act: async () => Promise.reject(new Error('not asked')),
  watch: () => () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
})
type All = Parameters<typeof checksOf>[0]
type Given = Omit<All, 'damage' | 'servers'> & Partial<Pick<All, 'damage' | 'servers'>>

const failing = async (given: Given) => (await checksOf({ damage: sound, servers: [], ...given })).filter(({ ok }) => !ok)

test('a process is ready while its log can be written and its ledgers keep up', async () => {
  expect(
    await failing({ eventStore, projector: projectorIn('running', null), lag: lagging(12), feeds: [], open: false }),
  ).toEqual([])
})

test('a projector that is alive but stuck is found by the lag in the data', async () => {
  const found = await failing({ eventStore, projector: projectorIn('running', null), lag: lagging(31), feeds: [], open: false })
  expect(found).toMatchObject([{ name: 'ledgers', detail: '5 events behind, 31 s' }])
})

test('a projector that stopped says why', async () => {
  const found = await failing({
    eventStore,
    projector: projectorIn('stopped', 'gap: position 2'),
    lag: lagging(0),
    feeds: [],
    open: false,
  })
  expect(found).toMatchObject([{ name: 'ledgers', detail: 'gap: position 2' }])
})

test('a log that cannot be written any more takes the process out', async () => {
  const broken = Object.assign(Object.create(eventStore), { fault: () => new Error('the disk failed') })
  const found = await failing({ eventStore: broken, projector: null, lag: lagging(0), feeds: [], open: false })
  expect(found).toMatchObject([{ name: 'log', detail: 'the disk failed' }])
})

test('ledgers that were found to be wrong take the process out', async () => {
  const damage = async () => 'net-sales org 2025-02: served 1, folded 2'
  const found = await failing({
    eventStore,
    projector: projectorIn('running', null),
    lag: lagging(0),
    damage,
    feeds: [],
    open: false,
  })
  expect(found).toMatchObject([{ name: 'ledgers', detail: 'net-sales org 2025-02: served 1, folded 2' }])
})

test('open access is told by whoever asks', async () => {
  const checks = await checksOf({
    servers: [],
    eventStore,
    projector: null,
    lag: lagging(0),
    damage: sound,
    feeds: [],
    open: true,
  })
  expect(checks).toContainEqual(
    expect.objectContaining({ name: 'access', ok: true, detail: expect.stringContaining('insecure-open') }),
  )
})

test('a server that is away is named, and one that never answers is not waited for', async () => {
  const servers = [
    watched({ name: 'postgresql', title: 'PostgreSQL', answers: () => Promise.reject(new Error('connect ECONNREFUSED')) }),
    watched({ name: 'eventstore', title: 'the event store', answers: () => new Promise(() => undefined) }),
  ]
  const found = await failing({
    eventStore,
    projector: null,
    lag: () => new Promise(() => undefined),
    servers,
    feeds: [],
    open: false,
  })
  expect(found).toMatchObject([
    { name: 'postgresql', detail: 'PostgreSQL does not answer' },
    { name: 'eventstore', detail: 'the event store does not answer' },
    { name: 'ledgers', detail: 'no answer within 2 s' },
  ])
})

test('a server is asked twice a second at most, however many want to know', async () => {
  let asked = 0
  const answers = async () => {
    asked += 1
  }
  const { isUp } = watched({ name: 'postgresql', title: 'PostgreSQL', answers })
  expect(await Promise.all([isUp(), isUp()])).toEqual([true, true])
  expect(await isUp()).toBe(true)
  expect(asked).toBe(1)
})
