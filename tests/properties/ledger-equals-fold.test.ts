import { documents } from '@daybook/projections'
import { expect, test } from 'vitest'
import { type Engine, postHistory } from './posted-history.ts'
import { checkPosting } from './posting-checked.ts'
import { randomFrom } from './random.ts'
import { withAgendas } from './random-agendas.ts'
import { describeHistory, type RandomHistory, randomHistory } from './random-history.ts'
import { withRareEvents } from './rare-events.ts'
import { effort, reproduce, seedsOf, tell } from './seeds.ts'

const histories = 160

/** Most histories are short, since what goes wrong goes wrong among few events; some are long. In every other one rare things happen, in a third plans are made. */
const historyOf = (seed: number): RandomHistory => {
  const history = randomHistory(seed, seed % 20 === 0 ? 220 : seed % 20 < 4 ? 100 : 60)
  const planned = seed % 3 === 0 ? withAgendas(history, randomFrom(seed)) : history
  return seed % 2 === 0 ? planned : withRareEvents(planned, randomFrom(seed))
}

/** Everything that was posted of a history: rows, and the documents at its head. */
const everythingPosted = async ({ seed, events }: RandomHistory, engine: Engine, random = true): Promise<unknown> => {
  await using posted = await postHistory(events, random ? { random: randomFrom(seed), engine } : { engine })
  const head = BigInt(events.length)
  const kinds = [...documents.map(({ name }) => name), 'reference']
  const kept = kinds.map((kind) => posted.readModel.documents(kind, head))
  return { rows: await posted.readModel.rowsBetween(0n, head), documents: await Promise.all(kept) }
}

test('what is posted, event by event, is what the plain fold contributes: of every KPI, in every partition', {
  timeout: 600_000 * effort,
}, async () => {
  const seeds = seedsOf(histories)
  const counts = { events: 0, rows: 0 }
  for (const seed of seeds) {
    const history = historyOf(seed)
    const { rows, problem } = await checkPosting(history, seed % 8 === 0 ? 'sqlite' : 'in-memory')
    if (problem !== null) expect.fail(`${reproduce(seed, import.meta.filename)}\n${problem}\n${describeHistory(history)}`)
    counts.events += history.events.length
    counts.rows += rows
  }
  tell(import.meta.filename, seeds, counts)
})

test('rows are the same however the log is cut into batches, posting restarted, in memory or in SQLite, live or rebuilt', {
  timeout: 120_000,
}, async () => {
  const seeds = seedsOf(40)
  for (const seed of seeds) {
    const history = historyOf(seed)
    const rebuilt = await everythingPosted(history, 'in-memory', false)
    for (const engine of ['in-memory', 'sqlite'] as const)
      expect(await everythingPosted(history, engine), `${reproduce(seed, import.meta.filename)}: ${engine}`).toEqual(rebuilt)
  }
  tell(import.meta.filename, seeds, {})
})
