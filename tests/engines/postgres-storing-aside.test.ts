import { DatabaseFault } from '@daybook/postgres'
import type { PostgresFailpoint } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { batch, postThrough, salesRow } from '../contract/posting.ts'
import { scratchFolder } from '../contract/scratch-folder.ts'
import { anasFebruary, booksOn } from './postgres-books.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

await suiteOnPostgres('a batch that PostgreSQL stores while the next is made', (postgres) => {
  const { open, opened, readerOf, sql } = booksOn(postgres)
  const accountOf = (head: string) => ({ partitions: [{ partition: 'account:A1', head, position: 0n }] })
  const busy = (): never => {
    throw new DatabaseFault('busy', 'another transaction is in the way', null)
  }

  test('is in the working state from the call on, before the server has it', async () => {
    const seen: (string | null)[] = []
    const { readModel } = await opened({ failpoint: () => void seen.push(readModel.working.head('account:A1')) })
    await readModel.claim()
    const posted = postThrough(readModel, 0n, { rows: [salesRow(0n, [5n])], ...accountOf('first') })
    await posted
    expect(readModel.storesAside).toBe(true)
    expect(seen).toEqual(['first', 'first', 'first'])
    expect(readModel.working.head('account:A1')).toBe('first')
  })

  test('leaves nothing in the working state when it fails, nor in its file', async () => {
    const workingFolder = scratchFolder()
    let isFailing = true
    const failpoint: PostgresFailpoint = (name) => {
      if (isFailing && name === 'before-commit') throw new Error('the power is gone')
    }
    const { schema, readModel } = await opened({ workingFolder, failpoint })
    await readModel.claim()
    const facts = [{ partition: 'account:A1', id: 'o1', day: 1, body: 'one' }]
    await expect(postThrough(readModel, 0n, { ...accountOf('lost'), facts })).rejects.toThrow('the power is gone')
    expect(readModel.working.head('account:A1')).toBeNull()
    expect(readModel.working.fact('account:A1', 'o1')).toBeNull()
    await readModel[Symbol.asyncDispose]()
    isFailing = false
    const again = await readerOf(await open({ schema, workingFolder }))
    await again.claim()
    expect(again.working.partitions('account:')).toEqual([])
    await postThrough(again, 0n, { rows: [salesRow(0n, [7n])], ...accountOf('kept') })
    expect(again.working.head('account:A1')).toBe('kept')
    expect(await again.audit()).toEqual([])
  })

  test('is known for stored where its lost commit came through only after another attempt was busy', async () => {
    const faults = [new DatabaseFault('unavailable', 'the connection is gone', null), new DatabaseFault('busy', 'locked', null)]
    const failpoint: PostgresFailpoint = (name) => {
      const fault = name === 'before-commit' ? faults.shift() : undefined
      if (fault !== undefined) throw fault
    }
    const { schema, readModel } = await opened({ failpoint })
    const posted = batch({ epoch: await readModel.claim(), from: -1n, to: 0n, ...accountOf('late') })
    await expect(readModel.post(posted)).rejects.toMatchObject({ code: 'busy' })
    await sql(`UPDATE ${schema}_ledger_1.checkpoint SET position = 0`)
    await readModel.post(posted)
    expect(await readModel.checkpoint()).toMatchObject({ position: 0n })
    expect(readModel.working.head('account:A1')).toBe('late')
  })

  test('stays in the working state when it fails as busy, and is posted again', async () => {
    let times = 0
    const failpoint: PostgresFailpoint = (name) => {
      if (name !== 'in-post') return
      times += 1
      if (times <= 2) busy()
    }
    const { readModel } = await opened({ failpoint })
    const epoch = await readModel.claim()
    const first = batch({ epoch, from: -1n, to: 0n, rows: [salesRow(0n, [5n])], ...accountOf('first') })
    await expect(readModel.post(first)).rejects.toMatchObject({ code: 'busy' })
    expect(readModel.working.head('account:A1')).toBe('first')
    await expect(readModel.post(first)).rejects.toMatchObject({ code: 'busy' })
    await readModel.post(first)
    expect(readModel.working.head('account:A1')).toBe('first')
    expect((await readModel.totals([anasFebruary], 0n))[0]?.[0]).toBe(5n)
  })

  test('that failed as busy is gone from the working state once the ledgers are claimed again', async () => {
    const { generations, readModel } = await opened({ failpoint: (name) => (name === 'in-post' ? busy() : undefined) })
    const epoch = await readModel.claim()
    await expect(readModel.post(batch({ epoch, from: -1n, to: 0n, ...accountOf('mine') }))).rejects.toMatchObject({
      code: 'busy',
    })
    const other = await readerOf(generations)
    await expect(other.claim()).resolves.toBe(epoch + 1n)
    await readModel.claim()
    expect(readModel.working.head('account:A1')).toBeNull()
  })
})
