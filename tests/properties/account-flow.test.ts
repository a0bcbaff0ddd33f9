import { addDays, type Day, type Recorded } from '@daybook/domain'
import type { Scope } from '@daybook/projections'
import { expect, test } from 'vitest'
import { type FoldedAt, foldedAlong } from './probed-book.ts'
import { type Random, randomFrom } from './random.ts'
import { randomHistory } from './random-history.ts'
import { withRareEvents } from './rare-events.ts'
import { effort, reproduce, seedsOf, tell } from './seeds.ts'
import { someDay, somePositions } from './some-questions.ts'

const places: readonly (readonly [Scope, string | null])[] = [
  ['org', null],
  ['team', 'T-East'],
  ['team', 'T-West'],
  ...['R1', 'R2', 'R3', 'R4', 'HOUSE'].map((id) => ['rep', id] as const),
  ['account', 'A1'],
  ['account', 'A3'],
  ['industry', 'retail'],
  ['territory', 'north'],
]
const comesIn = ['new-accounts', 'reactivated-accounts', 'won-back-accounts', 'accounts-transferred-in']
const goesOut = ['active-accounts-lost', 'lapsed-accounts', 'accounts-transferred-out', 'accounts-merged-away']
const transfers = ['accounts-transferred-in', 'accounts-transferred-out']

type Look = { readonly folded: FoldedAt; readonly period: string; readonly asOf: Day }

/** What came in and went out of a place, and how many accounts it had before and has now. */
const flowIn = ({ folded, period, asOf }: Look, [scope, entity]: (typeof places)[number]) => {
  const { first, last, months } = folded.selection(period)
  const sum = (kpis: readonly string[]): bigint =>
    kpis.reduce((total, kpi) => total + folded.value(kpi, { scope, entity, period, asOf }), 0n)
  const activeOn = (day: Day): bigint => folded.value('active-accounts', { scope, entity, period: months.at(-1)!.id, asOf: day })
  return {
    opening: activeOn(addDays(first, -1)),
    comesIn: sum(comesIn),
    goesOut: sum(goesOut),
    transfers: sum(transfers),
    closing: activeOn(asOf < last ? asOf : last),
  }
}

/** A period around a day of the history, as of its last day or of one inside it; null when it has not begun. */
const someLook = (random: Random, events: readonly Recorded[], folded: FoldedAt): Look | null => {
  const month = folded.calendar.monthOf(someDay(random, events, folded.calendar))
  if (month === null) return null
  const period = random.pick([month.id, month.quarter, month.year, `${month.id}:ytd`, `${month.id}:r12`])
  const { first, last } = folded.selection(period)
  const asOf = random.chance(60) ? last : random.pick([first, someDay(random, events, folded.calendar)])
  return asOf < first ? null : { folded, period, asOf }
}

test('whoever is active at the end of a period was so before it or came in, and did not go: for every place and period', {
  timeout: 180_000 * effort,
}, () => {
  const seeds = seedsOf(40)
  let moved = 0n
  for (const seed of seeds) {
    const history = randomHistory(seed, 120)
    const { events } = seed % 2 === 0 ? history : withRareEvents(history, randomFrom(seed))
    const random = randomFrom(seed + 9)
    for (const [position, folded] of foldedAlong(events, somePositions(random, events, 4))) {
      const look = someLook(random, events, folded)
      for (const place of look === null ? [] : places) {
        const { opening, closing, ...flow } = flowIn(look!, place)
        const where = `${reproduce(seed, import.meta.filename)}: ${place} in ${look!.period} as of ${look!.asOf} at ${position}`
        expect(opening + flow.comesIn - flow.goesOut, where).toBe(closing)
        expect(place[0] === 'org' ? flow.transfers : 0n, where).toBe(0n)
        moved += flow.comesIn + flow.goesOut
      }
    }
  }
  tell(import.meta.filename, seeds, { moved: Number(moved) })
  expect(moved).toBeGreaterThan(500n)
})
