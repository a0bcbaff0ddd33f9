import { readFileSync } from 'node:fs'
import { type Day, type EventId, parseEvent, type Recorded } from '@daybook/domain'
import { fx1Answers, fx1Events } from '../fixtures/golden.ts'

type Wire = {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly recordedtime: string
  readonly data: Readonly<Record<string, unknown>>
}

const localDate = (instant: string): Day =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(new Date(instant)) as Day // Sound: en-CA writes dates so

/** The account of the order or credit note that an event names: what a decider adds, found by search. */
const accountOf = (wire: Wire, all: readonly Wire[]): object => {
  if (!['OrderCancelled', 'OrderVoided', 'CreditNoteVoided'].includes(wire.type)) return {}
  const key = 'creditNoteId' in wire.data ? 'creditNoteId' : 'orderId'
  return { accountId: all.find((other) => other.data[key] === wire.data[key])?.data.accountId }
}

/** An event as it is stored, from how it is sent: its day apart, a bare amount as one line. Only what the fixture holds. */
const recordedFrom = (wire: Wire, index: number, all: readonly Wire[]): Recorded => {
  const { effectiveOn = localDate(wire.time), net, ...data } = wire.data
  const lines = net === undefined ? {} : { lines: [{ lineId: '1', net }] }
  const recordedAt = Date.parse(wire.recordedtime)
  const event = parseEvent({ type: wire.type, effectiveOn, data: { ...data, ...lines, ...accountOf(wire, all) } })
  return {
    ...event,
    eventId: `${index.toString(16).padStart(8, '0')}-0000-5000-8000-000000000000` as EventId,
    stream: `fixture-${index}`,
    revision: 0n,
    position: BigInt(index),
    recordedAt,
    ingestedAt: recordedAt,
    backfilled: true,
    source: wire.source,
    id: wire.id,
    payloadHash: 's1:',
    metadata: { actor: { kind: 'system', id: 'fixture' } },
  } as Recorded // Sound: an event of the union with the envelope of all events
}

/** The golden book of the domain specification as recorded events: a history that was stated, not made up. */
export const statedHistory = (): readonly Recorded[] => {
  if (fx1Events === null) return []
  const lines = readFileSync(fx1Events, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Wire).map(recordedFrom) // Sound: each event is parsed before it is used
}

/** One stated answer: a KPI or a report's row, and what it must say. */
export type StatedAnswer = {
  readonly kpi?: string
  readonly scope: string
  readonly entity: string | null
  readonly period: string | null
  readonly asOf: Day
  readonly knownAt: string | null
  readonly value: unknown
}

/** The answers stated for the golden book. */
export const statedAnswers = (): readonly StatedAnswer[] =>
  fx1Answers === null ? [] : (JSON.parse(readFileSync(fx1Answers, 'utf8')) as readonly StatedAnswer[]) // Sound: the book's own shape
