import { z } from 'zod'
import { accountEvents } from './account-events.ts'
import { activityEvents } from './activity.ts'
import { calendarEvents } from './calendar-definition.ts'
import { creditNoteEvents } from './credit-note.ts'
import { dependencyEvents } from './dependency.ts'
import type { RecordedOf } from './event.ts'
import { externalIdEvents } from './external-id.ts'
import { forecastEvents } from './forecast.ts'
import { keyProgramEvents } from './key-program.ts'
import { keyReviewEvents } from './key-review.ts'
import { opportunityEvents } from './opportunity-events.ts'
import { orderEvents } from './order.ts'
import { pdpEvents } from './pdp.ts'
import { periodEvents } from './period.ts'
import { planEvents } from './plan-events.ts'
import { policyEvents } from './policy.ts'
import { productEvents } from './product.ts'
import { qbrEvents } from './qbr-events.ts'
import { quotaEvents } from './quota.ts'
import { rateEvents } from './rate.ts'
import { relationEvents } from './relations.ts'
import { repEvents } from './rep.ts'
import { sellerListEvents } from './seller-list.ts'
import { teamEvents } from './team.ts'
import { touchpointEvents } from './touchpoint.ts'
import { type StoredEvent, upcasts } from './upcasts.ts'

const schemas = [
  ...accountEvents,
  ...orderEvents,
  ...creditNoteEvents,
  ...quotaEvents,
  ...forecastEvents,
  ...qbrEvents,
  ...teamEvents,
  ...repEvents,
  ...calendarEvents,
  ...periodEvents,
  ...policyEvents,
  ...rateEvents,
  ...productEvents,
  ...planEvents,
  ...opportunityEvents,
  ...pdpEvents,
  ...keyReviewEvents,
  ...sellerListEvents,
  ...externalIdEvents,
  ...relationEvents,
  ...activityEvents,
  ...touchpointEvents,
  ...dependencyEvents,
  ...keyProgramEvents,
] as const

/** Every event of the release, as it is stored. Amounts are decimal strings; `amountOf` turns them into numbers. */
export type DomainEvent = z.infer<(typeof schemas)[number]>

/** The name of an event type. */
export type EventName = DomainEvent['type']

/** One event of the union, by its name. @example EventOf<'OrderAccepted'> */
export type EventOf<Name extends EventName> = Extract<DomainEvent, { type: Name }>

/** A recorded event, or a recorded event of the types given. */
export type Recorded<Event extends DomainEvent = DomainEvent> = RecordedOf<Event>

const byName = new Map<string, (typeof schemas)[number]>(schemas.map((schema) => [schema.shape.type.value, schema]))

/** The names of all event types, in the order of their aggregates. */
export const eventNames: readonly EventName[] = schemas.map((schema) => schema.shape.type.value)

/** Whether the release knows an event type. */
export const isEventName = (name: string): name is EventName => byName.has(name)

/** The strict schema of the stored form of an event type. */
export const schemaOf = (name: EventName): (typeof schemas)[number] => {
  const schema = byName.get(name)
  if (schema === undefined) throw new Error(`no event type ${name}`)
  return schema
}

/** The version in which events of this type are stored now. Versions count from 1. */
export const latestVersion = (name: EventName): number => 1 + (upcasts[name]?.length ?? 0)

const stored = z.strictObject({
  type: z.string(),
  version: z.int().min(1).exactOptional(),
  effectiveOn: z.string(),
  data: z.record(z.string(), z.unknown()),
})

/**
 * An event from its stored JSON, `{ type, version?, effectiveOn, data }`: upcast to the latest version, then validated.
 * Without `version` it is the first. What does not parse is a fault and is thrown.
 */
export const parseEvent = (json: unknown): DomainEvent => {
  const { version = 1, ...first } = stored.parse(json)
  if (!isEventName(first.type)) throw new Error(`unknown event type ${first.type}`)
  if (version > latestVersion(first.type)) throw new Error(`${first.type} version ${version} is newer than this release`)
  const steps = (upcasts[first.type] ?? []).slice(version - 1)
  const { type, effectiveOn, data } = steps.reduce((event: StoredEvent, upcast) => upcast(event), first)
  return schemaOf(first.type).parse({ type, effectiveOn, data }) as DomainEvent // Sound: the schemas make up the union
}

const fieldsByName = new Map(eventNames.map((name) => [name, personalKeys(schemaOf(name))] as const))

/** The keys of an event's data that hold personal fields: names of people and free text. Never read by a fold (P-20). */
export const personalFields = (name: EventName): readonly string[] => fieldsByName.get(name) ?? []

function personalKeys(schema: (typeof schemas)[number]): readonly string[] {
  return Object.entries(schema.shape.data.shape)
    .filter(([, field]) => isPersonal(field as z.core.$ZodType)) // Sound: a shape's values are schemas
    .map(([key]) => key)
}

/** Whether a schema, or any that it holds, is marked personal. */
function isPersonal(schema: z.core.$ZodType): boolean {
  if (z.globalRegistry.get(schema)?.personal === true) return true
  const { def } = schema._zod
  if ('innerType' in def) return isPersonal(def.innerType as z.core.$ZodType) // Sound: an optional's schema
  if ('element' in def) return isPersonal(def.element as z.core.$ZodType) // Sound: an array's schema
  if ('shape' in def) return Object.values(def.shape as z.core.$ZodShape).some(isPersonal) // Sound: an object's shape
  return false
}
