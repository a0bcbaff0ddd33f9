import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Recorded } from '@daybook/domain'
import { type EventStore, openSqliteEventStore } from '@daybook/event-store'
import { expect, onTestFinished, test } from 'vitest'
import { accepted, noon, order } from '../contract/event-store-facts.ts'
import { type Random, randomFrom } from '../properties/random.ts'

const seed = Number(process.env.DAYBOOK_SEED ?? 20_250_109)

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-damage-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const open = (file: string) => openSqliteEventStore({ file, clock: () => noon })

/** Appends batches of 1 to 9 orders; the position after each, beginning with none. */
const fill = async (store: EventStore, random: Random): Promise<readonly bigint[]> => {
  const heads = [-1n]
  for (let batch = 0; batch < 40; batch += 1) {
    const appends = Array.from({ length: random.between(1, 9) }, (_, index) => accepted(`SO${batch}-${index}`))
    await store.append({ appends })
    heads.push((await store.head()).position)
  }
  return heads
}

const allOf = async (store: EventStore): Promise<readonly Recorded[]> => store.readAll({ from: 0n, limit: 100_000 })

const flip = (bytes: Buffer, offset: number, bit: number): void => {
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit)
}

/** The ways in which the end of a file is lost or spoilt when the power goes. */
const mangled = (bytes: Buffer, random: Random): Buffer => {
  const copy = Buffer.from(bytes)
  const offset = random.below(copy.length)
  switch (random.pick(['cut', 'zeroed', 'flipped'] as const)) {
    case 'cut':
      return copy.subarray(0, offset)
    case 'zeroed':
      copy.fill(0, offset, offset + 512)
      return copy
    case 'flipped':
      flip(copy, offset, random.below(8))
      return copy
  }
}

test(`of a damaged write-ahead log a prefix of whole batches is left (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const folder = newFolder()
  const file = join(folder, 'log.db')
  await using store = open(file)
  const heads = await fill(store, random)
  const events = await allOf(store)
  const main = readFileSync(file)
  const wal = readFileSync(`${file}-wal`)
  const recovered = new Set<bigint>()
  for (let image = 0; image < 100; image += 1) {
    const place = join(newFolder(), 'log.db')
    writeFileSync(place, main)
    writeFileSync(`${place}-wal`, mangled(wal, random))
    await using copy = open(place)
    const { position } = await copy.head()
    expect(heads).toContain(position)
    expect(await allOf(copy)).toEqual(events.slice(0, Number(position) + 1))
    expect((await copy.verifyEvents({ from: 0n, to: position })).damage).toEqual([])
    recovered.add(position)
  }
  expect(recovered.size).toBeGreaterThan(10)
}, 60_000)

test(`a bit that flips in an event is found (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const file = join(newFolder(), 'log.db')
  const store = open(file)
  await fill(store, random)
  await store[Symbol.asyncDispose]()
  const whole = readFileSync(file)
  const { facts, at } = onlyCopy(whole)
  for (let image = 0; image < 25; image += 1) {
    const bytes = Buffer.from(whole)
    flip(bytes, at + random.below(facts.length), random.below(8))
    const place = join(newFolder(), 'log.db')
    writeFileSync(place, bytes)
    await using copy = open(place)
    expect(copy.fault()).toMatchObject({ code: 'damaged' })
    const { position } = await copy.head()
    const { damage } = await copy.verifyEvents({ from: 0n, to: position })
    expect(damage).toHaveLength(1)
    await expect(allOf(copy)).rejects.toMatchObject({ code: 'damaged' })
    await expect(copy.append({ appends: [accepted('SO1')] })).rejects.toMatchObject({ code: 'damaged' })
    const { position: bad } = damage[0]!
    expect(await copy.readAll({ from: 0n, limit: Number(bad) })).toHaveLength(Number(bad))
  }
}, 60_000)

/** The facts of an order that stand in the file once: a page that was split keeps a dead copy of what moved to the other one. */
const onlyCopy = (whole: Buffer): { readonly facts: Buffer; readonly at: number } => {
  for (let batch = 0; ; batch += 1) {
    const facts = Buffer.from(JSON.stringify(order(`SO${batch}-0`).data))
    const at = whole.indexOf(facts)
    if (whole.indexOf(facts, at + 1) < 0) return { facts, at }
  }
}

/** What becomes of a log of which one bit is wrong: found, or nothing that is read is other than it was. */
const outcomeOf = async (file: string, events: readonly Recorded[]): Promise<'found' | 'harmless' | 'wrong'> => {
  try {
    await using copy = open(file)
    const { damage } = await copy.verifyEvents({ from: 0n, to: 100_000n })
    if (copy.fault() !== null || damage.length > 0) return 'found'
    expect(await allOf(copy)).toEqual(events)
    return 'harmless'
  } catch (error) {
    return error instanceof Error && error.name === 'EventStoreFault' ? 'found' : 'wrong'
  }
}

test(`wherever a bit flips, nothing is read that was not stored (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const file = join(newFolder(), 'log.db')
  const store = open(file)
  await fill(store, random)
  const events = await allOf(store)
  await store[Symbol.asyncDispose]()
  const outcomes: string[] = []
  for (let image = 0; image < 60; image += 1) {
    const place = join(newFolder(), 'log.db')
    copyFileSync(file, place)
    const bytes = readFileSync(place)
    flip(bytes, random.below(bytes.length), random.below(8))
    writeFileSync(place, bytes)
    outcomes.push(await outcomeOf(place, events))
  }
  expect(outcomes).not.toContain('wrong')
  expect(outcomes).toContain('found')
}, 60_000)
