import type { AccountView } from './account-book.ts'
import { type Fact, isQualifying } from './fact.ts'
import { policyFor, type Reference } from './reference.ts'

/**
 * Whether an order makes its account a buyer of the periods that it is dated in. M-10 of the domain specification.
 *
 * Under `net-positive-only` none does that credit notes have taken back as a whole: like one that was cancelled, it never stood, in its own
 * period, from when the note is known (P-03). Only notes that name the order, and are in its currency, are set against it.
 */
export const isBuying = (view: AccountView, fact: Fact): boolean =>
  isQualifying(fact) &&
  (policyFor(view.reference, 'buying-basis', fact.day) === 'any-order' || creditedOf(view, fact) < fact.value)

/** Whether a credit note may make its order count otherwise, on some day. */
export const mayCreditsUncount = ({ policies }: Reference): boolean =>
  policies.settings.some(({ policyId }) => policyId === 'buying-basis')

const creditedOf = ({ facts }: AccountView, order: Fact): bigint =>
  facts.returnsOf(order.key).reduce((sum, key) => {
    const credit = facts.get(key)
    return credit?.standing === 'open' && credit.currency === order.currency ? sum + credit.value : sum
  }, 0n)
