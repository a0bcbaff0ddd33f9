import { z } from 'zod'
import { Day } from './day.ts'
import { event, Text } from './event.ts'
import { AccountId } from './ids.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/**
 * Two accounts are one customer: the absorbed one resolves to the survivor. P-15.
 *
 * It stands in the survivor's stream and, as its second leg, in the absorbed one's (PM-2). `keepStatus` says what the customer is where
 * one of them was lost and the other was not. The decider adds since when the absorbed one is lost, where that loss goes on: the
 * survivor's stream does not know it.
 */
export const AccountsMerged = event('AccountsMerged', {
  survivorId: AccountId,
  absorbedId: AccountId,
  reason: Text,
  keepStatus: z.enum(['active', 'lost']).exactOptional(),
  absorbedLostOn: Day.exactOptional(),
})

/** They are two customers after all: both are as if never merged. In both streams, as the merge. P-15. */
export const AccountsUnmerged = event('AccountsUnmerged', { survivorId: AccountId, absorbedId: AccountId, reason: Text })
