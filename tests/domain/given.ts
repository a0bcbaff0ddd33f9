import {
  AccountId,
  Currency,
  Day,
  type Decider,
  Decimal,
  type DomainEvent,
  EventId,
  type Identified,
  LineId,
  OrderId,
  PeriodId,
  type Recorded,
  RepId,
  Source,
  SourceEventId,
  StreamName,
} from '@daybook/domain'
import { expect } from 'vitest'

/** A calendar date. */
export const day = (text: string): Day => Day.parse(text)

/** A decimal string. */
export const amount = (text: string): Decimal => Decimal.parse(text)

export const usd = Currency.parse('USD')
export const eur = Currency.parse('EUR')
export const delta = AccountId.parse('A4')
export const acme = AccountId.parse('A1')
export const bo = RepId.parse('R2')
export const cy = RepId.parse('R3')
export const di = RepId.parse('R4')
export const order1 = OrderId.parse('O1')
export const line = (lineId: string, net: string) => ({ lineId: LineId.parse(lineId), net: amount(net) })
export const period = (id: string): PeriodId => PeriodId.parse(id)
export const all = (repId: RepId) => [{ repId, basisPoints: 10_000 }]
export const erp = Source.parse('erp')

/** The id of the nth event of a history, counted from 0. */
export const eventId = (index: number): EventId => EventId.parse(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`)

/** A history as it stands in the log: event n has the id `e<n>` at the source `erp`. */
export const identified = <Event extends object>(events: readonly Event[]): readonly Identified<Event>[] =>
  events.map((event, index) => ({
    ...event,
    eventId: eventId(index),
    source: erp,
    id: SourceEventId.parse(`e${index}`),
    position: BigInt(index),
  }))

/** Given a history, when something is decided, then it gives these events or this refusal. */
export const specification =
  <State, Command, Event extends object, Refusal>(decider: Decider<State, Command, Event, Refusal>) =>
  (...history: readonly Event[]) => ({
    when: (command: Command | ((history: readonly Identified<Event>[]) => Command)) => {
      const events = identified(history)
      const state = events.reduce(decider.evolve, decider.initialState)
      const decided = decider.decide(
        state,
        typeof command === 'function' ? (command as (e: typeof events) => Command)(events) : command,
      )
      return {
        thenRecorded: (...expected: readonly unknown[]) => expect(decided).toEqual({ ok: true, value: expected }),
        thenNothing: () => expect(decided).toEqual({ ok: true, value: [] }),
        thenRefused: (refusal: unknown) => expect(decided).toEqual({ ok: false, refusal }),
      }
    },
  })

/** A history as it stands in one stream of the log. */
export const recorded = (stream: string, events: readonly DomainEvent[]): readonly Recorded[] =>
  identified(events).map((event, index) => ({
    ...event,
    stream: StreamName.parse(stream),
    revision: BigInt(index),
    recordedAt: 0,
    ingestedAt: 0,
    backfilled: false,
    payloadHash: '',
    metadata: { actor: { kind: 'system', id: 'test' } },
  }))
