import { instantText, type Recorded } from '@daybook/domain'
import { eventHref } from '@daybook/read-model'
import { z } from 'zod'
import { Position } from './read-query.ts'

const Actor = z.strictObject({ kind: z.enum(['user', 'system', 'integration']), id: z.string() })

/** Who caused an event, and the trail of the request that brought it. */
const Metadata = z.strictObject({
  actor: Actor,
  correlationId: z.string().optional(),
  causationId: z.string().optional(),
  commandId: z.string().optional(),
  subject: z.string().optional(),
  time: z.string().optional(),
  traceparent: z.string().optional(),
  tracestate: z.string().optional(),
  extensions: z.record(z.string(), z.string()).optional(),
})

/** An event as it may stand in an answer. */
export const exampleEvent = {
  eventId: 'fe7e7cf0-8cff-5118-9b8d-e4cc509abfa4',
  type: 'AccountLost',
  effectiveOn: '2025-02-28',
  data: { accountId: 'A4', reasonCode: 'price', reasonClass: 'preventable' },
  source: 'crm',
  id: 'lost-A4',
  stream: 'account-A4',
  revision: '2',
  position: '17',
  recordedAt: '2025-03-01T09:00:00Z',
  ingestedAt: '2025-03-01T09:00:00Z',
  backfilled: false,
  payloadHash: 's1:0835777686fff467de81f33932dc17f90767714155b774ae1ee6003354c52871',
  metadata: { actor: { kind: 'user', id: 'local' } },
  href: '/v1/events/fe7e7cf0-8cff-5118-9b8d-e4cc509abfa4',
}

/** A recorded event on the wire. */
export const RecordedEvent = z
  .strictObject({
    eventId: z.uuid(),
    type: z.string(),
    effectiveOn: z.iso.date(),
    data: z.record(z.string(), z.unknown()),
    source: z.string(),
    id: z.string(),
    stream: z.string(),
    revision: z.string().describe('Its place in the stream, from 0: what `If-Match` names'),
    position: Position,
    recordedAt: z.iso.datetime(),
    ingestedAt: z.iso.datetime(),
    backfilled: z.boolean(),
    payloadHash: z.string(),
    metadata: Metadata,
    href: z.string(),
  })
  .meta({ id: 'RecordedEvent', examples: [exampleEvent] })
export type RecordedEvent = z.infer<typeof RecordedEvent>

/** A recorded event as it stands in answers. */
export const shownEvent = (event: Recorded): RecordedEvent => ({
  eventId: event.eventId,
  type: event.type,
  effectiveOn: event.effectiveOn,
  data: event.data,
  source: event.source,
  id: event.id,
  stream: event.stream,
  revision: event.revision.toString(),
  position: event.position.toString(),
  recordedAt: instantText(event.recordedAt),
  ingestedAt: instantText(event.ingestedAt),
  backfilled: event.backfilled,
  payloadHash: event.payloadHash,
  metadata: { ...event.metadata },
  href: eventHref(event.eventId),
})
