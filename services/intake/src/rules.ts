import {
  type AccountId,
  type ConflictCode,
  type Day,
  type Decision,
  type DomainEvent,
  decideFirst,
  decideOutside,
  needsOf,
  type Place,
  policyAt,
  type Recorded,
  type Refusal,
  type StreamName,
} from '@daybook/domain'
import type { ReadItem } from './item.ts'
import { type Problem, problem } from './problems.ts'
import type { Reference } from './reference.ts'
import type { Staging } from './staging.ts'
import type { StreamsCache } from './streams-cache.ts'

/** What the domain says to an item. */
export type Ruling =
  | {
      readonly status: 'events'
      readonly stream: StreamName
      readonly revision: bigint
      readonly events: readonly DomainEvent[]
      /** Other streams that get the same events, and where these stand. */
      readonly secondLegs: readonly Leg[]
    }
  | { readonly status: 'already-true' }
  | { readonly status: 'refused'; readonly refusal: Refusal }
  | { readonly status: 'rejected'; readonly problem: Problem }
  | { readonly status: 'held'; readonly problem: Problem; readonly awaits: StreamName }
  | { readonly status: 'conflict'; readonly problem: Problem; readonly existing: Recorded }

/** A stream, and the revision that it is at. */
type Leg = { readonly stream: StreamName; readonly revision: bigint }

export type RulesView = {
  readonly staging: Staging
  readonly cache: StreamsCache
  readonly reference: Reference
  readonly now: number
  readonly ifMatch: bigint | null
  /** Read the stream of what must be new as well: set when appending without looking was refused. */
  readonly careful: boolean
  /** Stages the registration of an account, where the policy for unknown accounts says so. P-14. */
  readonly register: (accountId: AccountId) => void
}

/** Asks the domain about one item, with the streams it needs as they are after what is staged. */
export const rule = async (item: ReadItem, effectiveOn: Day, view: RulesView): Promise<Ruling> => {
  const { reference, staging } = view
  const today = reference.today(view.now)
  const place: Place = { calendar: reference.calendar(), policies: reference.policies(), source: item.source, effectiveOn, today }
  const needs = needsOf(item, place)
  if (needs.streamMustBeNew && view.ifMatch === null) {
    const own = view.careful ? await past(needs.stream, view) : staging.eventsOf(needs.stream)
    const accountRegistered = needs.account === null || own.length > 0 || (await isRegistered(needs.account, { place, view }))
    return rulingOf(decideFirst(item, place, { streamExists: own.length > 0, accountRegistered }), own, nothingElse)
  }
  if (needs.account !== null) await isRegistered(needs.account, { place, view })
  const known = await pasts([needs.stream, ...needs.reads, ...(needs.account === null ? [] : [needs.account.stream])], view)
  const own = known.get(needs.stream) ?? []
  const revision = revisionOf(own)
  if (view.ifMatch !== null && view.ifMatch !== revision) return mismatch(view.ifMatch, revision)
  return rulingOf(decideOutside(item, place, known), own, known)
}

type NeededAccount = NonNullable<ReturnType<typeof needsOf>['account']>

/** Whether an account is registered, or is so now by the policy for unknown accounts. */
const isRegistered = async ({ accountId, stream }: NeededAccount, at: { place: Place; view: RulesView }): Promise<boolean> => {
  const { place, view } = at
  if (view.staging.eventsOf(stream).length > 0 || (await view.cache.exists(stream))) return true
  if (policyAt(place.policies, 'unknown-account', place.effectiveOn) === 'quarantine') return false
  view.register(accountId)
  return true
}

const past = async (stream: StreamName, { staging, cache }: RulesView): Promise<readonly Recorded[]> => {
  const recorded = await cache.past(stream)
  const staged = staging.eventsOf(stream)
  return staged.length === 0 ? recorded : [...recorded, ...staged]
}

const pasts = async (names: readonly StreamName[], view: RulesView): Promise<ReadonlyMap<StreamName, readonly Recorded[]>> => {
  const known = new Map<StreamName, readonly Recorded[]>()
  for (const name of names) if (!known.has(name)) known.set(name, await past(name, view))
  return known
}

type Known = ReadonlyMap<StreamName, readonly Recorded[]>

/** What begins a stream of its own has been read nothing of. */
const nothingElse: Known = new Map()

const rulingOf = (decision: Decision, own: readonly Recorded[], known: Known): Ruling => {
  switch (decision.status) {
    case 'recorded': {
      const { stream, events } = decision
      if (events.length === 0) return { status: 'already-true' }
      const secondLegs = decision.secondLegs.map((leg) => ({ stream: leg, revision: revisionOf(known.get(leg)) }))
      return { status: 'events', stream, revision: revisionOf(own), events, secondLegs }
    }
    case 'refused':
      return { status: 'refused', refusal: decision.refusal }
    case 'held':
      return held(decision.code, decision.waitsFor)
    case 'conflict': {
      const [existing] = own
      if (existing === undefined) throw new Error(`${decision.code} without an event in ${decision.stream}`)
      return conflict(decision.code, existing)
    }
  }
}

const revisionOf = (past: readonly Recorded[] = []): bigint => BigInt(past.length) - 1n

const awaitedKinds = {
  'unknown-account': 'the account',
  'unknown-order': 'the order',
  'unknown-credit-note': 'the credit note',
} as const

const held = (code: keyof typeof awaitedKinds, awaits: StreamName): Ruling => ({
  status: 'held',
  problem: problem(code, `${awaitedKinds[code]} is not recorded`),
  awaits,
})

const conflict = (code: ConflictCode, existing: Recorded): Ruling => {
  const detail = `it is recorded as ${JSON.stringify([existing.source, existing.id])}; a change is a further event that names what it corrects`
  return { status: 'conflict', problem: problem(code, detail, { existing: { eventId: existing.eventId } }), existing }
}

const mismatch = (expected: bigint, actual: bigint): Ruling => ({
  status: 'rejected',
  problem: problem('revision-mismatch', `the stream is at revision ${actual}, not ${expected}`, {
    expected: String(expected),
    actual: String(actual),
  }),
})
