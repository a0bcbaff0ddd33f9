import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { kpis, ledgers } from '@daybook/projections'
import { kpiDigests, openSqliteReadModel, type ReadModel } from '@daybook/read-model'
import { describe, expect, test } from 'vitest'
import { batch, february1, postThrough, salesRow } from '../contract/posting.ts'
import { scratchFolder } from '../contract/scratch-folder.ts'
import { postCut, randomBook } from '../contract/sqlite-ledgers.ts'
import { randomFrom } from '../properties/random.ts'
import { anasFebruary, booksOn } from './postgres-books.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

await suiteOnPostgres('ledgers on PostgreSQL', (postgres) => {
  const { open, opened, readerOf, sql, address } = booksOn(postgres)

  describe('the same log', () => {
    const last = 8_999
    const book = randomBook(37, last + 1)
    const digested = kpis.filter(({ ledger }) => ['sales', 'buying', 'active'].includes(ledger))
    const digestsOf = (readModel: ReadModel) => kpiDigests(readModel, { kpis: digested, layouts: ledgers, through: BigInt(last) })
    const dump = async (schema: string): Promise<string> => {
      const tables = {
        name: '*',
        entity: '*',
        entry: '*',
        day_block: '*',
        document: '*',
        event_of: '*',
        incomplete: '*',
        partition: 'partition, name, head, position',
        fact: 'partition, id, day, body',
        touch: 'kind, key, partition',
      }
      const parts: string[] = []
      for (const [table, columns] of Object.entries(tables)) {
        const where = table === 'fact' ? 'WHERE body IS NOT NULL' : ''
        const rows = await sql(`SELECT t::text FROM (SELECT ${columns} FROM ${schema}_ledger_1.${table} ${where}) t ORDER BY 1`)
        parts.push(table, ...rows.map(([row]) => String(row)))
      }
      return parts.join('\n')
    }

    test('gives the digests of the SQLite ledgers, with one chain a cell and with eight', async () => {
      const chance = randomFrom(3).below
      await using sqlite = await openSqliteReadModel({ file: join(scratchFolder(), 'ledger.db') })
      await sqlite.claim()
      await postCut(sqlite, book, { last, size: () => 2_000 })
      const digests = await digestsOf(sqlite)
      for (const shards of [1, 8]) {
        const { readModel } = await opened({ shards })
        await readModel.claim()
        await postCut(readModel, book, { last, size: () => 1 + chance(3_000) })
        expect(await digestsOf(readModel)).toEqual(digests)
        expect(await readModel.rowsBetween(0n, 500n)).toEqual(await sqlite.rowsBetween(0n, 500n))
        expect(await readModel.audit()).toEqual([])
      }
    })

    test('gives the same tables however events are cut into batches, and who else takes over in between', async () => {
      const whole = await opened()
      await whole.readModel.claim()
      await postCut(whole.readModel, book, { last, size: () => last + 1 })
      const chance = randomFrom(41).below
      const cut = await opened()
      for (let through = 0; through < last; ) {
        through = Math.min(through + 1 + chance(3_000), last)
        const successor = await readerOf(cut.generations)
        await successor.claim()
        await postCut(successor, book, { last: through, size: () => 1 + chance(1_500) })
      }
      expect(await dump(cut.schema)).toBe(await dump(whole.schema))
    })

    test('makes generations that are identical, and one that is behind is not', async () => {
      const { generations } = await opened()
      for (const [generation, through] of [
        [1, 399],
        [2, 399],
        [3, 398],
      ] as const) {
        if (generation > 1) await generations.create()
        await using readModel = await generations.open(generation)
        await readModel.claim()
        await postCut(readModel, book, { last: through, size: () => 90 * generation })
      }
      expect(await generations.areIdentical(1, 2)).toBe(true)
      expect(await generations.areIdentical(1, 3)).toBe(false)
      expect(await generations.areIdentical(3, 1)).toBe(false)
    })
  })

  describe('what was posted stays', () => {
    test('nobody changes an entry, a day block or a document, not even the owner', async () => {
      const { schema, readModel } = await opened()
      await readModel.claim()
      const rows = Array.from({ length: 300 }, (_, index) => salesRow(BigInt(index), [1n], { day: february1 + (index % 2) }))
      await postThrough(readModel, 8_191n, { rows, documents: [{ kind: 'account', id: 'A1', position: 3n, body: '{}' }] })
      for (const table of ['entry', 'entry_2025', 'entry_default', 'day_block', 'document']) {
        const column = table === 'day_block' ? 'cum' : 'position'
        for (const statement of [`UPDATE $ SET ${column} = 0`, 'DELETE FROM $', 'TRUNCATE $'])
          await expect(sql(statement.replace('$', `${schema}_ledger_1.${table}`))).rejects.toThrow(/are never changed/)
      }
    })

    test.each([
      ['an entry', 'UPDATE $.entry SET delta = delta + 1 WHERE position = 7', /with totals/],
      ['a running total', 'UPDATE $.entry SET total = total + 1 WHERE position = 299', /with totals/],
      ['a whole entry', 'DELETE FROM $.entry WHERE position = 5', /is number/],
      ['a day block', 'UPDATE $.day_block SET cum = cum + 1 WHERE day = 20120', /day block/],
      ['the count', 'UPDATE $.checkpoint SET entries = entries - 1', /entries were posted/],
    ])('the audit names a change of %s made around the guards', async (_what, statement, difference) => {
      const { schema, readModel } = await opened()
      await readModel.claim()
      const rows = Array.from({ length: 300 }, (_, index) => salesRow(BigInt(index), [1n], { day: february1 + (index % 2) }))
      await postThrough(readModel, 8_191n, { rows })
      await sql(`SET session_replication_role = replica; ${statement.replace('$', `${schema}_ledger_1`)}`)
      expect((await readModel.audit()).join('\n')).toMatch(difference)
    })
  })

  describe('roles', () => {
    const asRole = async () => {
      const roles = { worker: `worker_${randomBytes(4).toString('hex')}`, reader: `reader_${randomBytes(4).toString('hex')}` }
      for (const role of Object.values(roles)) await sql(`CREATE ROLE ${role} LOGIN PASSWORD 'only-for-tests'`)
      const addressOf = (role: string): string => {
        const named = new URL(address())
        named.username = role
        named.password = 'only-for-tests'
        return named.href
      }
      return { roles, worker: addressOf(roles.worker), reader: addressOf(roles.reader) }
    }

    test('the one that posts only adds to the ledgers, and the one that reads adds nothing', async () => {
      const { roles, worker, reader } = await asRole()
      const { schema } = await opened({ roles })
      const posting = await readerOf(await open({ schema, connection: { url: worker }, owner: null }))
      await posting.claim()
      await postThrough(posting, 0n, {
        rows: [salesRow(0n, [5n])],
        facts: [{ partition: 'account:A1', id: 'o1', day: 1, body: 'one' }],
        partitions: [{ partition: 'account:A1', head: '{}', position: 0n }],
      })
      const reading = await readerOf(await open({ schema, connection: { url: reader }, owner: null }))
      expect((await reading.totals([anasFebruary], 0n))[0]?.[0]).toBe(5n)
      await expect(reading.claim()).rejects.toThrow(/permission denied/)
      for (const table of ['entry', 'entry_2025', 'day_block', 'document']) {
        const name = `${schema}_ledger_1.${table}`
        for (const statement of [`UPDATE ${name} SET period = 0`, `DELETE FROM ${name}`, `TRUNCATE ${name}`])
          await expect(
            sql(statement.replace(table === 'document' ? 'period = 0' : 'none', 'position = 0'), worker),
          ).rejects.toThrow(/permission denied/)
        await expect(sql(`INSERT INTO ${name} SELECT * FROM ${name}`, reader)).rejects.toThrow(/permission denied/)
      }
    })

    test('only the owner makes and drops generations', async () => {
      const { roles, worker } = await asRole()
      const { schema } = await opened({ roles })
      const generations = await open({ schema, connection: { url: worker }, owner: null })
      expect(generations.makesGenerations).toBe(false)
      await expect(generations.create()).rejects.toThrow('owner')
      const owned = await open({ schema, connection: { url: worker }, owner: { url: address() }, roles })
      const second = await owned.create()
      await owned.switchTo(second, 0n)
      await owned.discard(1)
      expect(await generations.list()).toEqual([{ generation: second, state: 'active' }])
    })
  })

  test('a schema of a later release is refused', async () => {
    const { schema } = await opened()
    await sql(`INSERT INTO ${schema}.schema_version VALUES (99)`)
    await expect(open({ schema })).rejects.toThrow('this release knows up to 2')
  })

  test('of two projectors the one that claimed last posts, and the other may claim again', async () => {
    const { generations, readModel: first } = await opened()
    const epoch = await first.claim()
    await postThrough(first, 0n, { rows: [salesRow(0n, [1n])] })
    const second = await readerOf(generations)
    await second.claim()
    const late = first.post(batch({ epoch, from: 0n, to: 1n, rows: [salesRow(1n, [100n])] }))
    await expect(late).rejects.toMatchObject({ code: 'epoch-lost' })
    await postThrough(second, 1n, { rows: [salesRow(1n, [10n])] })
    await first.claim()
    await postThrough(first, 2n, { rows: [salesRow(2n, [1000n])] })
    expect((await second.totals([anasFebruary], 2n))[0]?.[0]).toBe(1011n)
    expect(await second.audit()).toEqual([])
  })
})
