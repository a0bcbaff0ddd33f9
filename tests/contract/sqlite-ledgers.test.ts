import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kpis, ledgers } from '@daybook/projections'
import {
  kpiDigests,
  openInMemoryReadModel,
  openSqliteGenerations,
  openSqliteReadModel,
  type ReadModel,
} from '@daybook/read-model'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { randomFrom } from '../properties/random.ts'
import { anaInEast, batch, boInEast, february, february1, postThrough, salesRow } from './posting.ts'
import { scratchFolder } from './scratch-folder.ts'
import { dump, postCut, randomBook } from './sqlite-ledgers.ts'

const open = async (file: string, readOnly = false): Promise<ReadModel> => {
  const readModel = await openSqliteReadModel({ file, readOnly })
  onTestFinished(() => readModel[Symbol.asyncDispose]())
  return readModel
}

const opened = async (): Promise<{ readonly file: string; readonly readModel: ReadModel }> => {
  const file = join(scratchFolder(), 'ledger.db')
  const readModel = await open(file)
  await readModel.claim()
  return { file, readModel }
}

describe('generations side by side', () => {
  const posted = async (lastsOf: Readonly<Record<number, number>>) => {
    const generations = await openSqliteGenerations({ folder: scratchFolder() })
    const book = randomBook(31, 400)
    for (const [generation, last] of Object.entries(lastsOf)) {
      if (generation !== '1') await generations.create()
      await using readModel = await generations.open(Number(generation))
      await readModel.claim()
      await postCut(readModel, book, { last, size: () => 50 * Number(generation) })
    }
    return generations
  }

  test('two that were posted from the same log are identical, and one that is behind is not', async () => {
    const generations = await posted({ 1: 399, 2: 399, 3: 398 })
    expect(await generations.areIdentical(1, 2)).toBe(true)
    expect(await generations.areIdentical(1, 3)).toBe(false)
    expect(await generations.areIdentical(3, 1)).toBe(false)
  })

  test('two with one entry that differs are not identical', async () => {
    const generations = await posted({ 1: 399, 2: 200 })
    await using readModel = await generations.open(2)
    await postThrough(readModel, 399n, { rows: [salesRow(399n, [7n, 0n, 0n, 0n, 0n, 0n])] })
    expect(await generations.areIdentical(1, 2)).toBe(false)
  })
})

describe('batches', () => {
  const last = 17_000
  const book = randomBook(23, last + 1)

  const postedIn = async (size: () => number): Promise<string> => {
    const { file, readModel } = await opened()
    await postCut(readModel, book, { last, size })
    expect(await readModel.audit()).toEqual([])
    return dump(file)
  }

  test('tables come out the same, byte for byte, however events are cut into batches', async () => {
    const chance = randomFrom(5).below
    const whole = await postedIn(() => last + 1)
    expect(await postedIn(() => 8192)).toBe(whole)
    expect(await postedIn(() => 1 + chance(2500))).toBe(whole)
    expect(await postedIn(() => 1000)).toBe(whole)
  }, 60_000)

  test('tables come out the same one event at a time', async () => {
    const small = randomBook(29, 700)
    const postedBy = async (size: number): Promise<string> => {
      const { file, readModel } = await opened()
      await postCut(readModel, small, { last: 699, size: () => size })
      return dump(file)
    }
    expect(await postedBy(1)).toBe(await postedBy(700))
  })

  test('tables come out the same when another projector takes over after each batch', async () => {
    const { file, readModel } = await opened()
    await postCut(readModel, book, { last, size: () => last + 1 })
    const other = join(scratchFolder(), 'ledger.db')
    const chance = randomFrom(41).below
    for (let through = 0; through < last; ) {
      through = Math.min(through + 1 + chance(3000), last)
      await using successor = await openSqliteReadModel({ file: other })
      await successor.claim()
      await postCut(successor, book, { last: through, size: () => 5000 })
    }
    const withoutEpoch = (text: string) => text.replace(/checkpoint\n.*/, '')
    expect(withoutEpoch(dump(other))).toBe(withoutEpoch(dump(file)))
  }, 60_000)
})

test('digests are those of the ledgers in memory', async () => {
  // The rows of the book hold the first measures of each ledger; accounts that lapse are the second count of theirs.
  const digested = kpis.filter(({ ledger, name }) => ['sales', 'buying', 'active'].includes(ledger) && name !== 'lapsed-accounts')
  const digestsOf = async (readModel: ReadModel) => {
    await postCut(readModel, randomBook(37, 9_000), { last: 8_999, size: () => 2_000 })
    return kpiDigests(readModel, { kpis: digested, layouts: ledgers, through: 8_999n })
  }
  const { readModel } = await opened()
  const inMemory = openInMemoryReadModel()
  await inMemory.claim()
  const digests = await digestsOf(readModel)
  expect(digests).toEqual(await digestsOf(inMemory))
  expect(digests.map(({ blocks }) => new Set(blocks).size)).toEqual(digested.map(() => 2))
})

describe('day blocks', () => {
  const dayBlocks = (file: string) => {
    const database = new Database(file, { readonly: true })
    const rows = database.prepare('SELECT day, block, cum FROM day_block ORDER BY day, block').raw().all()
    database.close()
    return rows
  }
  const crowded = (size: number, first: number) =>
    Array.from({ length: size }, (_, index) => salesRow(BigInt(first + index), [1n], { day: february1 + (index % 2) }))

  test.each([
    [255, []],
    [256, [128, 128]],
    [257, [129, 128]],
  ])('a cell of %i entries at the end of a block has sums for each of its days from 256 on', async (size, sums) => {
    const { file, readModel } = await opened()
    await postThrough(readModel, 8191n, { rows: crowded(size, 8192 - size) })
    expect(dayBlocks(file)).toEqual(sums.map((sum, index) => [february1 + index, 0, sum]))
  })

  test('a block is written when its last position has been posted, with or without entries there', async () => {
    const { file, readModel } = await opened()
    await postThrough(readModel, 8190n, { rows: crowded(300, 100) })
    expect(dayBlocks(file)).toEqual([])
    await postThrough(readModel, 8191n)
    expect(dayBlocks(file)).toHaveLength(2)
  })

  test('later blocks have rows only for the days that they moved', async () => {
    const { file, readModel } = await opened()
    const late = salesRow(9000n, [5n], { day: february1 + 9 })
    await postThrough(readModel, 30_000n, { rows: [...crowded(300, 100), salesRow(8999n, [7n], { day: february1 + 1 }), late] })
    expect(dayBlocks(file)).toEqual([
      [february1, 0, 150],
      [february1 + 1, 0, 150],
      [february1 + 1, 1, 157],
      [february1 + 9, 1, 5],
    ])
    expect(await readModel.audit()).toEqual([])
  })
})

describe('two connections', () => {
  const query = { ledger: 'sales', period: february, entity: anaInEast, day: null }

  test('a reader sees a batch as soon as it is committed, with names it has not met', async () => {
    const { file, readModel } = await opened()
    const reader = await open(file, true)
    expect((await reader.totals([query], 0n))[0]![0]).toBe(0n)
    await postThrough(readModel, 0n, { rows: [salesRow(0n, [5n])] })
    expect((await reader.totals([query], 0n))[0]![0]).toBe(5n)
    await postThrough(readModel, 1n, {
      rows: [salesRow(1n, [6n], { entity: boInEast, reason: 'OrderVoided', partition: 'account:A9' })],
    })
    expect(await reader.rowsAt(1n)).toMatchObject([{ entity: boInEast, reason: 'OrderVoided', partition: 'account:A9' }])
    expect(await reader.seats()).toEqual([anaInEast, boInEast])
  })

  test('of two projectors the one that claimed last posts, and the other may claim again', async () => {
    const { file, readModel: first } = await opened()
    await postThrough(first, 0n, { rows: [salesRow(0n, [1n])] })
    const second = await open(file)
    const epoch = await second.claim()
    const late = first.post(batch({ epoch: epoch - 1n, from: 0n, to: 1n, rows: [salesRow(1n, [100n])] }))
    await expect(late).rejects.toMatchObject({ code: 'epoch-lost' })
    await postThrough(second, 1n, { rows: [salesRow(1n, [10n])] })
    const stale = first.post(batch({ epoch, from: 0n, to: 1n, rows: [salesRow(1n, [100n])] }))
    await expect(stale).rejects.toMatchObject({ code: 'not-at-checkpoint' })
    await first.claim()
    await postThrough(first, 2n, { rows: [salesRow(2n, [1000n])] })
    expect((await second.totals([query], 2n))[0]![0]).toBe(1011n)
    expect(await second.audit()).toEqual([])
  })

  test('a file that holds something else is refused', async () => {
    const file = join(scratchFolder(), 'ledger.db')
    const other = new Database(file)
    other.exec('CREATE TABLE note (text TEXT)')
    other.close()
    await expect(openSqliteReadModel({ file })).rejects.toThrow('holds no ledgers')
  })

  test('what a kill has left of a discarded generation goes when the folder is opened again', async () => {
    const folder = scratchFolder()
    const generations = await openSqliteGenerations({ folder })
    const built = await generations.create()
    for (const name of ['ledger-1.db-wal', 'ledger-7.db-wal', 'ledger-7.db-shm']) writeFileSync(join(folder, name), '')
    await openSqliteGenerations({ folder, readOnly: true })
    expect(readdirSync(folder)).toContain('ledger-7.db-wal')
    await openSqliteGenerations({ folder })
    const left = readdirSync(folder).filter((name) => name.startsWith('ledger-'))
    expect(left.toSorted()).toEqual(['ledger-1.db', 'ledger-1.db-wal', `ledger-${built}.db`])
  })

  test('a folder keeps its generations when it is opened again', async () => {
    const folder = scratchFolder()
    const before = await openSqliteGenerations({ folder })
    const second = await before.create()
    await before.switchTo(second, 0n)
    const after = await openSqliteGenerations({ folder, readOnly: true })
    expect(await after.list()).toEqual([
      { generation: 1, state: 'frozen' },
      { generation: second, state: 'active' },
    ])
  })
})

describe('what was posted stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-'))
  const book = join(folder, 'ledger.db')
  beforeAll(async () => {
    await using readModel = await openSqliteReadModel({ file: book })
    await readModel.claim()
    await postCut(readModel, randomBook(31, 12_000), { last: 11_999, size: () => 4000 })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const posted = async (): Promise<{ readonly database: Database.Database; readonly readModel: ReadModel }> => {
    const file = join(scratchFolder(), 'ledger.db')
    copyFileSync(book, file)
    const database = new Database(file)
    onTestFinished(() => void database.close())
    return { database, readModel: await open(file) }
  }

  test.each([
    "UPDATE run SET entries = x'0100'",
    'UPDATE run SET position = position + 1',
    'DELETE FROM run',
    'UPDATE day_block SET cum = cum + 1',
    'DELETE FROM day_block',
    "UPDATE document SET body = 'forged'",
    'DELETE FROM document',
  ])('the file refuses %s', async (statement) => {
    const { database } = await posted()
    expect(() => database.exec(statement)).toThrow(/never/)
  })

  test.each([
    ['running totals', "UPDATE run SET totals = x'0000' WHERE position = (SELECT max(position) FROM run)", /ends with/],
    [
      'an entry',
      "UPDATE run SET entries = CAST(substr(entries, 1, length(entries) - 1) || x'55' AS BLOB) WHERE ord = 0",
      /ends with|begins with/,
    ],
    ['a whole run', 'DELETE FROM run WHERE position = (SELECT min(position) FROM run)', /the index names/],
    ['a day block', 'UPDATE day_block SET cum = cum + 1 WHERE day = (SELECT min(day) FROM day_block)', /day block/],
    ['the index', 'DELETE FROM entry_by_position WHERE chunk = 3', /the index names/],
    ['the count', 'UPDATE checkpoint SET entries = entries - 1', /entries were posted/],
  ])('the audit names a change of %s made around the guards', async (_what, statement, difference) => {
    const { database, readModel } = await posted()
    const guards = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()
    for (const guard of guards) database.exec(`DROP TRIGGER ${guard}`)
    database.exec(statement)
    expect((await readModel.audit()).join('\n')).toMatch(difference)
  })
})
