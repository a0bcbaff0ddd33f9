import type { Day, EventOf, Recorded } from '@daybook/domain'
import type { Known } from './book.ts'
import { isFor, isWithdrawn, locked, outcomeOf } from './plans.ts'
import type { Place } from './sales.ts'

type Made = Recorded<EventOf<'CommitmentMade'>> | Recorded<EventOf<'CommitmentAddedAfterLock'>>

/** A commitment with the owner of its review and the first day of its quarter. */
type Told = { readonly made: Made; readonly ownerId: string; readonly quarter: string; readonly first: Day; readonly until: Day }

const toldBy = (known: Known): readonly Told[] =>
  known.of('QbrOpened').flatMap(({ data: { qbrId, ownerId, quarter } }) => {
    const span = known.months.span(quarter)
    if (span === null) return []
    const made = ([...known.of('CommitmentMade'), ...known.of('CommitmentAddedAfterLock')] as readonly Made[]).filter(
      ({ data }) => data.qbrId === qbrId,
    )
    return made.map((each) => ({ made: each, ownerId, quarter, first: span.first, until: span.until }))
  })

const isBefore = (a: Told, b: Told): boolean => {
  if (a.first !== b.first) return a.first < b.first
  if (a.made.data.qbrId !== b.made.data.qbrId) return a.made.data.qbrId < b.made.data.qbrId
  return a.made.position < b.made.position
}

/**
 * The first commitment of the lineage that one belongs to: found by the name that it gives, among those of its owner before it; else by
 * the proposal that the name is the event of; else by the id, in the latest earlier quarter.
 */
const originOf = (known: Known, told: readonly Told[], one: Told): Told => {
  const name = one.made.data.lineageId
  if (name === undefined) return one
  const before = told
    .filter((other) => other.ownerId === one.ownerId && isBefore(other, one))
    .sort((a, b) => (isBefore(a, b) ? -1 : 1))
  const earlier = before.filter((other) => other.first < one.first)
  const proposal = known.of('NextCommitmentProposed').find(({ eventId }) => eventId === String(name))
  const isOfProposal = ({ made: { data } }: Told): boolean =>
    data.qbrId === proposal?.data.qbrId && data.commitmentId === proposal.data.fromCommitmentId
  const found =
    before.find(({ made }) => made.data.lineageId === name) ??
    earlier.findLast(isOfProposal) ??
    earlier.findLast(({ made }) => String(made.data.commitmentId) === String(name))
  return found === undefined ? one : originOf(known, told, found)
}

type Asked = { readonly period: string; readonly asOf: Day }

/** Those of a locked said-list that are missed by a day. */
const missesBy = (known: Known, told: readonly Told[], asOf: Day): readonly Told[] =>
  told.filter(({ made, quarter }) => {
    const { qbrId, commitmentId } = made.data
    const outcome = outcomeOf(known, { qbrId, commitmentId })
    const isSaid = made.type === 'CommitmentMade' && locked(known, quarter).some((review) => review.qbrId === qbrId)
    return (
      isSaid &&
      outcome?.data.outcome === 'missed' &&
      outcome.effectiveOn <= asOf &&
      !isWithdrawn(known, { qbrId, commitmentId, asOf })
    )
  })

const isForReview = (known: Known, place: Place, { ownerId, made, quarter }: Told): boolean => {
  const review = locked(known, quarter).find(({ qbrId }) => qbrId === made.data.qbrId)
  return review !== undefined && isFor(known, place, { ownerId, day: review.lockedOn })
}

/** Missed commitments that were committed again in the quarter after by a day. M-43. */
export const carriedOver = (known: Known, place: Place, { period, asOf }: Asked): bigint => {
  const told = toldBy(known)
  const carried = missesBy(known, told, asOf).filter(
    (miss) =>
      known.months.holds(period, miss.quarter) &&
      isForReview(known, place, miss) &&
      told.some(
        (next) =>
          next.first === miss.until &&
          next.ownerId === miss.ownerId &&
          next.made.effectiveOn <= asOf &&
          !isWithdrawn(known, { ...next.made.data, asOf }) &&
          originOf(known, told, next) === originOf(known, told, miss),
      ),
  )
  return BigInt(carried.length)
}

/** Lineages missed by a day in a quarter of the period and in an earlier one, each once. M-44. */
export const repeatMisses = (known: Known, place: Place, { period, asOf }: Asked): bigint => {
  const told = toldBy(known)
  const misses = missesBy(known, told, asOf)
  const again = misses.filter(
    (miss) =>
      known.months.holds(period, miss.quarter) &&
      misses.some((other) => other.first < miss.first && originOf(known, told, other) === originOf(known, told, miss)),
  )
  const lineages = [...new Set(again.map((miss) => originOf(known, told, miss)))]
  const firsts = lineages.flatMap((origin) => {
    const own = misses.filter((miss) => originOf(known, told, miss) === origin)
    return (
      firstRepeat(
        known,
        own,
        again.filter((miss) => own.includes(miss)),
      ) ?? []
    )
  })
  return BigInt(firsts.filter((miss) => isForReview(known, place, miss)).length)
}

/** Which repeat of a lineage says whose it is in a year: the one known first by business days, of several the one missed first. */
const firstRepeat = (known: Known, all: readonly Told[], again: readonly Told[]): Told | undefined => {
  const dayOf = ({ made }: Told): string => outcomeOf(known, made.data)?.effectiveOn ?? ''
  const knownOn = (miss: Told): string => {
    const earlier = all.filter(({ first }) => first < miss.first).map(dayOf)
    return [dayOf(miss), earlier.sort()[0] ?? ''].sort()[1] ?? ''
  }
  return again
    .toSorted((a, b) => (isBefore(a, b) ? -1 : 1))
    .toSorted((a, b) => dayOf(a).localeCompare(dayOf(b)))
    .toSorted((a, b) => knownOn(a).localeCompare(knownOn(b)))[0]
}
