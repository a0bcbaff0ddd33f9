import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, type Recorded } from '@daybook/domain'
import { type EventStore, eventIdOf, openInMemoryEventStore, openSqliteEventStore } from '@daybook/event-store'
import type { Answers } from '@daybook/read-model'
import { expect, onTestFinished, test } from 'vitest'
import { answersOf } from './answered-book.ts'
import { postHistory } from './posted-history.ts'
import { type FoldedAt, foldedAlong } from './probed-book.ts'
import { type Random, randomFrom } from './random.ts'
import { randomHistory } from './random-history.ts'
import { renumbered } from './rewritten-history.ts'
import { reproduce, seedsOf, tell } from './seeds.ts'
import { type SeveralCells, someCells } from './some-questions.ts'

const file = import.meta.filename

type Book = { readonly events: readonly Recorded[]; readonly folded: FoldedAt }

const someQuestion = (random: Random, { events, folded }: Book): SeveralCells => {
  const cells = someCells(random, { events, ...folded })
  return cells.periods.length === 0 ? someQuestion(random, { events, folded }) : cells
}

/** Everything that is said about some cells at a position: those named, all there are, and what the first of them is made of. */
const everythingAbout = async (answers: Answers, { asOf, ...asked }: SeveralCells, position: bigint): Promise<unknown> => {
  const at = { asOf, position }
  const entity = asked.scope === 'org' ? null : (asked.entities[0] ?? 'A1')
  const cell = { ...asked, entity, period: asked.periods[0]! }
  return {
    named: await answers.values(asked, at),
    all: await answers.valuesWithClose({ ...asked, entities: null }, at),
    explanation: await answers.explain(cell, at),
    replay: await answers.replay(cell, at),
    difference: await answers.diff(cell, { from: { asOf, position: position / 2n }, to: at }),
  }
}

test('what is recorded later changes no answer about what was known before', { timeout: 120_000 }, async () => {
  const seeds = seedsOf(40)
  let answered = 0
  for (const seed of seeds) {
    const { events } = randomHistory(seed, 110)
    const random = randomFrom(seed + 2)
    const head = BigInt(random.between(30, events.length - 10))
    const known = events.slice(0, Number(head) + 1)
    const engine = seed % 5 === 0 ? 'sqlite' : 'in-memory'
    await using then = await postHistory(known, { random, engine })
    await using now = await postHistory(events, { random, engine })
    const [before, after] = [answersOf(then.readModel, known), answersOf(now.readModel, events)]
    for (const [position, folded] of foldedAlong(events, [head / 2n, head - 1n, head])) {
      for (let count = 0; count < 5; count += 1) {
        const asked = someQuestion(random, { events, folded })
        const [first, second] = [await everythingAbout(before, asked, position), await everythingAbout(after, asked, position)]
        expect(second, `${reproduce(seed, file)}: ${JSON.stringify(asked)} at ${position}`).toEqual(first)
        answered += 1
      }
      expect(await after.impact(position)).toEqual(await before.impact(position))
    }
  }
  tell(file, seeds, { answered })
})

test('before the first event nothing is known: sums are zero, plans and ratios have no value', async () => {
  const { events } = randomHistory(seedsOf(1)[0]!)
  await using posted = await postHistory(events)
  const answers = answersOf(posted.readModel, events)
  const valuesFor = async (kpi: string) => {
    const asked = { kpi, scope: 'org', periods: ['2024-05'] } as const
    const answer = await answers.values(asked, { asOf: events[0]!.effectiveOn, position: null })
    return answer.ok ? answer.value.rows.map(({ value, reason }) => reason ?? value) : answer.refusal
  }
  expect(await valuesFor('net-sales')).toEqual(['0.0000'])
  expect(await valuesFor('active-accounts')).toEqual([0])
  expect(await valuesFor('quota')).toEqual(['no-quota'])
  expect(await valuesFor('average-order-size')).toEqual(['no-orders'])
})

test('the position of an instant is the last one recorded by then: it never falls, and splits no instant', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const seeds = seedsOf(6)
  for (const seed of seeds) {
    const { events } = randomHistory(seed, 160)
    const random = randomFrom(seed + 3)
    const stores = [openInMemoryEventStore(), openSqliteEventStore({ file: join(folder, `${seed}`, 'log.db') })]
    for (const store of stores) await recordAll(store, events)
    const instants = events.flatMap(({ recordedAt }) => [recordedAt - 1, recordedAt, recordedAt + random.below(86_400_000)])
    for (const instant of instants) {
      const last = events.findLastIndex(({ recordedAt }) => recordedAt <= instant)
      for (const store of stores)
        expect(await store.positionAt(instant), reproduce(seed, file)).toBe(last < 0 ? null : BigInt(last))
    }
    for (const store of stores) await store[Symbol.asyncDispose]()
  }
  tell(file, seeds, {})
})

const recordAll = async (store: EventStore, events: readonly Recorded[]): Promise<void> => {
  for (const { stream, revision, type, effectiveOn, data, ...recorded } of events) {
    const event = { type, effectiveOn, data } as Recorded // Sound: the event of the union that it was
    const added = { ...recorded, event, eventId: eventIdOf(recorded.source, recorded.id) }
    const result = await store.append({ appends: [{ stream, expectedRevision: revision - 1n, events: [added] }] })
    expect(result.status).toBe('appended')
  }
}

test('a stock on a day to come is what it will be when the day has come and nothing has happened', {
  timeout: 60_000,
}, async () => {
  const seeds = seedsOf(40)
  let moved = 0
  for (const seed of seeds) {
    const { events } = randomHistory(seed, 100)
    const last = events.at(-1)!
    const days = [1, 20, 45, 90, 200, 400].map((count) => addDays(events.at(-1)!.effectiveOn, count))
    const waited = days.map((effectiveOn, count) => {
      const recordedAt = last.recordedAt + (count + 1) * 86_400_000
      const data = { scopeType: 'org', scopeId: 'org', period: '2024-05', amount: '1.0000', currency: 'USD' }
      const stream = 'forecast-org~org~FY2024' as Recorded['stream']
      return { ...last, type: 'ForecastSubmitted', stream, effectiveOn, recordedAt, data } as unknown as Recorded // Sound: a stored forecast
    })
    const all = renumbered([...events, ...waited])
    await using posted = await postHistory(all)
    const answers = answersOf(posted.readModel, all)
    const stocks = async (asOf: (typeof days)[number], position: bigint) => {
      const asked = { scope: 'account', entities: ['A1', 'A2', 'A3', 'A4', 'A5', 'A6'] } as const
      const found = await Promise.all(
        ['overdue-buyers', 'active-accounts'].map((kpi) => answers.values({ kpi, ...asked }, { asOf, position })),
      )
      return found.map((answer) => (answer.ok ? answer.value.rows.map(({ value }) => value) : answer.refusal))
    }
    const seen = new Set<string>()
    for (const [count, asOf] of days.entries()) {
      const foreseen = await stocks(asOf, last.position)
      expect(await stocks(asOf, last.position + BigInt(count + 1)), reproduce(seed, file)).toEqual(foreseen)
      seen.add(JSON.stringify(foreseen))
    }
    if (seen.size > 1) moved += 1
  }
  tell(file, seeds, { 'of them with stocks that time moves': moved })
  expect(moved).toBeGreaterThan(seeds.length / 2)
})
