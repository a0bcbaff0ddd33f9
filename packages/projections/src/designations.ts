import type { AccountView } from './account-book.ts'
import type { Contribution } from './kpi.ts'
import type { Interval } from './occasions.ts'
import { movesOf, stretchesOf } from './presence.ts'
import { bucketKey } from './reference.ts'
import { always, forever } from './timeline.ts'

/** The days over which an account is KEY: from each review that made it so until the next review. M-36. */
const keyIntervals = ({ head, reference }: AccountView): readonly Interval[] =>
  reference.keyReviews.flatMap((review, place) => {
    const found = head.classifications.findLast(({ reviewId }) => reviewId === review.value)
    const next = reference.keyReviews[place + 1]
    const until = next?.from ?? forever
    if (found?.isKey !== true || until <= review.from) return []
    const startedBy = [review.setBy, found.setBy]
    return [{ from: review.from, until, startedBy, endedBy: next === undefined ? [] : [next.setBy] }]
  })

/** An account that is KEY, in the book of its owner on the day. */
export const keyRows = (view: AccountView): readonly Contribution[] =>
  view.head.classifications.length === 0 ? [] : movesOf(stretchesOf(view, keyIntervals(view), always), bucketKey)
