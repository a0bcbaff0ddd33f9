import type { Day, EventOf, Recorded } from '@daybook/domain'
import { partsOf, tenThousandths } from './amounts.ts'
import { type Known, standing } from './book.ts'
import { numberOf, plusDays, type Span } from './days.ts'
import { teamOn } from './people.ts'
import { type Place, standsFor } from './sales.ts'

type Act = Recorded<EventOf<'QuotaSet'>> | Recorded<EventOf<'QuotaWithdrawn'>>

const weightsOf = (data: EventOf<'QuotaSet'>['data'], months: readonly Span[]): readonly bigint[] => {
  if (data.spread === 'days') return months.map((month) => BigInt(numberOf(month.until) - numberOf(month.first)))
  const weights = data.spread === 'weights' ? (data.weights ?? []).map(tenThousandths) : []
  return weights.length === months.length ? weights : months.map(() => 1n)
}

/** The quota that one owner has of his own for a month: the latest act on any period that holds the month. P-17. */
const ownQuota = (known: Known, owner: { ownerType: string; ownerId: string }, month: Span): bigint | null => {
  const acts = ([...known.of('QuotaSet'), ...known.of('QuotaWithdrawn')] as readonly Act[])
    .filter(({ data }) => data.ownerType === owner.ownerType && data.ownerId === owner.ownerId)
    .sort((a, b) => Number(a.position - b.position))
    .flatMap((act) => {
      const span = known.months.span(act.data.period)
      const months = span === null ? [] : known.months.months(span)
      const index = months.findIndex((one) => one.first === month.first)
      return index < 0 ? [] : [{ act, months, index }]
    })
  const last = acts.at(-1)
  if (last === undefined || last.act.type === 'QuotaWithdrawn') return null
  return partsOf(tenThousandths(last.act.data.amount), weightsOf(last.act.data, last.months))[last.index]!
}

const add = (amounts: readonly (bigint | null)[]): bigint | null => {
  const set = amounts.filter((amount) => amount !== null)
  return set.length === 0 ? null : set.reduce((sum, amount) => sum + amount, 0n)
}

/** The quota of a place for a month; a team or the organisation without one of its own has what its reps have. */
const quotaOfMonth = (known: Known, { scope, entity }: Place, month: Span): bigint | null => {
  const own = ownQuota(known, { ownerType: scope, ownerId: scope === 'org' ? 'org' : (entity ?? '') }, month)
  if (scope === 'rep' || own !== null) return own
  const reps = [
    ...new Set(known.of('QuotaSet').flatMap(({ data }) => (data.ownerType === 'rep' ? [data.ownerId as string] : []))),
  ]
  const last = plusDays(month.until, -1)
  const members = scope === 'org' ? reps : reps.filter((repId) => teamOn(known, repId, last) === entity)
  return add(members.map((repId) => ownQuota(known, { ownerType: 'rep', ownerId: repId }, month)))
}

/** The quota of a place for a span; null where no month of it has one. */
export const quotaOf = (known: Known, place: Place, span: Span): bigint | null =>
  add(known.months.months(span).map((month) => quotaOfMonth(known, place, month)))

/** Whether what an owner said or did on a day counts for a place. */
export const isFor = (known: Known, place: Place, { ownerId, day }: { ownerId: string; day: Day }): boolean =>
  place.scope === 'org' || standsFor(known, place, { repId: ownerId, day })

/** Reviews of a period's quarter whose said-list is locked, each with the day of the lock and what was said before it. */
export const locked = (known: Known, period: string) =>
  known.of('QbrOpened').flatMap(({ data: { qbrId, ownerId, quarter } }) => {
    const lock = known.of('QbrCommitmentsLocked').find((event) => event.data.qbrId === qbrId)
    if (lock === undefined || !known.months.holds(period, quarter)) return []
    const said = known.of('CommitmentMade').filter((event) => event.data.qbrId === qbrId)
    return [{ qbrId, ownerId, lockedOn: lock.effectiveOn, said: said.map((event) => event.data.commitmentId) }]
  })

type Asked = { readonly period: string; readonly asOf: Day }

/** Commitments said by a day, without those withdrawn by then. M-42. */
export const said = (known: Known, place: Place, { period, asOf }: Asked): bigint => {
  const standingAt = locked(known, period)
    .filter(({ ownerId, lockedOn }) => lockedOn <= asOf && isFor(known, place, { ownerId, day: lockedOn }))
    .flatMap(({ qbrId, said: ids }) => ids.filter((id) => !isWithdrawn(known, { qbrId, commitmentId: id, asOf })))
  return BigInt(standingAt.length)
}

/** Whether a commitment is taken back by a day. */
export const isWithdrawn = (known: Known, one: { qbrId: string; commitmentId: string; asOf: Day }): boolean =>
  known
    .of('CommitmentWithdrawn')
    .some(
      ({ data, effectiveOn }) => data.qbrId === one.qbrId && data.commitmentId === one.commitmentId && effectiveOn <= one.asOf,
    )

type OneCommitment = { readonly qbrId: string; readonly commitmentId: string }

/** The outcome of a commitment as it was corrected last. */
export const outcomeOf = (known: Known, { qbrId, commitmentId }: OneCommitment) =>
  standing(
    [...known.of('CommitmentOutcomeRecorded'), ...known.of('CommitmentOutcomeCorrected')].sort((a, b) =>
      Number(a.position - b.position),
    ),
  ).find(({ data }) => data.qbrId === qbrId && data.commitmentId === commitmentId)

/**
 * Commitments of the said-list with one of some outcomes by a day. They count for the team that they were said in, so that what is kept
 * is a part of what was said. M-42.
 */
const settled =
  (...outcomes: readonly string[]) =>
  (known: Known, place: Place, { period, asOf }: Asked): bigint => {
    const found = locked(known, period)
      .filter(({ ownerId, lockedOn }) => isFor(known, place, { ownerId, day: lockedOn }))
      .flatMap(({ qbrId, said: ids }) => ids.flatMap((commitmentId) => outcomeOf(known, { qbrId, commitmentId }) ?? []))
      .filter(({ data, effectiveOn }) => outcomes.includes(data.outcome) && effectiveOn <= asOf)
    return BigInt(found.length)
  }

/** Kept by a day, in time or late. M-42. */
export const kept = settled('kept', 'kept-late')

/** Missed by a day. */
export const missed = settled('missed')
