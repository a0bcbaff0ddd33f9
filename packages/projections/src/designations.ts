import type { AccountView } from './account-book.ts'
import type { Contribution } from './kpi.ts'
import type { Interval } from './occasions.ts'
import { movesOf, stretchesOf } from './presence.ts'
import { bucketKey } from './reference.ts'
import { destinationsOf } from './resolution.ts'
import { always, forever } from './timeline.ts'

/**
 * The days over which an account is KEY: from each review that made it so until the next review, as long as no other account stands for
 * it. The survivor's designation wins. M-36, P-15.
 */
const keyIntervals = ({ head, reference }: AccountView): readonly Interval[] => {
  const { accountId, classifications } = head
  const own = destinationsOf(reference, accountId).find(({ customerId }) => customerId === accountId)
  if (own === undefined) return []
  const merge = reference.merges.get(accountId)
  return reference.keyReviews.flatMap((review, place) => {
    const found = classifications.findLast(({ reviewId }) => reviewId === review.value)
    const next = reference.keyReviews[place + 1]
    const isCut = merge !== undefined && own.until < (next?.from ?? forever)
    const until = isCut ? own.until : (next?.from ?? forever)
    if (found?.isKey !== true || until <= review.from) return []
    const ended = isCut ? merge.setBy : next?.setBy
    return [{ from: review.from, until, startedBy: [review.setBy, found.setBy], endedBy: ended === undefined ? [] : [ended] }]
  })
}

/** An account that is KEY, in the book of its owner on the day. */
export const keyRows = (view: AccountView): readonly Contribution[] =>
  view.head.classifications.length === 0 ? [] : movesOf(stretchesOf(view, keyIntervals(view), always), bucketKey)
