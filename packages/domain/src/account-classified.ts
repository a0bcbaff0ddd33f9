import { z } from 'zod'
import { event } from './event.ts'
import { AccountId, ReviewId } from './ids.ts'
import { Decimal } from './money.ts'

/** What a review of the key accounts makes of a client: KEY, or SECONDARY. M-36. */
const Designation = z.enum(['KEY', 'SECONDARY'])

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** What an account is until the next review, and the net sales of twelve months that made it so, in the currency of the review. */
export const AccountClassified = event('AccountClassified', {
  accountId: AccountId,
  designation: Designation,
  reviewId: ReviewId,
  r12Sales: Decimal,
})
