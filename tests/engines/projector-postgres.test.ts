import { randomBytes } from 'node:crypto'
import { kpis, ledgers } from '@daybook/projections'
import {
  type Generations,
  kpiDigests,
  openPostgresGenerations,
  openSqliteGenerations,
  type PostgresFailpoint,
} from '@daybook/read-model'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { at, bookOf, order, start, until, voided } from '../contract/projected-log.ts'
import { scratchFolder } from '../contract/scratch-folder.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

await suiteOnPostgres('a projector over PostgreSQL', (postgres) => {
  let url = ''
  beforeAll(async () => {
    url = await postgres.createDatabase()
  })

  const opened = async (shards = 1, schema = `book_${randomBytes(4).toString('hex')}`): Promise<Generations> => {
    const generations = await openPostgresGenerations({ connection: { url }, schema, shards })
    onTestFinished(() => generations[Symbol.asyncDispose]())
    return generations
  }

  const digestsOf = async (generations: Generations, through: bigint) => {
    await using readModel = await generations.open(await generations.active())
    expect(await readModel.audit()).toEqual([])
    expect((await readModel.checkpoint()).entries).toBeGreaterThan(100n)
    return kpiDigests(readModel, { kpis: kpis.filter(({ ledger }) => ledgers.has(ledger)), layouts: ledgers, through })
  }

  test.each([1, 8])(
    'posts a log to the same digests as SQLite, batch by batch and after a restart (%i shards)',
    async (shards) => {
      const eventStore = await bookOf(40)
      const generations = await opened(shards)
      const sqlite = await openSqliteGenerations({ folder: scratchFolder() })
      {
        await using projector = await start({ eventStore, generations, batchEvents: 7 })
        await until(projector, at(40n))
      }
      for (const number of [3, 5, 8]) await voided(eventStore, number)
      const last = await order(eventStore, 41)
      await using again = await start({ eventStore, generations, batchEvents: 2 })
      await using other = await start({ eventStore, generations: sqlite })
      await Promise.all([until(again, at(last)), until(other, at(last))])
      expect(await digestsOf(generations, last)).toEqual(await digestsOf(sqlite, last))
    },
  )

  test('after a fault in the middle of a batch it is resumed, and the batch that was made meanwhile is made again', async () => {
    const eventStore = await bookOf(40)
    const schema = `book_${randomBytes(4).toString('hex')}`
    let batches = 0
    const failpoint: PostgresFailpoint = (name) => {
      if (name !== 'before-commit') return
      batches += 1
      if (batches === 3) throw new Error('the server is out of its mind')
    }
    const generations = await openPostgresGenerations({ connection: { url }, schema, failpoint })
    onTestFinished(() => generations[Symbol.asyncDispose]())
    await using projector = await start({ eventStore, generations, batchEvents: 5 })
    const { position, problem } = await until(projector, ({ state }) => state === 'stopped')
    expect([position, problem]).toEqual([9n, 'the server is out of its mind'])
    await projector.act({ kind: 'resume' })
    await until(projector, at(40n))
    const sqlite = await openSqliteGenerations({ folder: scratchFolder() })
    await using alone = await start({ eventStore, generations: sqlite })
    await until(alone, at(40n))
    expect(await digestsOf(generations, 40n)).toEqual(await digestsOf(sqlite, 40n))
  })

  test('a rebuild is equal, takes over, and is switched back', async () => {
    const eventStore = await bookOf(30)
    const generations = await opened()
    await using projector = await start({ eventStore, generations, batchEvents: 11 })
    await until(projector, at(30n))
    await projector.act({ kind: 'rebuild' })
    const { rebuild } = await until(projector, (status) => typeof status.rebuild?.comparison === 'string')
    expect(rebuild?.comparison).toBe('equal')
    expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: true })
    expect(await generations.active()).toBe(2)
    expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: true })
    expect(await generations.active()).toBe(1)
  })

  test('of two projectors the one that claimed last posts, and the first one stops', async () => {
    const eventStore = await bookOf(3)
    const generations = await opened()
    await using first = await start({ eventStore, generations })
    await until(first, at(3n))
    await using second = await start({ eventStore, generations })
    const last = await order(eventStore, 4)
    await until(second, at(last))
    const { problem } = await until(first, ({ state }) => state === 'stopped')
    expect(problem).toMatch(/epoch/)
    expect(second.status().problem).toBeNull()
  })
})
