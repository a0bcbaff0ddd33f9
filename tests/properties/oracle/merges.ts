import { type AccountId, type Day, type EventOf, firstDayEver, type Recorded } from '@daybook/domain'
import { type Known, policy } from './book.ts'

/** A merge that was not undone, as it was recorded first. */
type Merge = Recorded<EventOf<'AccountsMerged'>>

const searched = new WeakMap<Known, ReadonlyMap<AccountId, Merge>>()

/**
 * The merges in force, by the account that was absorbed: a merge stands in two streams and counts once. P-15. Searched once for all that
 * is known at a position, as every order of every question asks for them.
 */
const mergesOf = (known: Known): ReadonlyMap<AccountId, Merge> => {
  const found = searched.get(known) ?? mergesIn(known)
  searched.set(known, found)
  return found
}

const mergesIn = (known: Known): ReadonlyMap<AccountId, Merge> => {
  const inForce = new Map<AccountId, Merge>()
  const events = [...known.of('AccountsMerged'), ...known.of('AccountsUnmerged')].sort((a, b) => Number(a.position - b.position))
  for (const event of events) {
    const { absorbedId } = event.data
    if (event.type === 'AccountsUnmerged') inForce.delete(absorbedId)
    else if (!inForce.has(absorbedId)) inForce.set(absorbedId, event)
  }
  return inForce
}

/** The day of the merge that put another account in the place of this one; null where none did. */
export const mergedOn = (known: Known, accountId: AccountId): Day | null => mergesOf(known).get(accountId)?.effectiveOn ?? null

/** Whether a merge says who the customer of a day is. */
const actsOn = (known: Known, merge: Merge, day: Day): boolean =>
  merge.effectiveOn <= day ||
  policy(known, 'merge-history', { day: merge.effectiveOn, byDefault: 'restate' as string }) === 'restate'

/** Who the customer of an account is on a day. */
export const customerOf = (known: Known, accountId: AccountId, day: Day): AccountId => {
  const merge = mergesOf(known).get(accountId)
  return merge === undefined || !actsOn(known, merge, day) ? accountId : customerOf(known, merge.data.survivorId, day)
}

/** The first day on which another account stands for this one; null where none does. */
export const leavesOn = (known: Known, accountId: AccountId): Day | null => {
  const merge = mergesOf(known).get(accountId)
  if (merge === undefined) return null
  return actsOn(known, merge, firstDayEver) ? firstDayEver : merge.effectiveOn
}

/** Days on which a customer was lost: from a day until another, with the positions of what began and ended it. */
export type Lost = {
  readonly from: Day
  readonly until: Day | null
  readonly lostBy: bigint
  readonly endedBy: bigint | null
}

type WinBack = Recorded<EventOf<'AccountWonBack'>>

const winBacksOf = (known: Known, accountId: AccountId): readonly WinBack[] =>
  known
    .of('AccountWonBack')
    .filter(({ data }) => data.accountId === accountId)
    .sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : Number(a.position - b.position)))

const endedFirst = (lost: Lost, winBacks: readonly WinBack[]): Lost => {
  const end = winBacks.find(({ effectiveOn }) => effectiveOn > lost.from)
  if (end === undefined || (lost.until !== null && lost.until <= end.effectiveOn)) return lost
  return { ...lost, until: end.effectiveOn, endedBy: end.position }
}

/** Losses that were not taken back. */
const declared = (known: Known, accountId: AccountId) =>
  known
    .of('AccountLost')
    .filter(({ data }) => data.accountId === accountId)
    .filter((loss) => !known.of('AccountLossRetracted').some(({ data }) => data.corrects === loss.eventId))

const wasOpen = (merge: Merge, { lostBy, endedBy }: Lost): boolean =>
  lostBy < merge.position && (endedBy === null || endedBy > merge.position)

/** What of a loss is left to either side of a merge, by what was chosen. */
const after = (known: Known, merge: Merge, { lost, of }: { lost: Lost; of: 'survivor' | 'absorbed' }): readonly Lost[] => {
  const { effectiveOn, position } = merge
  const always = policy(known, 'merge-history', { day: effectiveOn, byDefault: 'restate' as string }) === 'restate'
  const isDropped = merge.data.keepStatus === 'active' && wasOpen(merge, lost)
  if (always) return isDropped ? [] : [lost]
  if (of === 'survivor') {
    if (!isDropped) return [lost]
    return lost.from >= effectiveOn ? [] : [{ ...lost, until: effectiveOn, endedBy: position }]
  }
  if (isDropped || (lost.until !== null && lost.until <= effectiveOn)) return []
  return [lost.from >= effectiveOn ? lost : { ...lost, from: effectiveOn, lostBy: position }]
}

/** The losses of an account with those of all that it absorbed; the survivor's win-backs after a merge end the absorbed one's too. */
const allLost = (known: Known, accountId: AccountId): readonly Lost[] => {
  const winBacks = winBacksOf(known, accountId)
  let losses = declared(known, accountId).map(({ effectiveOn, position }) =>
    endedFirst({ from: effectiveOn, until: null, lostBy: position, endedBy: null }, winBacks),
  )
  const merges = [...mergesOf(known).values()].filter(({ data }) => data.survivorId === accountId)
  for (const merge of merges.sort((a, b) => Number(a.position - b.position))) {
    const later = winBacks.filter(({ position }) => position > merge.position)
    const along = allLost(known, merge.data.absorbedId).flatMap((lost) => after(known, merge, { lost, of: 'absorbed' }))
    losses = [
      ...losses.flatMap((lost) => after(known, merge, { lost, of: 'survivor' })),
      ...along.map((lost) => endedFirst(lost, later)),
    ]
  }
  return losses
}

/** The losses of a customer, as long as it is one. */
export const lostOf = (known: Known, accountId: AccountId): readonly Lost[] => {
  const gone = leavesOn(known, accountId)
  return allLost(known, accountId).filter(({ from }) => gone === null || from < gone)
}

const isEnded = ({ until }: Lost, day: Day): boolean => until !== null && until <= day

/** Whether a customer is lost on a day. */
export const isLostOn = (known: Known, accountId: AccountId, day: Day): boolean =>
  allLost(known, accountId).some((lost) => lost.from <= day && !isEnded(lost, day))

/**
 * The days on which customers were lost. Where accounts were merged, one that begins while another lasts is no loss of its own; an
 * account by itself counts each that was declared.
 */
export const lossDays = (known: Known, accountId: AccountId): readonly Day[] => {
  const all = lostOf(known, accountId)
  const isAlone = [...mergesOf(known).values()].every(
    ({ data }) => data.survivorId !== accountId && data.absorbedId !== accountId,
  )
  if (isAlone) return all.map(({ from }) => from)
  const isFirst = (lost: Lost): boolean =>
    !all.some(
      (other) =>
        other !== lost &&
        !isEnded(other, lost.from) &&
        (other.from < lost.from || (other.from === lost.from && other.lostBy < lost.lostBy)),
    )
  return all.filter(isFirst).map(({ from }) => from)
}
