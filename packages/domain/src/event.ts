import { z } from 'zod'
import { Day } from './day.ts'
import type { EventId, Source, SourceEventId, StreamName } from './ids.ts'

/**
 * Marks a field as personal: a name of a person, or free text. It is stored apart from the facts, and no fold sees it (P-20).
 * Every string field of an event is either personal or one of the named ids, codes, dates and amounts.
 */
export const personal = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ personal: true })

/** Control characters but tab and line ends. */
const controls = /[^\P{Cc}\t\n\r]/u
const text = z
  .string()
  .max(4_000)
  .refine((value) => value.isWellFormed(), 'must be well-formed Unicode')
  .refine((value) => !controls.test(value), 'must not contain control characters')

/** Free text: a reason in words, a note, a commitment. Personal. */
export const Text = personal(text)

/** The name of a person. Personal. */
export const PersonName = personal(text.min(1).max(300))

/** The name of a company, team or product. Not personal. */
export const Label = text.min(1).max(300)

/** The shape of one event type: `{ type, effectiveOn, data }`, strict. Stored for ever: change it only through an upcast. */
export const event = <const Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), effectiveOn: Day, data: z.strictObject(shape) })

/** Who caused an event, and the trail of the request that brought it. */
export type EventMetadata = {
  readonly actor: { readonly kind: 'user' | 'system' | 'integration'; readonly id: string }
  readonly correlationId?: string
  readonly causationId?: string
  readonly commandId?: string
  readonly subject?: string
  readonly time?: string
  readonly traceparent?: string
  readonly tracestate?: string
  readonly extensions?: Readonly<Record<string, string>>
}

/** An event with its place and the identity under which it came in: what a fold needs to say which event set what. */
export type Identified<Event> = Event & {
  readonly eventId: EventId
  readonly source: Source
  readonly id: SourceEventId
  readonly position: bigint
}

/** A recorded event: what the store adds never changes again. `recordedAt` and `ingestedAt` are milliseconds since 1970. */
export type RecordedOf<Event> = Identified<Event> & {
  readonly stream: StreamName
  readonly revision: bigint
  readonly recordedAt: number
  readonly ingestedAt: number
  readonly backfilled: boolean
  readonly payloadHash: string
  readonly metadata: EventMetadata
}
