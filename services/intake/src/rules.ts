import {
  type AccountId,
  type ConflictCode,
  type Day,
  type Decision,
  type DomainEvent,
  decideFirst,
  decideOutside,
  type Leg,
  type Needs,
  needsOf,
  type Place,
  policyAt,
  type Recorded,
  type Refusal,
  type StreamName,
} from '@daybook/domain'
import type { Books } from './books.ts'
import type { ReadItem } from './item.ts'
import { type Problem, problem } from './problems.ts'
import type { Reference } from './reference.ts'
import type { Staging } from './staging.ts'
import type { Groups } from './stream-groups.ts'
import type { StreamsCache } from './streams-cache.ts'

/** What the domain says to an item. */
export type Ruling =
  | {
      readonly status: 'events'
      readonly stream: StreamName
      readonly revision: bigint
      readonly events: readonly DomainEvent[]
      /** The group that was looked at, and whether the stream belongs to it from now on; null where none. */
      readonly group: Needs['group']
      /** What is recorded together with them, in order. */
      readonly legs: readonly PlacedLeg[]
    }
  | { readonly status: 'already-true' }
  | { readonly status: 'refused'; readonly refusal: Refusal }
  | { readonly status: 'rejected'; readonly problem: Problem }
  | { readonly status: 'held'; readonly problem: Problem; readonly awaits: StreamName }
  | { readonly status: 'conflict'; readonly problem: Problem; readonly existing: Recorded }

/** A leg, and the revision that its stream is at before it. */
export type PlacedLeg = Leg & { readonly revision: bigint }

export type RulesView = {
  readonly staging: Staging
  readonly cache: StreamsCache
  readonly groups: Groups
  readonly books: Books
  /** It is history: it states its own consequences. P-22. */
  readonly backfill: boolean
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
  const place = placeOf(item, effectiveOn, view)
  const needs = needsOf(item, place)
  if (needs.streamMustBeNew && view.ifMatch === null) {
    const own = view.careful ? await past(needs.stream, view) : view.staging.eventsOf(needs.stream)
    const accountRegistered = needs.account === null || own.length > 0 || (await isRegistered(needs.account, { place, view }))
    const mayWinBack = needs.account !== null && mayBeLost(needs.account.stream, view)
    if (!mayWinBack) {
      const decision = decideFirst(item, place, { streamExists: own.length > 0, accountRegistered })
      return firstRuling(decision, { own, group: needs.group })
    }
  }
  if (needs.account !== null) await isRegistered(needs.account, { place, view })
  const book = needs.bookOf === null || view.backfill ? [] : await view.books.accountsOf(needs.bookOf, view.staging)
  const known = await everythingNeeded(item, { ...place, book }, view)
  const revision = BigInt((known.get(needs.stream) ?? []).length) - 1n
  if (view.ifMatch !== null && view.ifMatch !== revision) return mismatch(view.ifMatch, revision)
  return rulingOf(decideOutside(item, { ...place, book }, known), { known, group: needs.group })
}

const placeOf = (item: ReadItem, effectiveOn: Day, { reference, now, backfill }: RulesView): Place => ({
  calendar: reference.calendar(),
  policies: reference.policies(),
  source: item.source,
  id: item.id,
  effectiveOn,
  today: reference.today(now),
  isHistory: backfill,
})

/** Whether an order may win the account back: known without reading anything, once it is known that the account is registered. PM-1. */
const mayBeLost = (account: StreamName, { staging, cache, backfill }: RulesView): boolean =>
  !backfill && (cache.mayBeWonBack(account) || staging.eventsOf(account).some(({ type }) => mayMakeLost.has(type)))

/** After these, who an account stands for may be another one, or lost. */
const mayMakeLost: ReadonlySet<DomainEvent['type']> = new Set([
  'AccountLost',
  'AccountLossRetracted',
  'AccountsMerged',
  'AccountsUnmerged',
] as const)

type Known = ReadonlyMap<StreamName, readonly Recorded[]>

/** What begins a stream has no legs, and nothing but that stream was looked at. */
const firstRuling = (
  decision: Decision,
  { own, group }: { readonly own: readonly Recorded[]; readonly group: Needs['group'] },
): Ruling => {
  if (decision.status !== 'recorded') return rulingOf(decision, { known: new Map(own.map(({ stream }) => [stream, own])), group })
  return { status: 'events', stream: decision.stream, revision: -1n, events: decision.events, group, legs: [] }
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

/** Reads what the item names, and what it names then, until nothing is missing. */
const everythingNeeded = async (item: ReadItem, place: Place, view: RulesView): Promise<Known> => {
  const known = new Map<StreamName, readonly Recorded[]>()
  for (;;) {
    const { stream, account, reads, group } = needsOf(item, place, known)
    const members = group === null ? [] : await view.groups.streamsOf(group.name)
    const accounts = account === null ? [] : [account.stream]
    const missing = [stream, ...accounts, ...reads, ...members].filter((name) => !known.has(name))
    if (missing.length === 0) return known
    for (const name of missing) known.set(name, await past(name, view))
  }
}

type Ruled = { readonly known: Known; readonly group: Needs['group'] }

const rulingOf = (decision: Decision, { known, group }: Ruled): Ruling => {
  switch (decision.status) {
    case 'recorded': {
      const { stream, events, legs = [] } = decision
      if (events.length === 0) return { status: 'already-true' }
      const [revision, ...revisions] = revisionsBefore([{ stream, events }, ...legs], known)
      if (revision === undefined) throw new Error('every append has the revision it follows')
      const placed = legs.map((leg, index) => ({ ...leg, revision: revisions[index] ?? -1n }))
      return { status: 'events', stream, revision, events, group, legs: placed }
    }
    case 'refused':
      return { status: 'refused', refusal: decision.refusal }
    case 'held':
      return held(decision.code, decision.waitsFor)
    case 'conflict': {
      const existing = known.get(decision.stream)?.[0]
      if (existing === undefined) throw new Error(`${decision.code} without an event in ${decision.stream}`)
      return conflict(decision.code, existing)
    }
  }
}

/** The revision that each stream is at before its append, those of the same decision counted. */
const revisionsBefore = (appends: readonly Pick<Leg, 'stream' | 'events'>[], known: Known): readonly bigint[] => {
  const counts = new Map<StreamName, number>()
  return appends.map(({ stream, events }) => {
    const before = counts.get(stream) ?? known.get(stream)?.length
    if (before === undefined) throw new Error(`${stream} was not read`)
    counts.set(stream, before + events.length)
    return BigInt(before) - 1n
  })
}

const awaitedKinds = {
  'unknown-account': 'the account',
  'unknown-order': 'the order',
  'unknown-credit-note': 'the credit note',
  'unknown-opportunity': 'the opportunity',
  'unknown-activity': 'the activity',
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
