import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Recorded } from '@daybook/domain'
import { expect, onTestFinished, test } from 'vitest'
import { accepted, order } from '../contract/event-store-facts.ts'
import { randomFrom } from '../properties/random.ts'
import { allOf, damagedTails, fill, flip, openLog } from './damaged-tails.ts'

const seed = Number(process.env.DAYBOOK_SEED ?? 20_250_109)

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-damage-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test(`of a damaged write-ahead log a prefix of whole batches is left (seed ${seed})`, async () => {
  const { problems, lengths } = await damagedTails({ images: 100, random: randomFrom(seed), folder: newFolder() })
  expect(problems).toEqual([])
  expect(lengths).toBeGreaterThan(10)
}, 60_000)

test(`a bit that flips in an event is found (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const file = join(newFolder(), 'log.db')
  const store = openLog(file)
  await fill(store, random)
  await store[Symbol.asyncDispose]()
  const whole = readFileSync(file)
  const { facts, at } = onlyCopy(whole)
  for (let image = 0; image < 25; image += 1) {
    const bytes = Buffer.from(whole)
    flip(bytes, at + random.below(facts.length), random.below(8))
    const place = join(newFolder(), 'log.db')
    writeFileSync(place, bytes)
    await using copy = openLog(place)
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
    await using copy = openLog(file)
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
  const store = openLog(file)
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
