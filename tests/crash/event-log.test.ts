import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type EventStore, openSqliteEventStore, readDataFolder } from '@daybook/event-store'
import { expect, onTestFinished, test } from 'vitest'
import { accepted } from '../contract/event-store-facts.ts'
import { type Random, randomFrom } from '../properties/random.ts'

const seed = Number(process.env.DAYBOOK_SEED ?? 20_250_109)
const rounds = 20
const program = join(import.meta.dirname, 'event-log-writer.ts')

const newFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-crash-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'log.db')
}

const spawned = (command: string, words: readonly string[]): ChildProcess => {
  // What the first of them compiles the others need not.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'daybook-compile-cache') }
  const child = spawn(command, words, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

const linesOf = (child: ChildProcess) => createInterface({ input: child.stdout! })

/** How a round ends: from outside after so many answers, or at a point inside the writer. */
const endOf = (random: Random) =>
  random.chance(50)
    ? { mode: 'forever', answers: random.between(1, 40) }
    : {
        mode: `${random.pick(['in-transaction', 'before-commit', 'after-commit-before-answer'])}:${random.between(1, 30)}`,
        answers: null,
      }

/** Batches that were answered before the writer died, by name. */
const runUntilKilled = async (
  file: string,
  prefix: string,
  end: ReturnType<typeof endOf>,
): Promise<ReadonlyMap<string, number>> => {
  const child = spawned(process.execPath, [program, file, prefix, end.mode])
  const answered = new Map<string, number>()
  for await (const line of linesOf(child)) {
    const [name = '', size] = line.split(' ')
    if (size !== undefined) answered.set(name, Number(size))
    if (answered.size === end.answers) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')
  return answered
}

/** How many events of each batch are stored from a position on; positions have no hole. */
const batchesSince = async (store: EventStore, from: bigint): Promise<ReadonlyMap<string, number>> => {
  const found = new Map<string, number>()
  const { position: head } = await store.head()
  const events = await store.readAll({ from, limit: Number(head - from) + 1 })
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => from + BigInt(index)))
  for (const { id } of events) {
    const name = id.slice(0, id.indexOf('.'))
    found.set(name, (found.get(name) ?? 0) + 1)
  }
  return found
}

test(`what was answered before a kill is there after it, and batches are whole (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const file = newFile()
  let from = 0n
  for (let round = 0; round < rounds; round += 1) {
    const end = endOf(random)
    const answered = await runUntilKilled(file, `R${round}`, end)
    await using store = openSqliteEventStore({ file })
    expect(store.fault()).toBeNull()
    const stored = await batchesSince(store, from)
    expect([...answered].filter(([name, size]) => stored.get(name) !== size)).toEqual([])
    for (const [name, size] of stored) expect(await store.record('batch', name)).toBe(`${size}`)
    expect(
      (await store.records('batch', { after: `R${round}-`, limit: 1_000 })).filter(({ key }) => key.startsWith(`R${round}-`)),
    ).toHaveLength(stored.size)
    from = (await store.head()).position + 1n
  }
  await using store = openSqliteEventStore({ file })
  expect(await store.verifyEvents({ from: 0n, to: from })).toEqual({ checked: Number(from), damage: [] })
}, 180_000)

test('a folder whose writer was killed is free, and one whose writer lives is not', async () => {
  const file = newFile()
  const child = spawned(process.execPath, [program, file, 'R'])
  const [opened] = await once(linesOf(child), 'line')
  expect(opened).toBe('open')
  expect(() => openSqliteEventStore({ file })).toThrow(expect.objectContaining({ code: 'folder-in-use' }))
  expect(readDataFolder(join(file, '..'))).toEqual({ pid: child.pid, address: null })
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(readDataFolder(join(file, '..'))).toBeNull()
  await openSqliteEventStore({ file })[Symbol.asyncDispose]()
})

test('a second writer of one folder stops at once', async () => {
  const file = newFile()
  await using store = openSqliteEventStore({ file })
  const child = spawned(process.execPath, [program, file, 'R'])
  const [line] = await once(linesOf(child), 'line')
  expect(line).toBe('fault folder-in-use')
  expect(await store.append({ appends: [accepted('SO1')] })).toMatchObject({ status: 'appended' })
})

const canTrace = spawnSync('strace', ['-V']).status === 0

test.skipIf(!canTrace)('every commit waits for the disk', async () => {
  const file = newFile()
  const trace = join(file, '..', 'trace')
  const syncs = ['-f', '-e', 'trace=fsync,fdatasync', '-o', trace]
  const child = spawned('strace', [...syncs, process.execPath, program, file, 'S', 'one-by-one:50'])
  await once(child, 'exit')
  const made = readFileSync(trace, 'utf8').match(/\b(?:fsync|fdatasync)\(/g) ?? []
  expect(made.length).toBeGreaterThanOrEqual(50)
})

test('a disk that fails ends writing, and what was answered is there when the log is opened again', async () => {
  const file = newFile()
  const child = spawned('/bin/sh', ['-c', `ulimit -f 2000; exec "${process.execPath}" "${program}" "${file}" R`])
  const answered = new Map<string, number>()
  let fault = ''
  for await (const line of linesOf(child)) {
    const [name = '', size = ''] = line.split(' ')
    if (name === 'fault') fault = size
    else answered.set(name, Number(size))
  }
  expect(fault).toBe('storage-failed')
  answered.delete('open')
  await using store = openSqliteEventStore({ file })
  const stored = await batchesSince(store, 0n)
  expect([...answered].filter(([name, size]) => stored.get(name) !== size)).toEqual([])
})
