import type { z } from 'zod'
import type { Day } from './day.ts'
import type { DomainEvent, EventName } from './events.ts'
import { isEventName } from './events.ts'
import type { AccountId, RepId, StreamName } from './ids.ts'
import type { Decimal } from './money.ts'
import { accountTypes } from './outside-account.ts'
import { accountPlanTypes } from './outside-account-plan.ts'
import { careTypes } from './outside-care.ts'
import { listTypes } from './outside-list.ts'
import { lkaTypes } from './outside-lka.ts'
import { opportunityTypes } from './outside-opportunity.ts'
import { orderTypes } from './outside-order.ts'
import { pdpTypes } from './outside-pdp.ts'
import { planTypes } from './outside-plan.ts'
import { qbrTypes } from './outside-qbr.ts'
import { referenceDecisionTypes, referenceFactTypes } from './outside-reference.ts'
import { relationTypes } from './outside-relations.ts'
import { transferType } from './outside-transfer.ts'
import type {
  AnyRefusal,
  CommandName,
  ConflictCode,
  Decision,
  HoldCode,
  KnownStreams,
  OutsideType,
  Place,
  Refusal,
} from './outside-type.ts'
import { customerOf } from './processes.ts'
import { accept, type Result, refuse } from './result.ts'
import { streams } from './streams.ts'

/** Every type of event as it may come in from outside, by name. */
export const outside: Readonly<Record<EventName, OutsideType>> = {
  ...accountTypes,
  ...orderTypes,
  ...planTypes,
  ...qbrTypes,
  ...referenceFactTypes,
  ...referenceDecisionTypes,
  ...accountPlanTypes,
  ...opportunityTypes,
  ...pdpTypes,
  ...listTypes,
  ...lkaTypes,
  ...careTypes,
  ...relationTypes,
}

/** Every decision that no event stands for, by name. */
const commands: Readonly<Record<CommandName, OutsideType>> = { TransferQuota: transferType }

/** What may be asked for, by event or by command. */
export const askedFor: Readonly<Record<EventName | CommandName, OutsideType>> = { ...outside, ...commands }

const isAskedFor = (name: string): name is EventName | CommandName => Object.hasOwn(askedFor, name)

/** What a sender got wrong, and where: a JSON pointer into `data`. */
export type Flaw = { readonly pointer: string; readonly message: string }

/** Why `data` is none of its type. The codes are those of the answer to the sender. */
export type Rejection =
  | { readonly code: 'unknown-event-type'; readonly type: string }
  | { readonly code: 'unknown-field' | 'invalid' | 'currency-missing'; readonly flaws: readonly Flaw[] }
  | { readonly code: 'total-mismatch'; readonly given: Decimal; readonly computed: Decimal; readonly difference: Decimal }

/** One item from outside, read: its type, and its data in normal form, with the date the sender gave. */
export type OutsideItem = {
  readonly type: EventName | CommandName
  readonly data: Readonly<Record<string, unknown>>
  readonly effectiveOn: Day | null
}

/**
 * Reads the data of an event as it came in, and brings it into normal form: decimals with four places, lines sorted, an amount for
 * the whole turned into a line. The content hash is taken of that `data`.
 *
 * @example readOutside('OrderVoided', { orderId: 'O1', reason: 'test' })
 */
export const readOutside = (type: string, data: unknown): Result<OutsideItem, Rejection> =>
  isEventName(type) ? readDecision(type, data) : refuse({ code: 'unknown-event-type', type })

/** Reads a decision that is taken here: the data of an event, as `readOutside` does, or of a command. */
export const readDecision = (type: string, data: unknown): Result<OutsideItem, Rejection> => {
  if (!isAskedFor(type)) return refuse({ code: 'unknown-event-type', type })
  const parsed = askedFor[type].data.safeParse(data)
  if (!parsed.success) return refuse(rejectionOf(parsed.error.issues, data))
  const { effectiveOn } = parsed.data as { effectiveOn?: Day } // Sound: every wire schema has it so
  return accept({ type, data: parsed.data, effectiveOn: effectiveOn ?? null })
}

const rejectionOf = (issues: readonly z.core.$ZodIssue[], data: unknown): Rejection => {
  const [first] = issues
  if (first?.code === 'custom' && first.params?.code === 'total-mismatch') return first.params as Rejection // Sound: put there by the schema
  const flaws = issues.flatMap(flawsOf)
  const isUnknownField = issues.some(({ code }) => code === 'unrecognized_keys')
  if (isUnknownField) return { code: 'unknown-field', flaws }
  const isCurrencyMissing = issues.some(({ path }) => path.length === 1 && path[0] === 'currency') && !hasCurrency(data)
  return { code: isCurrencyMissing ? 'currency-missing' : 'invalid', flaws }
}

const hasCurrency = (data: unknown): boolean => typeof data === 'object' && data !== null && 'currency' in data

const flawsOf = (issue: z.core.$ZodIssue): readonly Flaw[] => {
  const pointer = pointerOf(issue.path)
  if (issue.code !== 'unrecognized_keys') return [{ pointer, message: issue.message }]
  return issue.keys.map((key) => ({ pointer: `${pointer}${pointerOf([key])}`, message: 'is not a field of this type' }))
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The streams that a decision on an item depends on. */
export type Needs = {
  /** The item's own stream: the one its events are appended to. */
  readonly stream: StreamName
  /** Its stream must not exist; `firstOf` then gives the event and nothing has to be read. */
  readonly streamMustBeNew: boolean
  /** The account that has to be registered, and its stream; null where none has. */
  readonly account: { readonly accountId: AccountId; readonly stream: StreamName } | null
  /** Other streams whose events are needed: with what is known so far, so ask again once they are read. */
  readonly reads: readonly StreamName[]
  /**
   * The group whose streams are needed, and whether its own stream belongs to it once something is recorded of it; null where none.
   */
  readonly group: { readonly name: string; readonly isMember: boolean } | null
  /** The rep whose accounts have to be known; null where none has. */
  readonly bookOf: RepId | null
}

/** What has to be known before an item can be decided. */
export const needsOf = (
  { type, data }: Pick<OutsideItem, 'type' | 'data'>,
  place: Place,
  known: KnownStreams = nothingKnown,
): Needs => {
  const asked = askedFor[type]
  const accountId = asked.account(data)
  const about = asked.about(data).map(streams.account)
  const group = asked.group(data)
  return {
    stream: asked.stream(data, place),
    streamMustBeNew: asked.streamMustBeNew !== null,
    account: accountId === null ? null : { accountId, stream: streams.account(accountId) },
    reads: [...asked.reads(data, place, known), ...about],
    group: group === null ? null : { name: group, isMember: asked.isOfGroup },
    bookOf: asked.bookOf(data),
  }
}

const nothingKnown: KnownStreams = new Map()

/**
 * The hot path: the event of an item whose stream must be new, given what is known of its stream and its account. Nothing is read
 * and no state folded, so no process follows: an order on an account that may be lost goes through `decideOutside` (PM-1). Only for
 * types with `streamMustBeNew`; others are a fault.
 */
export const decideFirst = (
  { type, data }: Pick<OutsideItem, 'type' | 'data'>,
  place: Pick<Place, 'calendar' | 'source' | 'effectiveOn'>,
  known: { readonly streamExists: boolean; readonly accountRegistered: boolean },
): Decision => {
  const { first, streamMustBeNew, stream: streamOf, account } = askedFor[type]
  if (first === null || streamMustBeNew === null) throw new Error(`${type} needs the events of its stream`)
  const stream = streamOf(data, place)
  if (known.streamExists) return { status: 'conflict', code: streamMustBeNew, stream }
  const accountId = account(data)
  if (accountId !== null && !known.accountRegistered) return waiting(streams.account(accountId))
  return { status: 'recorded', stream, events: [first(data, place.effectiveOn)] }
}

const waiting = (waitsFor: StreamName): Decision => ({ status: 'held', code: 'unknown-account', waitsFor })

/**
 * Decides an item from the events of the streams that `needsOf` names: the events to append, or why there are none.
 *
 * Facts are never refused for business reasons; what cannot be placed yet is held and waits for the first event of a stream.
 * A stream that `known` does not hold is taken as empty. The events all belong to the item's own stream; what stands on others, or
 * follows by itself, is in `legs`.
 */
export const decideOutside = (item: Pick<OutsideItem, 'type' | 'data'>, place: Place, known: KnownStreams): Decision => {
  const { stream, account } = needsOf(item, place)
  const isUnregistered = account !== null && (known.get(account.stream) ?? []).length === 0
  if (isUnregistered) return waiting(account.stream)
  const { decide, about, legs: legsOf } = askedFor[item.type]
  const merged = about(item.data).flatMap((accountId) => mergedRefusal(accountId, known))
  if (merged[0] !== undefined) return unrecorded(merged[0], stream)
  const situation = { ...place, data: item.data, streams: known }
  const decided = decide(situation)
  if (!decided.ok) return unrecorded(decided.refusal, stream)
  const events = decided.value
  const legs = events.length === 0 ? [] : legsOf(events, situation).filter((leg) => leg.events.length > 0)
  return { status: 'recorded', stream, events, ...(legs.length === 0 ? {} : { legs }) }
}

/** Nothing is decided about an account that another one has absorbed: the refusal names the one to decide about. P-15. */
const mergedRefusal = (accountId: AccountId, known: KnownStreams): readonly AnyRefusal[] => {
  const customer = customerOf(accountId, known)
  return customer.accountId === accountId ? [] : [{ code: 'account-merged', accountId, survivorId: customer.accountId }]
}

const holds: Readonly<Record<HoldCode, true>> = {
  'unknown-account': true,
  'unknown-order': true,
  'unknown-credit-note': true,
  'unknown-opportunity': true,
  'unknown-activity': true,
}
const conflicts: Readonly<Record<ConflictCode, true>> = {
  'order-exists': true,
  'credit-note-exists': true,
  'opportunity-exists': true,
  'activity-exists': true,
}

/** What is unknown is an account that the refusal names or else the item's own stream; what is there already is always the latter. */
const unrecorded = (refusal: AnyRefusal, stream: StreamName): Decision => {
  if (refusal.code === 'unknown-account') return waiting(streams.account(refusal.accountId))
  if (isHold(refusal)) return { status: 'held', code: refusal.code, waitsFor: stream }
  if (isConflict(refusal)) return { status: 'conflict', code: refusal.code, stream }
  return { status: 'refused', refusal: refusal as Refusal } // Sound: neither a hold nor a conflict
}

const isHold = (refusal: AnyRefusal): refusal is Extract<AnyRefusal, { code: HoldCode }> => Object.hasOwn(holds, refusal.code)
const isConflict = (refusal: AnyRefusal): refusal is Extract<AnyRefusal, { code: ConflictCode }> =>
  Object.hasOwn(conflicts, refusal.code)

/** The account that an event is about: the one it names, of a merge the survivor, else null. */
export const accountOf = ({ data }: DomainEvent): AccountId | null => {
  if ('survivorId' in data) return data.survivorId
  return 'accountId' in data ? data.accountId : null
}
