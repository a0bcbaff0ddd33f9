import type { StoredRow } from '@daybook/projections'
import { expect, test } from 'vitest'
import { legDifferences } from './legs-compared.ts'
import { type Engine, postHistory } from './posted-history.ts'
import { randomFrom } from './random.ts'
import { describeHistory, type RandomHistory, randomHistory } from './random-history.ts'
import { reproduce, seedsOf, tell } from './seeds.ts'

const histories = 120

/** Most histories are short, some are long. */
const sizes = [60, 100, 140, 220]

const historyOf = (seed: number): RandomHistory => randomHistory(seed, sizes[seed % sizes.length])

const rowsOf = async ({ seed, events }: RandomHistory, engine: Engine): Promise<readonly StoredRow[]> => {
  await using posted = await postHistory(events, { random: randomFrom(seed), engine })
  expect(await posted.readModel.incomplete(BigInt(events.length))).toEqual([])
  return posted.readModel.rowsBetween(0n, BigInt(events.length))
}

const shown = (seed: number, found: unknown): string =>
  `${reproduce(seed, import.meta.filename)}\n${JSON.stringify(found, (_key, value) => (typeof value === 'bigint' ? `${value}` : value), 1)}`

test('what is posted, event by event, is what the plain fold contributes: of every KPI, in every partition', {
  timeout: 300_000,
}, async () => {
  const seeds = seedsOf(histories)
  const counts = { events: 0, rows: 0 }
  for (const seed of seeds) {
    const history = historyOf(seed)
    const rows = await rowsOf(history, seed % 8 === 0 ? 'sqlite' : 'in-memory')
    const differences = legDifferences(history.events, rows)
    if (differences.length > 0) expect.fail(`${shown(seed, differences.slice(0, 8))}\n${describeHistory(history)}`)
    counts.events += history.events.length
    counts.rows += rows.length
  }
  tell(import.meta.filename, seeds, counts)
})

test('rows are the same however the log is cut into batches, posting restarted, in memory or in SQLite, live or rebuilt', {
  timeout: 120_000,
}, async () => {
  const seeds = seedsOf(24)
  for (const seed of seeds) {
    const history = historyOf(seed)
    await using rebuilt = await postHistory(history.events)
    const rows = await rebuilt.readModel.rowsBetween(0n, BigInt(history.events.length))
    for (const engine of ['in-memory', 'sqlite'] as const)
      expect(await rowsOf(history, engine), shown(seed, engine)).toEqual(rows)
  }
  tell(import.meta.filename, seeds, {})
})
