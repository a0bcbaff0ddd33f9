import type { EventStore } from '@daybook/event-store'
import { openCoordination } from '@daybook/postgres'
import { kpis, ledgers } from '@daybook/projections'
import { type ProjectorStatus, type StandingBy, shareProjector } from '@daybook/projector'
import { kpiDigests, openPostgresGenerations, openSqliteGenerations, type PostgresGenerations } from '@daybook/read-model'
import { expect, onTestFinished, test } from 'vitest'
import { at, bookOf, order, start, until } from '../contract/projected-log.ts'
import { scratchFolder } from '../contract/scratch-folder.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

const lease = { ttlMs: 900, beatMs: 150 }
const log = { info: () => undefined, error: () => undefined }
const never = new Promise<never>(() => undefined)

await suiteOnPostgres('a projector that processes share', (postgres) => {
  /** What one process has: connections, ledgers, and a projector that posts when its turn comes. */
  const aProcess = async (given: { url: string; holder: string; eventStore: EventStore; posts?: boolean }) => {
    const { url, holder, eventStore, posts = true } = given
    const desk = await openCoordination({ connection: { url }, holder, monotonic: () => performance.now(), lease })
    const generations = await openPostgresGenerations({ connection: { url } })
    const own = (): StandingBy => ({
      begin: () => start({ eventStore, generations }),
      ended: never,
      [Symbol.asyncDispose]: async () => undefined,
    })
    const projector = await shareProjector({ desk, standBy: posts ? own : null, unposted: unpostedOf(generations), log })
    onTestFinished(async () => {
      await projector[Symbol.asyncDispose]()
      await desk[Symbol.asyncDispose]()
      await generations[Symbol.asyncDispose]()
    })
    return { projector, desk, generations }
  }
  const unpostedOf =
    (generations: PostgresGenerations) =>
    async (problem: string): Promise<ProjectorStatus> => ({
      state: 'stopped',
      generation: await generations.active(),
      position: -1n,
      generations: await generations.list(),
      rebuild: null,
      outdated: [],
      problem,
      busyTotal: 0,
    })

  test('one posts, all know how it stands, and any of them can steer it', async () => {
    const url = await postgres.createDatabase()
    const eventStore = await bookOf(10)
    const { projector } = await aProcess({ url, holder: 'one', eventStore })
    await until(projector, at(10n))
    const other = await aProcess({ url, holder: 'other', eventStore })
    const onlooker = await aProcess({ url, holder: 'onlooker', eventStore, posts: false })
    expect(await until(onlooker.projector, at(10n))).toMatchObject({ state: 'running', generation: 1 })
    const last = await order(eventStore, 11)
    await until(onlooker.projector, at(last))
    expect(await onlooker.projector.act({ kind: 'pause' })).toMatchObject({ ok: true, status: { state: 'paused' } })
    await until(other.projector, ({ state }) => state === 'paused')
    expect(await other.projector.act({ kind: 'switch' })).toMatchObject({ ok: false, refusal: { code: 'nothing-to-switch-to' } })
    expect(await other.projector.act({ kind: 'resume' })).toMatchObject({ ok: true })
    expect(await onlooker.projector.act({ kind: 'rebuild' })).toMatchObject({ ok: true })
    await until(onlooker.projector, ({ rebuild }) => rebuild?.comparison === 'equal')
    expect(await onlooker.projector.act({ kind: 'switch' })).toMatchObject({ ok: true, status: { generation: 2 } })
  })

  test('when the one that posts is gone another goes on, and nothing is posted twice', async () => {
    const url = await postgres.createDatabase()
    const eventStore = await bookOf(10)
    const first = await aProcess({ url, holder: 'first', eventStore })
    await until(first.projector, at(10n))
    const second = await aProcess({ url, holder: 'second', eventStore })
    await first.desk[Symbol.asyncDispose]()
    for (let number = 11; number <= 20; number += 1) await order(eventStore, number)
    await until(second.projector, at(20n))
    for (let number = 21; number <= 30; number += 1) await order(eventStore, number)
    await until(second.projector, at(30n))
    const sqlite = await openSqliteGenerations({ folder: scratchFolder() })
    await using alone = await start({ eventStore, generations: sqlite })
    await until(alone, at(30n))
    const digestsOf = async (generations: PostgresGenerations | typeof sqlite) => {
      await using readModel = await generations.open(1)
      expect(await readModel.audit()).toEqual([])
      return kpiDigests(readModel, { kpis: kpis.filter(({ ledger }) => ledgers.has(ledger)), layouts: ledgers, through: 30n })
    }
    expect(await digestsOf(second.generations)).toEqual(await digestsOf(sqlite))
  })

  test('a fault of the one that posts has its code for whoever steers it from another process', async () => {
    const url = await postgres.createDatabase()
    const eventStore = await bookOf(1)
    const one = await aProcess({ url, holder: 'one', eventStore })
    await until(one.projector, at(1n))
    const onlooker = await aProcess({ url, holder: 'onlooker', eventStore, posts: false })
    one.generations.list = () => Promise.reject(Object.assign(new Error('it is away'), { code: 'unavailable' }))
    const failed = onlooker.projector.act({ kind: 'rebuild' })
    await expect(failed).rejects.toMatchObject({ message: 'it is away', code: 'unavailable' })
  })

  test('where nobody posts that is said', async () => {
    const url = await postgres.createDatabase()
    const { projector } = await aProcess({ url, holder: 'onlooker', eventStore: await bookOf(1), posts: false })
    expect(projector.status()).toMatchObject({ state: 'stopped', problem: 'no process posts: start one with the role projector' })
  })
})
