import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DomainEvent, SourceEventId } from '@daybook/domain'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { accepted, erp, fact, noon, order, orderStream, voided } from '../../../tests/contract/event-store-facts.ts'
import { acquireDataFolder, readDataFolder } from './data-folder.ts'
import { eventIdOf } from './event-id.ts'
import type { EventStore } from './event-store.ts'
import type { EventStoreFault } from './fault.ts'
import { openSqliteEventStore } from './sqlite.ts'
import { openLogFile } from './sqlite-file.ts'
import { runLength } from './sqlite-schema.ts'

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'daybook-log-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

const newFile = (): string => join(folder(), 'log.db')

const open = (file: string) => openSqliteEventStore({ file, clock: () => noon })

const idOf = (id: string) => eventIdOf(erp, SourceEventId.parse(id))

const appendMany = async (store: EventStore, from: number, until: number) => {
  const appends = Array.from({ length: until - from }, (_, index) => accepted(`SO${from + index}`))
  return store.append({ appends })
}

test('a log is still there when it is opened again, with its identities', async () => {
  const file = newFile()
  await using first = open(file)
  await first.append({ appends: [accepted('SO1')], records: [{ collection: 'offset', key: 'p0', body: '1' }] })
  await first[Symbol.asyncDispose]()
  await using second = open(file)
  expect(await second.append({ appends: [accepted('SO1')] })).toMatchObject({ on: 'identity', recorded: { position: 0n } })
  expect(await second.append({ appends: [accepted('SO2')] })).toMatchObject({ position: 1n })
  expect(await second.record('offset', 'p0')).toBe('1')
})

test('every connection that writes waits for the disk, also to a file that was there before', () => {
  const file = newFile()
  openLogFile(file, { readOnly: false }).close()
  const driver = new Database(file)
  expect(driver.pragma('synchronous', { simple: true })).toBe(1) // What the driver would have given us.
  driver.close()
  const writer = openLogFile(file, { readOnly: false })
  expect(writer.pragma('synchronous', { simple: true })).toBe(2n)
  expect(writer.pragma('journal_mode', { simple: true })).toBe('wal')
  writer.close()
})

test('a file of a later release, of another program, or of no database is not touched', () => {
  const later = newFile()
  openLogFile(later, { readOnly: false }).close()
  const raised = new Database(later)
  raised.pragma('user_version = 99')
  raised.close()
  expect(() => open(later)).toThrow(/format 99/)
  const foreign = newFile()
  const other = new Database(foreign)
  other.exec('CREATE TABLE song (title TEXT)')
  other.close()
  expect(() => open(foreign)).toThrow(/not an event log/)
  const text = newFile()
  writeFileSync(
    text,
    'Dear diary, this is no database, and it is longer than a header of one hundred bytes would ever have to be.\n',
  )
  expect(() => open(text)).toThrow(/not an event log/)
  expect(() => openSqliteEventStore({ file: newFile(), readOnly: true })).toThrow(/CANTOPEN/)
})

test('a store that could not be opened leaves its folder to others', () => {
  const file = newFile()
  mkdirSync(file)
  expect(() => open(file)).toThrow()
  rmSync(file, { recursive: true })
  return open(file)[Symbol.asyncDispose]()
})

test('events cannot be changed or removed, not even by hand', async () => {
  const file = newFile()
  await using store = open(file)
  await store.append({ appends: [accepted('SO1')] })
  const hand = new Database(file)
  expect(() => hand.exec("UPDATE event SET facts = '{}'")).toThrow(/immutable/)
  expect(() => hand.exec('DELETE FROM event')).toThrow(/immutable/)
  expect(() => hand.exec("UPDATE metadata SET text = '{}'")).toThrow(/immutable/)
  expect(() => hand.exec('DELETE FROM name')).toThrow(/immutable/)
  const row = hand.prepare('SELECT stream, revision, source, id, type, payload_hash FROM event_in_full').get()
  const seen = { stream: 'order-erp~SO1', revision: 0, source: 'erp', id: 'SO1', type: 'OrderAccepted', payload_hash: 's1:SO1' }
  expect(row).toEqual(seen)
  hand.close()
})

test('personal fields stand in a column of their own', async () => {
  const file = newFile()
  await using store = open(file)
  const correction = fact('C1', { ...order('SO1'), type: 'OrderCorrected' } as ReturnType<typeof order>)
  const event = { ...correction, event: { ...correction.event, data: { ...correction.event.data, reason: 'Ana mistyped' } } }
  await store.append({ appends: [{ ...accepted('SO1'), events: [event as typeof correction] }] })
  const hand = new Database(file, { readonly: true })
  const row = hand.prepare('SELECT facts, personal FROM event').get() as { facts: string; personal: string }
  hand.close()
  expect(JSON.parse(row.personal)).toEqual({ reason: 'Ana mistyped' })
  expect(row.facts).not.toContain('Ana')
})

test('a folder has one writer, and says who it is', async () => {
  const file = newFile()
  const place = join(file, '..')
  expect(readDataFolder(place)).toBeNull()
  await using store = open(file)
  expect(() => open(file)).toThrow(expect.objectContaining({ code: 'folder-in-use' }))
  expect(readDataFolder(place)).toEqual({ pid: process.pid, address: null })
  await store[Symbol.asyncDispose]()
  const lock = acquireDataFolder(place)
  lock.writeAddress('http://127.0.0.1:8080')
  expect(() => acquireDataFolder(place)).toThrow(/http:\/\/127\.0\.0\.1:8080/)
  expect(readDataFolder(place)).toEqual({ pid: process.pid, address: 'http://127.0.0.1:8080' })
  await openSqliteEventStore({ file, lock })[Symbol.asyncDispose]()
  lock.release()
  lock.release()
  expect(readDataFolder(place)).toBeNull()
})

test('a writer that finds another one at its file writes nothing more', async () => {
  const file = newFile()
  const lock = acquireDataFolder(join(file, '..'))
  onTestFinished(() => lock.release())
  const failures: EventStoreFault[] = []
  await using first = openSqliteEventStore({ file, lock, onFailure: (fault) => failures.push(fault) })
  await using second = openSqliteEventStore({ file, lock })
  await second.append({ appends: [accepted('SO1')] })
  await expect(first.append({ appends: [accepted('SO2')] })).rejects.toMatchObject({ code: 'storage-failed' })
  await expect(async () => first.append({ appends: [accepted('SO3')] })).rejects.toMatchObject({ code: 'storage-failed' })
  expect(failures).toEqual([first.fault()])
  expect((await first.head()).position).toBe(0n)
})

test('a reader sees what the writer appends, is woken by it, and appends nothing', async () => {
  const file = newFile()
  await using writer = open(file)
  await writer.append({ appends: [accepted('SO1')] })
  await using reader = openSqliteEventStore({ file, readOnly: true })
  expect((await reader.head()).position).toBe(0n)
  const woken = reader.waitBeyond(0n, new AbortController().signal)
  await writer.append({ appends: [accepted('SO2')] })
  await woken
  expect(await reader.event(idOf('SO2'))).toMatchObject({ position: 1n })
  await expect(reader.append({ appends: [accepted('SO3')] })).rejects.toMatchObject({ code: 'read-only' })
})

test('a full disk stores nothing of the batch, lets others read, and ends when there is room', async () => {
  const file = newFile()
  await using store = openSqliteEventStore({ file, pagesMax: 40 })
  await store.append({ appends: [accepted('SO1')] })
  await expect(appendMany(store, 2, 2_000)).rejects.toMatchObject({ code: 'disk-full' })
  expect(store.fault()).toBeNull()
  expect((await store.readAll({ from: 0n, limit: 10 })).map(({ id }) => id)).toEqual(['SO1'])
  expect(await store.append({ appends: [accepted('SO2')] })).toMatchObject({ status: 'appended', position: 1n })
  await store[Symbol.asyncDispose]()
  await using roomy = open(file)
  expect(await appendMany(roomy, 3, 2_000)).toMatchObject({ status: 'appended', position: 1_998n })
})

test('a log without a page to spare is closed in peace', async () => {
  const file = newFile()
  let number = 0
  for (let pagesMax = 20; pagesMax < 24; pagesMax += 1) {
    const store = openSqliteEventStore({ file, pagesMax })
    const append = () => store.append({ appends: [accepted(`SO${number}`)] }).catch(() => null)
    while ((await append()) !== null) number += 1
    await store[Symbol.asyncDispose]()
  }
  await using roomy = open(file)
  expect((await roomy.head()).position).toBe(BigInt(number - 1))
})

test('of batches that are committed together a full disk takes all, and each is told', async () => {
  await using store = openSqliteEventStore({ file: newFile(), pagesMax: 40 })
  const outcomes = await Promise.allSettled([appendMany(store, 0, 500), appendMany(store, 500, 1_000)])
  expect(outcomes).toEqual([
    { status: 'rejected', reason: expect.objectContaining({ code: 'disk-full' }) },
    { status: 'rejected', reason: expect.objectContaining({ code: 'disk-full' }) },
  ])
  expect((await store.head()).position).toBe(-1n)
})

test('events are found by id in runs that were filled across restarts and roll-backs', async () => {
  const file = newFile()
  await using first = open(file)
  await appendMany(first, 0, runLength - 10)
  const known = accepted('SO3')
  const crossing = Array.from({ length: 30 }, (_, index) => accepted(`X${index}`))
  expect(await first.append({ appends: [...crossing, known] })).toMatchObject({ status: 'conflict', on: 'identity' })
  await first[Symbol.asyncDispose]()
  await using second = open(file)
  expect(await second.append({ appends: [...crossing.slice(1), known] })).toMatchObject({ status: 'conflict', on: 'identity' })
  await appendMany(second, runLength - 10, 2 * runLength + 5)
  for (const number of [0, 3, runLength - 11, runLength - 10, runLength - 1, runLength, 2 * runLength - 1, 2 * runLength + 4]) {
    expect((await second.event(idOf(`SO${number}`)))?.position).toBe(BigInt(number))
  }
  expect(await second.event(idOf('X0'))).toBeNull()
  const all = { from: 0n, to: BigInt(2 * runLength + 4) }
  expect((await second.verifyEvents(all)).damage).toEqual([])
  const behindOurBack = new Database(file)
  behindOurBack.exec('UPDATE event_key SET keys = zeroblob(length(keys)) WHERE first = (SELECT min(first) FROM event_key)')
  behindOurBack.close()
  const problem = 'it is not found by its event id'
  expect((await second.verifyEvents(all)).damage).toEqual([{ position: BigInt(runLength - 1), problem }])
})

test('the write-ahead log keeps its limit, and comes back to it when a reader lets go of it', async () => {
  const file = newFile()
  await using store = open(file)
  const walBytes = () => statSync(`${file}-wal`).size
  const event = { ...voided('SO1'), data: { ...voided('SO1').data, reason: 'x'.repeat(50_000) } } as DomainEvent // Longer than any schema allows
  const appendMegabytes = async (name: string, megabytes: number) => {
    for (let megabyte = 0; megabyte < megabytes; megabyte += 1) {
      const facts = Array.from({ length: 20 }, (_, index) => fact(`${name}-${megabyte}-${index}`, event))
      await store.append({ appends: [{ stream: orderStream(`${name}-${megabyte}`), expectedRevision: -1n, events: facts }] })
    }
  }
  await appendMegabytes('free', 80)
  expect(walBytes()).toBeLessThan(72_000_000)
  const reader = new Database(file, { readonly: true })
  reader.exec('BEGIN; SELECT count(*) FROM event')
  await appendMegabytes('held', 80)
  expect(walBytes()).toBeGreaterThan(72_000_000)
  reader.close()
  await appendMegabytes('freed', 40)
  expect(walBytes()).toBeLessThan(72_000_000)
})

test('a backup taken while events come in is a log that holds whole batches', async () => {
  const place = folder()
  await using store = open(join(place, 'log.db'))
  await appendMany(store, 0, 5_000)
  const backingUp = store.backup(join(place, 'copy'))
  for (let from = 5_000; from < 8_000; from += 100) await appendMany(store, from, from + 100)
  const { file, position, bytes, sha256 } = await backingUp
  expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(bytes).toBeGreaterThan(1_000_000)
  expect((position + 1n) % 100n).toBe(0n)
  await using copy = open(file)
  expect((await copy.head()).position).toBe(position)
  expect(await copy.verifyEvents({ from: 0n, to: position })).toEqual({ checked: Number(position) + 1, damage: [] })
  expect(await copy.readStream(orderStream('SO42'))).toHaveLength(1)
  await expect(store.backup(join(place, 'copy'))).rejects.toThrow(/already/)
})
