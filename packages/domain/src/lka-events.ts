import type { z } from 'zod'
import { event, Text } from './event.ts'
import { AccountId, RepId } from './ids.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** The account is on no seller's list any more; `previousRepId` is who had it last, `HOUSE` for nobody. LKA is last known assignment. */
export const MovedToLka = event('MovedToLka', { accountId: AccountId, previousRepId: RepId, reason: Text.exactOptional() })

/** A seller has taken the account from the list of those that nobody has. */
export const TakenFromLka = event('TakenFromLka', { accountId: AccountId, repId: RepId })

/** What can happen to an account that nobody works on. It stands in the account's own stream, beside the assignment that ends it. */
export const lkaEvents = [MovedToLka, TakenFromLka] as const
export type LkaEvent = z.infer<(typeof lkaEvents)[number]>
