import type { DayNumber } from './kpi.ts'
import type { Merge, Merges } from './merges.ts'
import type { PlanTerms } from './plan-terms.ts'
import type { Reference } from './reference.ts'
import { resolve } from './resolution.ts'

/**
 * The merge that closes the plans of an account, where nothing has closed a plan by its day (`closedOn`): another account stands for this
 * one, and that one's plans win. Null where there is none; undone with the merge. P-15.
 */
export const closingMerge = (merges: Merges, accountId: string, closedOn: DayNumber | null): Merge | null => {
  const merge = merges.get(accountId)
  return merge === undefined || (closedOn !== null && closedOn <= merge.from) ? null : merge
}

/** The account that a plan is one of, by its first day: where merges restate history, the one that survived. P-15. */
export const customerOfPlan = (reference: Reference, { accountId, from }: Pick<PlanTerms, 'accountId' | 'from'>): string =>
  resolve(reference, accountId, from)

/** A plan as merges leave it. `isOwn`: it was made for the account that it is now one of. */
export type KnownPlan = PlanTerms & { readonly isOwn: boolean }

/** All plans as merges leave them: of whom they now are, closed on the day of a merge. What was merged before it began is no plan. */
export const plansKnown = (reference: Reference): readonly KnownPlan[] => {
  const known = remembered.get(reference) ?? plansIn(reference)
  remembered.set(reference, known)
  return known
}

/** Each account of a list asks for the plans of the book. */
const remembered = new WeakMap<Reference, readonly KnownPlan[]>()

const plansIn = (reference: Reference): readonly KnownPlan[] =>
  [...reference.plans.values()].flatMap((plan) => {
    const merge = closingMerge(reference.merges, plan.accountId, plan.closedOn)
    if (merge === null) return [asKnown(reference, plan)]
    return merge.from <= plan.from ? [] : [asKnown(reference, { ...plan, closedOn: merge.from })]
  })

const asKnown = (reference: Reference, plan: PlanTerms): KnownPlan => {
  const accountId = customerOfPlan(reference, plan)
  return { ...plan, accountId, isOwn: accountId === plan.accountId }
}
