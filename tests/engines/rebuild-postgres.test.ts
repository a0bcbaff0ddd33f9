import { openCoordination } from '@daybook/postgres'
import { type ProjectorStatus, shareProjector } from '@daybook/projector'
import { openPostgresGenerations } from '@daybook/read-model'
import { expect, onTestFinished, test } from 'vitest'
import { ordersCountedTwice } from '../books/two-versions.ts'
import { at, bookOf, order, start, until } from '../contract/projected-log.ts'
import { killedAt } from '../crash/killed-rebuild.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

const orders = 900

const nobody: ProjectorStatus = {
  state: 'stopped',
  generation: 1,
  position: -1n,
  generations: [],
  rebuild: null,
  outdated: [],
  problem: null,
  busyTotal: 0,
}

await suiteOnPostgres('a rebuild over PostgreSQL', (postgres) => {
  const opened = async (url: string) => {
    const generations = await openPostgresGenerations({ connection: { url } })
    onTestFinished(() => generations[Symbol.asyncDispose]())
    return generations
  }

  test('goes on from its checkpoint in the process that stood by, when the one that posted is killed', async () => {
    const url = await postgres.createDatabase()
    const eventStore = await bookOf(orders)
    const generations = await opened(url)
    const said = await killedAt(200n, { place: url, orders, eventsPerSecondMax: 600 })
    const begun: (bigint | undefined)[] = []
    const begin = async () => {
      const projector = await start({ eventStore, generations })
      begun.push(projector.status().rebuild?.position)
      return projector
    }
    const lease = { ttlMs: 900, beatMs: 150 }
    const desk = await openCoordination({ connection: { url }, holder: 'standby', monotonic: () => performance.now(), lease })
    const projector = await shareProjector({
      desk,
      standBy: () => ({
        begin,
        ended: new Promise<never>(() => undefined),
        [Symbol.asyncDispose]: async () => undefined,
      }),
      unposted: async (problem) => ({ ...nobody, problem }),
      log: { info: () => undefined, error: () => undefined },
    })
    onTestFinished(async () => {
      await projector[Symbol.asyncDispose]()
      await desk[Symbol.asyncDispose]()
    })
    const { rebuild, generations: kept } = await until(projector, (status) => status.rebuild?.comparison === 'equal')
    expect(begun).toHaveLength(1)
    expect(begun[0]).toBeGreaterThanOrEqual(said)
    expect(begun[0]).toBeLessThan(BigInt(orders))
    expect(rebuild).toMatchObject({ generation: 2, eventsPerSecondMax: 600 })
    expect(kept).toHaveLength(2)
  })

  test('lets live events into the ledgers that answer while it waits for its turn', async () => {
    const eventStore = await bookOf(50)
    await using projector = await start({ eventStore, generations: await opened(await postgres.createDatabase()) })
    await until(projector, at(50n))
    await projector.act({ kind: 'rebuild', eventsPerSecondMax: 1 })
    const last = await order(eventStore, 51)
    const { rebuild } = await until(projector, at(last))
    expect(rebuild?.position).toBeLessThan(50n)
  })

  test('posts a new version of a KPI beside the old one, which goes on', async () => {
    const url = await postgres.createDatabase()
    const eventStore = await bookOf(5)
    {
      await using old = await start({ eventStore, generations: await opened(url) })
      await until(old, at(5n))
    }
    await using projector = await start({ eventStore, generations: await opened(url), editions: ordersCountedTwice })
    expect(projector.status().outdated).toEqual([{ kpi: 'orders', posted: 1, current: 2 }])
    const last = await order(eventStore, 6)
    await until(projector, at(last))
    await projector.act({ kind: 'rebuild' })
    await until(projector, ({ rebuild }) => rebuild?.comparison === 'equal')
    expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { generation: 2, outdated: [] } })
    expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { generation: 1 } })
  })
})
