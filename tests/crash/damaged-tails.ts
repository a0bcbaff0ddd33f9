import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Recorded } from '@daybook/domain'
import { type EventStore, openSqliteEventStore } from '@daybook/event-store'
import { accepted, noon } from '../contract/event-store-facts.ts'
import type { Random } from '../properties/random.ts'

/** Opens the log in a file, at a clock that stands still. */
export const openLog = (file: string) => openSqliteEventStore({ file, clock: () => noon })

/** Appends batches of 1 to 9 orders; the position after each, beginning with none. */
export const fill = async (store: EventStore, random: Random): Promise<readonly bigint[]> => {
  const heads = [-1n]
  for (let batch = 0; batch < 40; batch += 1) {
    const appends = Array.from({ length: random.between(1, 9) }, (_, index) => accepted(`SO${batch}-${index}`))
    await store.append({ appends })
    heads.push((await store.head()).position)
  }
  return heads
}

/** Every event of a log. */
export const allOf = async (store: EventStore): Promise<readonly Recorded[]> => store.readAll({ from: 0n, limit: 100_000 })

/** Flips one bit. */
export const flip = (bytes: Buffer, offset: number, bit: number): void => {
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

type Tails = { readonly images: number; readonly random: Random; readonly folder: string }

/** Opens a log so many times with a damaged write-ahead log: what is wrong, and how many lengths came out of it. */
export const damagedTails = async ({ images, random, folder }: Tails): Promise<{ problems: string[]; lengths: number }> => {
  const file = join(mkdtempSync(join(folder, 'whole-')), 'log.db')
  await using store = openLog(file)
  const heads = new Set(await fill(store, random))
  const events = await allOf(store)
  const [main, wal] = [readFileSync(file), readFileSync(`${file}-wal`)]
  const problems: string[] = []
  const recovered = new Set<bigint>()
  for (let image = 0; image < images; image += 1) {
    const place = mkdtempSync(join(folder, 'image-'))
    const copied = join(place, 'log.db')
    writeFileSync(copied, main)
    writeFileSync(`${copied}-wal`, mangled(wal, random))
    await using copy = openLog(copied)
    const { position } = await copy.head()
    if (!heads.has(position)) problems.push(`image ${image} ends within a batch, at ${position}`)
    if (!isDeepStrictEqual(await allOf(copy), events.slice(0, Number(position) + 1)))
      problems.push(`image ${image} holds other events`)
    if ((await copy.verifyEvents({ from: 0n, to: position })).damage.length > 0) problems.push(`image ${image} is damaged`)
    recovered.add(position)
    rmSync(place, { recursive: true })
  }
  return { problems, lengths: recovered.size }
}
