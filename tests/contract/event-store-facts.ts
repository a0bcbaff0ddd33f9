import { type DomainEvent, type EventMetadata, parseEvent, Source, SourceEventId, StreamName } from '@daybook/domain'
import { type Clock, type EventStore, eventIdOf, type NewEvent, type StreamAppend } from '@daybook/event-store'

/** Opens an empty store that tells the time by `clock`. */
export type Open = (options: { readonly clock: Clock }) => EventStore | Promise<EventStore>

export const noStream = -1n
export const noon = Date.UTC(2025, 0, 9, 12)
export const erp = Source.parse('erp')

export const orderStream = (id: string): StreamName => StreamName.parse(`order-erp~${id}`)

const template = parseEvent({
  type: 'OrderAccepted',
  effectiveOn: '2025-01-09',
  data: {
    orderId: 'SO0',
    accountId: 'A1',
    currency: 'USD',
    salespersonId: 'R1',
    lines: [{ lineId: '1', quantity: '2.0000', net: '600.0000' }],
  },
})

export const order = (id: string): DomainEvent => ({ ...template, data: { ...template.data, orderId: id } }) as DomainEvent // Sound: the template with another id

export const voided = (id: string): DomainEvent =>
  parseEvent({ type: 'OrderVoided', effectiveOn: '2025-01-10', data: { orderId: id, accountId: 'A1', reason: 'Typed twice' } })

export const metadata: EventMetadata = {
  actor: { kind: 'integration', id: 'erp' },
  correlationId: 'C-1',
  extensions: { batch: '7' },
}

export const fact = (id: string, event: DomainEvent, more: Partial<NewEvent> = {}): NewEvent => {
  const sourceId = SourceEventId.parse(id)
  const eventId = eventIdOf(more.source ?? erp, sourceId)
  return { event, eventId, source: erp, id: sourceId, payloadHash: `s1:${id}`, metadata, ingestedAt: noon, ...more }
}

export const accepted = (id: string, more: Partial<NewEvent> = {}): StreamAppend => ({
  stream: orderStream(id),
  expectedRevision: noStream,
  events: [fact(id, order(id), more)],
})

export const ids = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id)

/** An empty store of the engine under test. */
export type Opened = (clock?: Clock) => Promise<EventStore>
