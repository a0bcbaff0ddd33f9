import type { DomainEvent, Recorded } from '@daybook/domain'
import { openBook } from '../scenarios/intake-book.ts'
import { type CellTotals, differingCells, totalsOf } from './cell-totals.ts'
import { type Random, randomFrom, shuffled } from './random.ts'
import { randomHistory } from './random-history.ts'

const zone = 'America/New_York'

/** What stands before facts come in: people, accounts, products, rates, rules and decisions, none of which names another event. */
const before: ReadonlySet<DomainEvent['type']> = new Set([
  'TeamFormed',
  'RepHired',
  'TeamJoined',
  'TeamLeft',
  'AccountRegistered',
  'AccountAssigned',
  'AssignmentEnded',
  'ProductRegistered',
  'FxRatePublished',
  'PolicySet',
])

/**
 * Sends the facts of a random history in three orders, a tenth of them twice, and says how the books differ; null when they do not.
 *
 * Each third fact names no business day but the instant at which it happened: its day is that of the reporting zone.
 */
export const differenceOfArrival = async (seed: number): Promise<string | null> => {
  const random = randomFrom(seed + 6)
  const { events } = randomHistory(seed, 120)
  const reference = events
    .filter(({ type }) => before.has(type))
    .map((event) => ({ wire: wireOf(event), day: event.effectiveOn }))
  const facts = events
    .filter(({ type }) => type === 'OrderAccepted' || type === 'CreditNoteIssued')
    .map((event) => sent(random, event))
  const byDay = facts.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  const expected = await arrived(reference, { facts, random })
  if (expected.problem !== null) return expected.problem
  for (const [order, others] of [
    ['by business day', byDay],
    ['shuffled', shuffled(random, facts)],
  ] as const) {
    const found = await arrived(reference, { facts: others, random })
    // Which of two equal orders is the suspected repetition depends on which came first.
    const differing = differingCells(expected.totals, found.totals, ({ scope }) => scope !== 'quality')
    if (found.problem !== null || differing.length > 0) return `${order}: ${found.problem ?? differing.join('\n')}`
  }
  return null
}

type Sent = { readonly wire: Wire; readonly day: string }
type Wire = { readonly id: string; readonly data: object }

const wireOf = ({ source, id, type, effectiveOn, data }: Recorded): Wire => {
  const wire = { specversion: '1.0', id, source, type, data: { ...data, effectiveOn } }
  // A rule's own date is from when on it holds.
  return type === 'PolicySet' ? { ...wire, data } : wire
}

const sent = (random: Random, event: Recorded): Sent => {
  const wire = wireOf(event)
  if (!random.chance(33)) return { wire, day: event.effectiveOn }
  // Evenings are the next day in Greenwich, and mostly the last of a month in New York where they are its first there.
  const instant = Date.parse(`${event.effectiveOn}T00:00:00Z`) + random.below(24 * 60) * 60_000
  const time = new Date(instant).toISOString()
  return { wire: { ...wire, time, data: event.data } as Wire, day: newYorkDay(instant) }
}

/** The date that a clock on the wall shows. */
const newYorkDay = (instant: number): string => {
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short' }).format(instant)
  const [day, month, year] = shown.split('/')
  return `${year}-${month}-${day}`
}

type Arrival = { readonly facts: readonly Sent[]; readonly random: Random }

/** A book into which the facts came in the order given, in requests of random size, some of them again: and what its cells hold. */
const arrived = async (
  reference: readonly Sent[],
  { facts, random }: Arrival,
): Promise<{ readonly totals: CellTotals; readonly problem: string | null }> => {
  const book = await openBook({ zone })
  book.time.now = Date.UTC(2027, 0, 1)
  await book.send(reference.map(({ wire }) => wire))
  const settled = (await book.recorded()).length
  const stream = facts.flatMap((fact) => (random.chance(10) ? [fact, fact] : [fact]))
  const again = [...stream, ...shuffled(random, facts).slice(0, 10)]
  for (let from = 0; from < again.length; ) {
    const size = random.between(1, 25)
    await book.send(again.slice(from, from + size).map(({ wire }) => wire))
    from += size
  }
  const events = await book.store.readAll({ from: 0n, limit: 10_000 })
  await book.app.close()
  return { totals: await totalsOf(events), problem: unlike(events.slice(settled), facts) }
}

/** How the recorded facts differ from those sent: each once, on its day. */
const unlike = (events: readonly Recorded[], facts: readonly Sent[]): string | null => {
  const days = new Map(facts.map(({ wire, day }) => [wire.id, day]))
  if (events.length !== facts.length) return `${facts.length} facts sent, ${events.length} recorded`
  const wrong = events.find(({ id, effectiveOn }) => days.get(id) !== effectiveOn)
  return wrong === undefined ? null : `${wrong.id} of ${days.get(wrong.id)} recorded on ${wrong.effectiveOn}`
}
