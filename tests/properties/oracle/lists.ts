import type { AccountId, Day } from '@daybook/domain'
import { type Known, latestOn } from './book.ts'
import { customerOf, leavesOn } from './merges.ts'
import { type Place, standsFor } from './sales.ts'

/** Whether the last review of the key accounts by a day has made an account KEY. M-36. */
export const isKey = (known: Known, accountId: AccountId, day: Day): boolean => {
  const review = latestOn(known.of('KeyReviewRun'), day)
  const left = leavesOn(known, accountId)
  if (review === undefined || (left !== null && day >= left)) return false
  const made = known.of('AccountClassified').filter(({ data }) => data.accountId === accountId)
  return made.findLast(({ data }) => data.reviewId === review.data.reviewId)?.data.designation === 'KEY'
}

/** How many accounts stand on the lists of the sellers of a place on a day, for which no other one stands. M-37, P-15. */
export const listed = (
  known: Known,
  type: 'TargetsSet' | 'LeadsSet',
  { place, day }: { readonly place: Place; readonly day: Day },
): bigint => {
  const set = known.of(type)
  const reps = [...new Set(set.map(({ data }) => data.repId))].filter(
    (repId) => place.scope === 'org' || standsFor(known, place, { repId, day }),
  )
  const counts = reps.map((repId) => {
    const own = set.filter(({ data }) => data.repId === repId)
    const named = latestOn(own, day)?.data.accountIds ?? []
    return named.filter((accountId) => customerOf(known, accountId, day) === accountId).length
  })
  return BigInt(counts.reduce((total, count) => total + count, 0))
}
