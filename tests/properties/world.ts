import {
  type AccountId,
  addDays,
  type CreditNoteId,
  type Day,
  type DomainEvent,
  dayNumber,
  dayOf,
  type EventId,
  type FiscalCalendarDefinition,
  type OrderId,
  type PeriodId,
  parseEvent,
  type Recorded,
  type RepId,
  type Source,
  type SourceEventId,
  type StreamName,
  type TeamId,
} from '@daybook/domain'
import type { Random } from './random.ts'

/** An order as its stream stands, as far as the next event about it needs to know. */
export type KnownOrder = {
  readonly source: Source
  readonly orderId: OrderId
  accountId: AccountId
  effectiveOn: Day
  readonly currency: string
  lineIds: readonly string[]
  readonly total: number
  isVoid: boolean
}

type KnownCreditNote = {
  readonly source: Source
  readonly creditNoteId: CreditNoteId
  readonly accountId: AccountId
  isVoid: boolean
}

type KnownAccount = {
  readonly accountId: AccountId
  /** Days between two orders, roughly, and when the next one is due: so that some accounts buy like clockwork. */
  readonly intervalDays: number
  dueOn: Day
}

/** The state of a history while it is being made up. Kept by hand, apart from every fold of the product. */
export type World = {
  readonly random: Random
  readonly events: Recorded[]
  readonly revisions: Map<StreamName, bigint>
  /** Milliseconds since 1970: when the next event is recorded. */
  now: number
  readonly reps: readonly RepId[]
  readonly teams: readonly TeamId[]
  readonly accounts: KnownAccount[]
  readonly orders: KnownOrder[]
  readonly creditNotes: KnownCreditNote[]
  /** Orders that a credit note names before they come, by source and id: whose they will be. */
  readonly awaited: Map<string, AccountId>
  readonly calendars: FiscalCalendarDefinition[]
  readonly closed: PeriodId[]
}

const millisecondsOfDay = 86_400_000

/** The day in UTC on which the next event is recorded. */
export const today = (world: World): Day => dayOf(Math.floor(world.now / millisecondsOfDay))

/** A day some way before or after today. */
export const daysFromToday = (world: World, low: number, high: number): Day =>
  addDays(today(world), world.random.between(low, high))

/** A business day as facts have it: mostly of these days, sometimes late, now and then in the future, often on the edge of a month. */
export const businessDay = (world: World): Day => {
  const { random } = world
  const kind = random.below(20)
  if (kind < 12) return daysFromToday(world, -3, 0)
  if (kind < 16) return daysFromToday(world, -90, -4)
  if (kind < 17) return daysFromToday(world, 1, 40)
  if (kind < 18) return daysFromToday(world, -420, -91)
  return edgeOfMonth(daysFromToday(world, -40, 20), random.chance(50))
}

/** The first or the last day of the month of a day. */
const edgeOfMonth = (day: Day, last: boolean): Day => {
  const first = dayNumber(`${day.slice(0, 8)}01` as Day)
  if (!last) return dayOf(first)
  const intoNext = dayOf(first + 31)
  return dayOf(dayNumber(`${intoNext.slice(0, 8)}01` as Day) - 1)
}

/** Text of eight digits in the shape of a UUID of version 5: stands for the hash of an identity. */
const eventIdOf = (position: number): EventId =>
  `${position.toString(16).padStart(8, '0')}-0000-5000-8000-000000000000` as EventId // Sound: matches the schema

type Recording = {
  readonly stream: string
  readonly type: DomainEvent['type']
  readonly effectiveOn: Day
  readonly data: Readonly<Record<string, unknown>>
  readonly source?: Source
}

/** Decisions are taken in the program itself; facts come from their systems. */
export const decidedHere = 'urn:daybook:decisions' as Source

/** Appends one event to the log: validated as the store reads it, with the position, revision and time that come next. */
export const record = (world: World, recording: Recording): Recorded => {
  const { stream, type, effectiveOn, data, source = decidedHere } = recording
  const position = BigInt(world.events.length)
  const name = stream as StreamName
  const revision = (world.revisions.get(name) ?? -1n) + 1n
  const event = parseEvent({ type, effectiveOn, data })
  const recorded = {
    ...event,
    eventId: eventIdOf(world.events.length),
    stream: name,
    revision,
    position,
    recordedAt: world.now,
    ingestedAt: world.now,
    backfilled: false,
    source,
    id: `e${position}` as SourceEventId,
    payloadHash: `s1:${position}`,
    metadata: { actor: { kind: 'system', id: 'history' } },
  } as Recorded // Sound: an event of the union with the envelope of all events
  world.revisions.set(name, revision)
  world.events.push(recorded)
  return recorded
}

/** An amount of the kinds that go wrong: round, with four decimals, tiny, or zero. */
export const amount = (random: Random): number => {
  const kind = random.below(12)
  if (kind < 6) return random.between(1, 60) * 500_000
  if (kind < 10) return random.between(1, 9_999_999)
  if (kind < 11) return random.between(0, 3)
  return random.between(1, 400) * 10_000
}

/** Ten-thousandths as a decimal string with four decimals. */
export const decimal = (tenThousandths: number): string => {
  const digits = Math.abs(tenThousandths).toString().padStart(5, '0')
  return `${tenThousandths < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

/** One to three of the reps, with basis points that add up to 10 000. */
export const owners = (world: World): readonly { readonly repId: RepId; readonly basisPoints: number }[] => {
  const { random } = world
  const pool = [...world.reps].sort(() => random.below(3) - 1)
  const [first, second, third] = pool
  const kind = random.below(10)
  if (kind < 7 || second === undefined) return [{ repId: first!, basisPoints: 10_000 }]
  if (kind < 9 || third === undefined) {
    const basisPoints = random.pick([5_000, 3_333, 7_000, 1])
    return [
      { repId: first!, basisPoints },
      { repId: second, basisPoints: 10_000 - basisPoints },
    ]
  }
  return [
    { repId: first!, basisPoints: 3_333 },
    { repId: second, basisPoints: 3_333 },
    { repId: third, basisPoints: 3_334 },
  ]
}
