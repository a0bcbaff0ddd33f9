import type { Recorded } from '@daybook/domain'
import { eventIdOf } from '@daybook/event-store'
import type { Random } from '../../properties/random.ts'
import { randomHistory } from '../../properties/random-history.ts'
import { scaled } from '../../properties/rewritten-history.ts'

/** An event as it is sent. */
type Wire = {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time?: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What happened in the world, when, and on which day it must count. */
export type Fact = { readonly wire: Wire; readonly at: number; readonly day: string | null }

/** Facts that are one burst of traffic; between two bursts lie days. */
export type Burst = { readonly at: number; readonly facts: readonly Fact[] }

const millisecondsOfDay = 86_400_000

/** Makes amounts of which a few add up to more than floating-point numbers can tell apart, and each still fits its schema. */
const farFromFloats = 99_999_989n

/**
 * What senders will send: a random history of fourteen months, cut into a few bursts. Some facts name the instant at which they
 * happened in the place of the day; a few are sent a second time with other content under the same identity.
 */
export const randomBursts = (random: Random, seed: number, zone: string): readonly Burst[] => {
  const size = random.chance(10) ? random.between(80, 140) : random.between(30, 60)
  const { events } = randomHistory(seed, size, ['moveOrder'])
  const sized = random.chance(50) ? events : scaled(events, farFromFloats)
  const facts = sized.flatMap((event) => factsOf(random, event, zone))
  const bursts: Burst[] = []
  for (let from = 0; from < facts.length; ) {
    const count = bursts.length === 0 ? random.between(20, 30) : random.between(8, 25)
    const part = facts.slice(from, from + count)
    bursts.push({ at: part.at(-1)!.at + random.between(0, millisecondsOfDay), facts: part })
    from += count
  }
  // Facts dated ahead are due by then: a commitment may be a quarter ahead.
  const days = facts.map(({ wire }) => Date.parse(wire.time ?? String(wire.data.effectiveOn))).filter(Number.isFinite)
  const due = Math.max(bursts.at(-1)!.at + 60 * millisecondsOfDay, Math.max(...days) + 2 * millisecondsOfDay)
  return [...bursts, { at: due, facts: [] }]
}

const factsOf = (random: Random, event: Recorded, zone: string): readonly Fact[] => {
  const fact = factOf(random, event, zone)
  if (!random.chance(5) || typeof event.data !== 'object' || !('lines' in event.data) || event.type === 'OrderCancelled')
    return [fact]
  const { data } = fact.wire
  const isOtherOrder = event.type === 'OrderAccepted' && random.chance(60)
  const order = isOtherOrder ? { ...data, orderId: `${data.orderId}-X` } : data
  const other: Wire = { ...fact.wire, data: { ...order, lines: [{ lineId: '1', net: '1.0000' }] } }
  return [fact, { ...fact, wire: other }]
}

const factOf = (random: Random, event: Recorded, zone: string): Fact => {
  const { source, id, type, effectiveOn, recordedAt } = event
  const { accountId, ...ofOrder } = withoutMadeUpIds(event.data)
  // Whose order or activity it is, the book knows: it is not sent.
  const data = changes.has(type) || accountId === undefined ? ofOrder : { accountId, ...ofOrder }
  const wire = { specversion: '1.0', source, id, type } as const
  if (type === 'PolicySet') return { wire: { ...wire, data }, at: recordedAt, day: null }
  const isOrder = type === 'OrderAccepted' || type === 'CreditNoteIssued'
  if (!isOrder || !random.chance(30))
    return { wire: { ...wire, data: { ...data, effectiveOn } }, at: recordedAt, day: effectiveOn }
  const instant = Date.parse(`${effectiveOn}T00:00:00Z`) + random.below(24 * 60) * 60_000
  return { wire: { ...wire, time: new Date(instant).toISOString(), data }, at: recordedAt, day: wallDay(instant, zone) }
}

const changes: ReadonlySet<string> = new Set([
  'OrderCancelled',
  'OrderVoided',
  'CreditOverridden',
  'CreditNoteVoided',
  'DuplicateDismissed',
  'ActivityVoided',
  'DependencyMet',
  'DependencyDropped',
  'KeyProgramUpdated',
  'KeyProgramClosed',
])

/** The date that a clock on the wall of a zone shows. */
const wallDay = (instant: number, zone: string): string => {
  const [day, month, year] = formatIn(zone).format(instant).split('/')
  return `${year}-${month}-${day}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

const formatIn = (zone: string): Intl.DateTimeFormat => {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short' })
  formats.set(zone, format)
  return format
}

const madeUpId = /^([\da-f]{8})-0000-5000-8000-000000000000$/

/** Histories make up the ids of their events; what is sent names the ids that the log will give. */
const withoutMadeUpIds = (data: object): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(data), (_key, value: unknown) => {
    const position = typeof value === 'string' ? madeUpId.exec(value)?.[1] : undefined
    if (position === undefined) return value
    const id = `e${Number.parseInt(position, 16)}`
    return eventIdOf('urn:daybook:decisions' as Recorded['source'], id as Recorded['id'])
  })
