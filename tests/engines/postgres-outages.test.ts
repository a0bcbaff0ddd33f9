import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { batch, postThrough, salesRow } from '../contract/posting.ts'
import { scratchFolder } from '../contract/scratch-folder.ts'
import { anasFebruary, booksOn } from './postgres-books.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

await suiteOnPostgres('ledgers that are lost and found', (postgres) => {
  const { open, opened, readerOf, sql } = booksOn(postgres)

  describe('the working copy', () => {
    const fact = (id: string, body: string | null) => ({ partition: 'account:A1', id, day: 1, body })
    const events = (position: bigint) => [{ partition: 'account:A1', position }]

    test('who takes over has what another has changed and removed, and from a kept file as well', async () => {
      const folder = scratchFolder()
      const { schema, readModel: first } = await opened()
      const standby = await readerOf(await open({ schema, workingFolder: folder }))
      await first.claim()
      await postThrough(first, 0n, { facts: [fact('o1', 'one'), fact('o2', 'two')], events: events(0n) })
      expect(await standby.follow()).toBe(0n)
      expect(standby.working.facts('account:A1', { from: 0, until: 9 })).toEqual(['one', 'two'])
      await postThrough(first, 1n, { facts: [fact('o1', null), fact('o2', 'moved')], events: events(1n) })
      await standby.claim()
      expect(standby.working.facts('account:A1', { from: 0, until: 9 })).toEqual(['moved'])
      expect(standby.working.fact('account:A1', 'o1')).toBeNull()
      await standby[Symbol.asyncDispose]()
      const again = await readerOf(await open({ schema, workingFolder: folder }))
      await again.claim()
      expect(again.working.facts('account:A1', { from: 0, until: 9 })).toEqual(['moved'])
    })

    test('a damaged copy, and one that is ahead of the ledgers, is filled anew', async () => {
      const folder = scratchFolder()
      const { schema, readModel } = await opened()
      await readModel.claim()
      await postThrough(readModel, 3n, { facts: [fact('o1', 'one')], events: events(3n) })
      const id = (await sql(`SELECT id FROM ${schema}.book`))[0]?.[0]
      writeFileSync(join(folder, `working-${id}-1.db`), 'no database')
      const damaged = await readerOf(await open({ schema, workingFolder: folder }))
      await damaged.claim()
      expect(damaged.working.fact('account:A1', 'o1')).toBe('one')
      await damaged[Symbol.asyncDispose]()
      await sql(
        `UPDATE ${schema}_ledger_1.checkpoint SET position = 2; UPDATE ${schema}_ledger_1.fact SET body = 'restored', changed = 2`,
      )
      const ahead = await readerOf(await open({ schema, workingFolder: folder }))
      await ahead.claim()
      expect(ahead.working.fact('account:A1', 'o1')).toBe('restored')
    })
  })

  describe.runIf(postgres.control !== null)('a server that is killed', () => {
    test.each(['in-post', 'before-commit', 'after-commit'] as const)('%s: the batch is there once', async (point) => {
      let left = 1
      const failpoint = async (name: string): Promise<void> => {
        if (name !== point || left === 0) return
        left -= 1
        await postgres.control?.kill()
        await postgres.control?.start()
      }
      const { readModel } = await opened({ failpoint })
      const epoch = await readModel.claim()
      const rows = [salesRow(0n, [5n]), salesRow(1n, [6n])]
      const facts = [{ partition: 'account:A1', id: 'o1', day: 1, body: 'one' }]
      await readModel.post(batch({ epoch, from: -1n, to: 1n, rows, facts }))
      expect(left).toBe(0)
      expect(await readModel.checkpoint()).toEqual({ position: 1n, epoch, events: 2n, entries: 2n })
      await postThrough(readModel, 2n, { rows: [salesRow(2n, [7n])] })
      expect((await readModel.totals([anasFebruary], 2n))[0]?.[0]).toBe(18n)
      expect(readModel.working.fact('account:A1', 'o1')).toBe('one')
      expect(await readModel.audit()).toEqual([])
    })

    test('a server that stays away is a fault with a code, and nothing is half there when it is back', async () => {
      const { generations, readModel } = await opened({
        failpoint: async (name) => (name === 'in-post' ? postgres.control?.kill() : undefined),
      })
      const epoch = await readModel.claim()
      await expect(readModel.post(batch({ epoch, from: -1n, to: 0n, rows: [salesRow(0n, [5n])] }))).rejects.toMatchObject({
        name: 'DatabaseFault',
        code: 'unavailable',
      })
      await postgres.control?.start()
      expect(await (await readerOf(generations)).checkpoint()).toEqual({ position: -1n, epoch, events: 0n, entries: 0n })
    })
  })
})
