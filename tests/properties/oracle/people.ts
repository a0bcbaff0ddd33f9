import type { AccountId, Day } from '@daybook/domain'
import { type Known, latestOn, policy, standing } from './book.ts'
import { customerOf } from './merges.ts'
import { ordersOf } from './orders.ts'

/** A rep's part of a fact or account, in basis points. */
export type Part = { readonly repId: string; readonly basisPoints: number }

/** Whoever nobody owns, and whatever nobody sold. */
const house: readonly Part[] = [{ repId: 'HOUSE', basisPoints: 10_000 }]

const assignments = (known: Known, accountId: AccountId) =>
  standing(
    [...known.of('AccountAssigned'), ...known.of('AssignmentEnded'), ...known.of('AssignmentCorrected')]
      .filter((event) => event.data.accountId === accountId)
      .sort((a, b) => Number(a.position - b.position)),
  )

type Assignment = ReturnType<typeof assignments>[number]

const holdersOf = (assignment: Assignment | undefined, day: Day): readonly Part[] => {
  if (assignment === undefined || assignment.type === 'AssignmentEnded') return []
  const until = assignment.type === 'AssignmentCorrected' ? assignment.data.effectiveUntil : undefined
  return until !== undefined && until <= day ? [] : assignment.data.owners
}

/** Who owns an account on a day. P-07. */
const ownersOn = (known: Known, accountId: AccountId, day: Day): readonly Part[] =>
  holdersOf(latestOn(assignments(known, accountId), day), day)

const orHouse = (parts: readonly Part[]): readonly Part[] => (parts.length === 0 ? house : parts)

const endOfTime = '9999-12-31' as Day // Sound: a date

/** A fact that somebody is credited for by the rule of its day. */
type Credited = { readonly accountId: AccountId; readonly effectiveOn: Day; readonly salespersonId?: string | undefined }

/** Who is credited for a fact by the credit rule. P-05. */
export const creditByRule = (known: Known, fact: Credited): readonly Part[] => {
  const { accountId, effectiveOn, salespersonId } = fact
  const rule = policy(known, 'credit-rule', { day: effectiveOn, byDefault: 'named-on-order' })
  if (rule === 'named-on-order' && salespersonId !== undefined) return [{ repId: salespersonId, basisPoints: 10_000 }]
  if (rule === 'current-owner') {
    const latest = latestOn(assignments(known, accountId), endOfTime)
    return latest === undefined || latest.type === 'AssignmentEnded' ? house : latest.data.owners
  }
  if (rule === 'period-end-owner') {
    const month = known.months.monthOf(effectiveOn)
    const last = month === null ? effectiveOn : (new Date(Date.parse(month.until) - 1).toISOString().slice(0, 10) as Day) // Sound: a date
    return orHouse(ownersOn(known, accountId, last))
  }
  return orHouse(ownersOn(known, accountId, effectiveOn))
}

/**
 * Whose book an account is in on a day; of one never assigned, the salesperson's of its last order that stands. Of several orders of one
 * day the one with the greatest id is the last, whatever order they came in. P-05, book view.
 */
export const bookOwners = (known: Known, accountId: AccountId, day: Day): readonly Part[] => {
  if (assignments(known, accountId).length > 0) return orHouse(ownersOn(known, accountId, day))
  const orders = ordersOf(known)
    .filter(
      (order) => customerOf(known, order.accountId, order.effectiveOn) === accountId && !order.isVoid && order.lines.length > 0,
    )
    .sort((a, b) => (`${a.source}~${a.orderId}` < `${b.source}~${b.orderId}` ? -1 : 1))
  const salespersonId = latestOn(orders, day)?.salespersonId
  return salespersonId === undefined ? house : [{ repId: salespersonId, basisPoints: 10_000 }]
}

const memberships = (known: Known, repId: string) =>
  standing(
    [
      ...known.of('RepHired').filter((event) => event.data.teamId !== undefined),
      ...known.of('TeamJoined'),
      ...known.of('TeamLeft'),
      ...known.of('MembershipCorrected'),
    ]
      .filter((event) => event.data.repId === repId)
      .sort((a, b) => Number(a.position - b.position)),
  )

/** The team that a rep is in on a day, or null. */
export const teamOn = (known: Known, repId: string, day: Day): string | null => {
  const membership = latestOn(memberships(known, repId), day)
  if (membership === undefined || membership.type === 'TeamLeft') return null
  const until = membership.type === 'MembershipCorrected' ? membership.data.effectiveUntil : undefined
  return until !== undefined && until <= day ? null : (membership.data.teamId ?? null)
}
