import type { AccountHead, AccountView } from './account-book.ts'
import { customerLosses } from './customer-losses.ts'
import type { Fact } from './fact.ts'
import { byDayThenPosition, type Facts } from './facts.ts'
import { type FirstPurchases, firstOfAll, firstsAmong } from './first-purchases.ts'
import type { DayNumber } from './kpi.ts'
import { type DayMark, Days, markOf, placeOf } from './occasions.ts'
import type { Reference } from './reference.ts'
import { isMerged, type Part, partsOf } from './resolution.ts'
import { always, beginning, forever, type Range } from './timeline.ts'
import type { WalletEstimate } from './wallet.ts'

/** One account as a customer is put together from it. */
export type Member = { readonly head: AccountHead; readonly days: Days; readonly facts: Facts }

/** Gives each account by its id. */
export type MemberOf = (accountId: string) => Member

/** What a view has besides where accounts are merged. */
export type Composition = {
  /** The head of the account that a fact was booked on: a merge says who the customer is, not who sold. P-15. */
  readonly bookedOn: (fact: Fact) => AccountHead
  /** An order that a credit note refers to, also where merges act from a day on and the order is dated before. */
  readonly original: (key: string) => Fact | null
  /** Whether some facts of its accounts are left out, as they are dated on days that are another customer's. */
  readonly isBounded: boolean
  /** From when on another account stands for this one, where it is not so for all time, and the merge that says so. */
  readonly merged: { readonly day: DayNumber; readonly setBy: bigint } | null
}

/**
 * The view of a customer: of an account by itself as it is; of one that has to do with merges the facts, days and losses that belong to
 * it, with the profile and the owners of the survivor. Nothing at all where another account stands for it for all time. P-15.
 */
export const viewOf = (accountId: string, memberOf: MemberOf, reference: Reference): AccountView => {
  const { head, days, facts } = memberOf(accountId)
  if (!isMerged(reference, accountId)) return { head, days, facts, reference, composition: null }
  const parts = partsOf(reference, accountId).map((part) => ({ ...part, ...memberOf(part.accountId) }))
  const union = new UnionFacts(parts)
  const awaited = parts.flatMap((part) => part.head.awaited)
  return {
    head: {
      ...head,
      awaited,
      estimates: estimatesOf(parts),
      firsts: firstsIn(parts, union),
      losses: customerLosses(accountId, (id) => memberOf(id).head, reference),
    },
    days: daysOf(accountId, parts, { facts: union, reference }),
    facts: union,
    reference,
    composition: {
      bookedOn: (fact) => memberOf(bookings.get(fact) ?? accountId).head,
      original: new UnionFacts(parts.map((part) => ({ ...part, ...always }))).get,
      isBounded: !parts.every(isWhole),
      merged: mergedFrom(parts, reference),
    },
  }
}

type MemberPart = Part & Member

const isWhole = ({ from, until }: Range): boolean => from === beginning && until === forever

/** What the accounts were estimated to spend, on the days that belong to the customer. */
const estimatesOf = (parts: readonly MemberPart[]): readonly WalletEstimate[] =>
  parts.flatMap((part) =>
    part.head.estimates
      .map((estimate) => ({ ...estimate, from: Math.max(part.from, estimate.from), until: Math.min(part.until, estimate.until) }))
      .filter(({ from, until }) => from < until),
  )

/** First purchases of whole accounts are the first of theirs; where some days are another customer's, they are looked for. */
const firstsIn = (parts: readonly MemberPart[], facts: Facts): FirstPurchases =>
  parts.every(isWhole) ? firstOfAll(parts.map(({ head }) => head.firsts)) : firstsAmong(facts.between(always))

const mergedFrom = (parts: readonly MemberPart[], reference: Reference): Composition['merged'] => {
  const [own] = parts
  const merge = own === undefined ? undefined : reference.merges.get(own.accountId)
  return own === undefined || merge === undefined || own.until === forever ? null : { day: own.until, setBy: merge.setBy }
}

/** The account that a fact was met in: a fact belongs to one account for good. */
const bookings = new WeakMap<Fact, string>()

/** The facts of several accounts as those of one, each with the days that belong to it. */
class UnionFacts implements Facts {
  readonly #parts: readonly MemberPart[]

  constructor(parts: readonly MemberPart[]) {
    this.#parts = parts
  }

  /** Where an order was moved from one of the accounts to another, the order as it is there: what it left behind stands for nothing. */
  readonly get = (key: string): Fact | null => {
    let left: Fact | null = null
    for (const { facts, accountId, from, until } of this.#parts) {
      const fact = facts.get(key)
      if (fact === null || fact.day < from || fact.day >= until) continue
      bookings.set(fact, accountId)
      if (!isLeft(fact)) return fact
      if (left === null || left.standing === 'moved') left = fact
    }
    return left
  }

  readonly between = (range: Range): readonly Fact[] => {
    const lists = this.#parts.map((part) => this.#ofPart(part, range)).filter(({ length }) => length > 0)
    if (lists.length < 2) return lists[0] ?? []
    return lists.flat().sort(byDayThenPosition)
  }

  readonly returnsOf = (key: string): readonly string[] => [...new Set(this.#parts.flatMap(({ facts }) => facts.returnsOf(key)))]

  #ofPart({ accountId, facts, from, until }: MemberPart, range: Range): readonly Fact[] {
    const found = facts.between({ from: Math.max(from, range.from), until: Math.min(until, range.until) })
    for (const fact of found) bookings.set(fact, accountId)
    return found.some(isLeft) ? found.filter((fact) => !isLeft(fact) || this.get(fact.key) === fact) : found
  }
}

/** Whether a fact may be what an order has left behind. */
const isLeft = ({ standing }: Fact): boolean => standing === 'moved' || standing === 'void'

type KnownDays = { readonly parts: readonly MemberPart[]; readonly days: Days }

const known = new WeakMap<Reference['merges'], Map<string, KnownDays>>()

/** More changed days than these are not worked in one by one. */
const workedInMax = 8

/**
 * The days of all parts as one. The last ones are kept: an event changes those of one part, nearly always by one day, and the next event
 * begins with what this one led to.
 */
const daysOf = (customerId: string, parts: readonly MemberPart[], at: Pick<AccountView, 'facts' | 'reference'>): Days => {
  const { merges } = at.reference
  const customers = known.get(merges) ?? new Map<string, KnownDays>()
  known.set(merges, customers)
  const last = customers.get(customerId)
  const changed = last === undefined ? null : changedDays(last.parts, parts)
  if (last !== undefined && changed?.length === 0) return last.days
  const isFew = last !== undefined && changed !== null && changed.length <= workedInMax
  const days = isFew ? workedIn(last.days, changed, at.facts) : new Days(marksOf(parts, at.facts))
  customers.set(customerId, { parts, days })
  return days
}

const workedIn = (days: Days, changed: readonly DayNumber[], facts: Facts): Days =>
  changed.reduce((all, day) => all.with(day, facts.between({ from: day, until: day + 1 })), days)

/** The days on which the marks of parts differ, each once; null where these are other parts. */
const changedDays = (before: readonly MemberPart[], after: readonly MemberPart[]): readonly DayNumber[] | null => {
  if (before.length !== after.length) return null
  const changed = new Set<DayNumber>()
  for (const [place, part] of after.entries()) {
    const { accountId, from, until, days } = before[place] ?? part
    if (accountId !== part.accountId || from !== part.from || until !== part.until) return null
    if (days === part.days) continue
    for (const day of differingDays(days.marks, part.days.marks)) if (from <= day && day < until) changed.add(day)
  }
  return [...changed]
}

/** Marks are values, and stay the same objects where nothing has changed. */
const differingDays = (before: readonly DayMark[], after: readonly DayMark[]): readonly DayNumber[] => {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  let tail = 0
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  return [...before.slice(start, before.length - tail), ...after.slice(start, after.length - tail)].map(({ day }) => day)
}

const marksOf = (parts: readonly MemberPart[], facts: Facts): readonly DayMark[] => {
  const lists = parts.map(({ days: { marks }, from, until }) => marks.slice(placeOf(marks, from), placeOf(marks, until)))
  const all = lists.flat().sort((a, b) => a.day - b.day)
  const marks: DayMark[] = []
  for (let place = 0; place < all.length; ) {
    const { day } = all[place] as DayMark // Sound: place < length
    let next = place + 1
    while (all[next]?.day === day) next += 1
    const mark = next === place + 1 ? (all[place] ?? null) : togetherOn(all.slice(place, next), day, facts)
    if (mark !== null) marks.push(mark)
    place = next
  }
  return marks
}

type Together = { mark: DayMark | null; readonly next: WeakMap<DayMark, Together> }

const begun: WeakMap<DayMark, Together> = new WeakMap()

/** The mark of a day on which several accounts have orders, from their facts: kept, as the marks of each are values. */
const togetherOn = (marks: readonly DayMark[], day: DayNumber, facts: Facts): DayMark | null => {
  let at: Together = { mark: null, next: begun }
  for (const mark of marks) {
    const next = at.next.get(mark) ?? { mark: null, next: new WeakMap() }
    at.next.set(mark, next)
    at = next
  }
  at.mark ??= markOf(day, facts.between({ from: day, until: day + 1 }))
  return at.mark
}
