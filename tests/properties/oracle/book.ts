import { type Day, type EventName, type EventOf, firstDayEver, type Recorded } from '@daybook/domain'
import { type Months, monthsOf } from './days.ts'

/** What was known at a position: the events up to it, in order, and nothing worked out from them. */
export type Known = {
  readonly of: <Name extends EventName>(type: Name) => readonly Recorded<EventOf<Name>>[]
  readonly months: Months
}

/** The events of a history up to a position. */
export const knownAt = (events: readonly Recorded[], position: bigint): Known => {
  const known = events.filter((event) => event.position <= position)
  const of = <Name extends EventName>(type: Name) =>
    known.filter((event) => event.type === type) as readonly Recorded[] as readonly Recorded<EventOf<Name>>[] // Sound: filtered by this very name
  return { of, months: monthsOf(of('FiscalCalendarDefined').map((event) => event.data)) }
}

/**
 * The value of a policy for facts of a day: of the settings dated on or before it, the latest; of one date, the one recorded last. One
 * without a date holds for all time, and nothing recorded before it counts. Domain 3.
 */
export const policy = <Value>(known: Known, policyId: string, { day, byDefault }: { day: Day; byDefault: Value }): Value => {
  const settings = known.of('PolicySet').filter(({ data }) => data.policyId === policyId)
  const anew = settings.findLastIndex(({ data }) => data.effectiveOn === undefined)
  const dated = settings
    .slice(Math.max(anew, 0))
    .map(({ data }) => ({ value: data.value, effectiveOn: data.effectiveOn ?? firstDayEver }))
  return (latestOn(dated, day)?.value as Value | undefined) ?? byDefault // Sound: histories set values of the policy's own kind
}

/** The last of the events with the greatest `effectiveOn` on or before a day: P-07's rule, for owners and for teams. */
export const latestOn = <Event extends { readonly effectiveOn: Day }>(events: readonly Event[], day: Day): Event | undefined => {
  const begun = events.filter((event) => event.effectiveOn <= day)
  return begun.filter((event) => begun.every((other) => other.effectiveOn <= event.effectiveOn)).at(-1)
}

/** Events without those that a later one corrects, directly or through another correction of the same. */
export const standing = <Event extends Recorded>(events: readonly Event[]): readonly Event[] => {
  const corrected = (event: Event): string | undefined => ('corrects' in event.data ? event.data.corrects : undefined)
  const originOf = (event: Event): string => {
    const before = events.find((other) => other.eventId === corrected(event) && other.position < event.position)
    return before === undefined ? (corrected(event) ?? event.eventId) : originOf(before)
  }
  return events.filter((event) => !events.some((later) => later.position > event.position && originOf(later) === originOf(event)))
}
