import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteEventStore } from '@daybook/event-store'
import { createPoster, currentVersions, editions } from '@daybook/projections'
import { openPosting, wordsOf } from '@daybook/projector'
import { openSqliteGenerations } from '@daybook/read-model'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { daybook, newFolder, patienceMs, serve } from './program.ts'
import { fileOf, loadedFolder, smallBook, smallHead } from './small-book.ts'

vi.setConfig({ testTimeout: patienceMs })

const attainment = ['kpi', 'quota-attainment', '--scope', 'rep', '--period', '2025-02', '--as-of', '2025-04-01', '--json']

test('a live book is backed up, and the copy is a book with the same figures', async () => {
  const folder = await loadedFolder()
  const copy = newFolder()
  await using _server = await serve(folder)
  const made = await daybook(['backup', copy, '--json', '--data-dir', folder])
  expect(made.exitCode).toBe(0)
  expect(JSON.parse(made.stdout)).toMatchObject({ log: { position: smallHead }, ledgers: { position: smallHead } })
  expect((await daybook(['doctor', '--data-dir', copy])).exitCode).toBe(0)
  const [original, restored] = await Promise.all([folder, copy].map((book) => daybook([...attainment, '--data-dir', book])))
  expect(JSON.parse(restored!.stdout)).toEqual(JSON.parse(original!.stdout))
  expect((await daybook(['backup', copy, '--data-dir', folder])).exitCode).toBe(4)
})

test('every figure of the book is compared with the raw events, and damage is found', async () => {
  const folder = await loadedFolder()
  expect(await daybook(['verify', '--all', '--data-dir', folder])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('all equal'),
  })
})

test('ledgers of a program that did not have a KPI yet are compared as what they are, and not taken for damaged', async () => {
  const folder = await loadedFolder()
  for (const name of readdirSync(folder).filter((file) => file.startsWith('ledger'))) rmSync(join(folder, name))
  await using eventStore = openSqliteEventStore({ file: join(folder, 'log.db'), readOnly: true })
  const versions = currentVersions(editions).filter(({ name }) => name !== 'orders')
  await using generations = await openSqliteGenerations({ folder })
  await generations.markMadeWith(1, wordsOf({ versions, eventsPerSecondMax: null }))
  const closing = new AbortController().signal
  const posting = await openPosting({ eventStore, generations, generation: 1, makePoster: createPoster, closing })
  while ((await posting.step()) > 0);
  await posting.close()
  expect(await daybook(['verify', '--all', '--data-dir', folder])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('all equal'),
  })
  expect(await generations.damageOf(1)).toBeNull()
})

test('the doctor finds an event that is not what was stored', async () => {
  const folder = await loadedFolder()
  const log = new Database(join(folder, 'log.db'))
  for (const { name } of log.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all() as { name: string }[]) {
    log.exec(`DROP TRIGGER ${name}`)
  }
  log.exec("UPDATE event SET facts = replace(facts, '300.0000', '900.0000')")
  log.close()
  const { exitCode, stdout } = await daybook(['doctor', '--json', '--data-dir', folder])
  expect(exitCode).toBe(1)
  expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ name: 'events', verdict: 'bad' }))
})

test('the doctor finds a log that was restored from an older copy, and opening the book posts its ledgers anew', async () => {
  const folder = await loadedFolder()
  const copy = newFolder()
  expect((await daybook(['backup', copy, '--data-dir', folder])).exitCode).toBe(0)
  const half = newFolder()
  await daybook(['import', fileOf(smallBook.slice(0, 10)), '--backfill', '--data-dir', half])
  cpSync(join(half, 'log.db'), join(copy, 'log.db'))
  const found = await daybook(['doctor', '--json', '--data-dir', copy])
  expect(found.exitCode).toBe(1)
  expect(JSON.parse(found.stdout)).toContainEqual(expect.objectContaining({ name: 'ledgers', verdict: 'bad' }))
  expect((await daybook([...attainment, '--data-dir', copy])).exitCode).toBe(0)
  expect((await daybook(['doctor', '--data-dir', copy])).exitCode).toBe(0)
})

test('ledgers are rebuilt beside those that answer, compared, and switched to', async () => {
  const folder = await loadedFolder()
  await using _server = await serve(folder)
  const before = await daybook([...attainment, '--data-dir', folder])
  expect((await daybook(['projections', 'pause', 'nothing', '--data-dir', folder])).exitCode).toBe(3)
  const rebuilt = await daybook(['projections', 'rebuild', 'ledgers', '--json', '--data-dir', folder])
  expect(JSON.parse(rebuilt.stdout)).toMatchObject({
    state: 'running',
    problem: null,
    rebuild: { generation: 2, position: smallHead },
  })
  const compared = await daybook(['projections', 'diff', '--kpi', 'net-sales', '--json', '--data-dir', folder])
  const { kpis } = JSON.parse(compared.stdout)
  expect(kpis).toMatchObject([{ kpi: 'net-sales', from: 1, to: 1, differing: 0, largest: [] }])
  expect(kpis[0].cells).toBeGreaterThan(0)
  expect((await daybook(['projections', 'switch', '--data-dir', folder])).exitCode).toBe(2)
  const switched = await daybook(['projections', 'switch', '--yes', '--json', '--data-dir', folder])
  expect(JSON.parse(switched.stdout)).toMatchObject({ generation: 2 })
  expect((await daybook([...attainment, '--data-dir', folder])).stdout).toBe(before.stdout)
})
