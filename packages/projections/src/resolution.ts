import { byBigint } from '@daybook/domain'
import type { DayNumber } from './kpi.ts'
import type { Merge, Merges } from './merges.ts'
import { policyFor, type Reference } from './reference.ts'
import { always, beginning, forever, type Range } from './timeline.ts'

/**
 * The first day whose facts a merge moves. Under `restate` it always was one customer; under `from-date` facts dated before the merge
 * stay with the account that they were booked on. P-15.
 */
export const actsFrom = (reference: Reference, merge: Merge): DayNumber =>
  policyFor(reference, 'merge-history', merge.from) === 'restate' ? beginning : merge.from

/** The customer that an account stands for on a day: merges followed to the end. P-15, M-10. Without a day: by all of them. */
export const resolve = (reference: Reference, accountId: string, day: DayNumber = forever): string => {
  let customer = accountId
  for (let merge = reference.merges.get(customer); merge !== undefined; merge = reference.merges.get(customer)) {
    if (actsFrom(reference, merge) > day) break
    customer = merge.survivorId
  }
  return customer
}

/** The first day on which another account stands for this one, and the merge that says so; null where none does. */
export const leavingOf = (
  reference: Reference,
  accountId: string,
): { readonly day: DayNumber; readonly setBy: bigint } | null => {
  const merge = reference.merges.get(accountId)
  return merge === undefined ? null : { day: actsFrom(reference, merge), setBy: merge.setBy }
}

/** The days of an account's facts that belong to a customer; `setBy` is the merge that says so, null for the account itself. */
type Destination = Range & { readonly customerId: string; readonly setBy: bigint | null }

/** To whom an account's facts belong, by time: itself up to the first merge that acts, then who survives, without gaps. */
export const destinationsOf = (reference: Reference, accountId: string): readonly Destination[] => {
  const merge = reference.merges.get(accountId)
  if (merge === undefined) return [{ customerId: accountId, setBy: null, ...always }]
  const day = actsFrom(reference, merge)
  const own = day > beginning ? [{ customerId: accountId, setBy: null, from: beginning, until: day }] : []
  const later = destinationsOf(reference, merge.survivorId)
    .filter(({ until }) => until > day)
    .map((destination) => ({ ...destination, from: Math.max(destination.from, day), setBy: destination.setBy ?? merge.setBy }))
  return [...own, ...later]
}

/** A part of a customer: an account, and the days of its facts that belong to him. */
export type Part = Range & { readonly accountId: string }

/** The parts that a customer is made of, his own first. Empty: another account stands for this one, for all time. */
export const partsOf = (reference: Reference, customerId: string): readonly Part[] =>
  membersOf(reference, customerId).flatMap((accountId) =>
    destinationsOf(reference, accountId)
      .filter((destination) => destination.customerId === customerId)
      .map(({ from, until }) => ({ accountId, from, until })),
  )

/** An account and all that were merged into it, directly or through another: itself first, then in the order of the merges. */
export const membersOf = (reference: Reference, accountId: string): readonly string[] => [
  accountId,
  ...mergesInto(reference, accountId).flatMap(({ absorbedId }) => membersOf(reference, absorbedId)),
]

const none: readonly Merge[] = []
const bySurvivor = new WeakMap<Merges, ReadonlyMap<string, readonly Merge[]>>()

/** The merges into an account, in the order in which they were recorded. */
export const mergesInto = ({ merges }: Reference, accountId: string): readonly Merge[] => {
  let known = bySurvivor.get(merges)
  if (known === undefined) {
    const inOrder = [...merges.values()].sort((a, b) => byBigint(a.setBy, b.setBy))
    known = Map.groupBy(inOrder, ({ survivorId }) => survivorId)
    bySurvivor.set(merges, known)
  }
  return known.get(accountId) ?? none
}

/** Whether an account has to do with merges at all: nearly none has, and then nothing is put together. */
export const isMerged = (reference: Reference, accountId: string): boolean =>
  reference.merges.size > 0 && (reference.merges.has(accountId) || mergesInto(reference, accountId).length > 0)
