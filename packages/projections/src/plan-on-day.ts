import { amountOf, byBigint, byText, type Currency, convertAt, type Day, type Decimal, dayNumber, dayOf } from '@daybook/domain'
import type { NodeRecord, PlanDocument, PlanOpening } from './documents/plan.ts'
import { closingMerge, customerOfPlan } from './merged-plans.ts'
import { isStale, nextReviewAfter } from './plan-terms.ts'
import { rateOfPlan } from './plans-of-period.ts'
import type { Reference } from './reference.ts'

/** A plan that was opened; `accountId` is whose it now is, which a merge may change. */
export type OpenedPlan = PlanDocument & { readonly opened: PlanOpening; readonly accountId: string }

/** The plans that were opened, in that order, as merges leave them: of whom they now are, closed by the merge. P-15. */
export const openedPlans = (documents: readonly PlanDocument[], reference: Reference): readonly OpenedPlan[] =>
  documents
    .flatMap((document) => (document.opened === null ? [] : [asMerged({ ...document, opened: document.opened }, reference)]))
    .sort((a, b) => byBigint(BigInt(a.opened.position), BigInt(b.opened.position)))

const asMerged = (plan: Omit<OpenedPlan, 'accountId'>, reference: Reference): OpenedPlan => {
  const { accountId, effectiveOn } = plan.opened
  const closedOn = plan.closed === null ? null : dayNumber(plan.closed.on as Day) // Sound: days that were recorded
  const merge = closingMerge(reference.merges, accountId, closedOn)
  const closed = merge === null ? plan.closed : { on: dayOf(merge.from), outcome: 'merged', reason: null }
  const customer = customerOfPlan(reference, { accountId, from: dayNumber(effectiveOn as Day) }) // Sound: as above
  return { ...plan, closed, accountId: customer }
}

type Told = { readonly on: string }

/** What had been told of by a day, each thing as it was told last: `about` says what a statement replaces. */
export const toldBy = <Statement extends Told>(
  statements: readonly Statement[],
  day: Day,
  about: (statement: Statement) => string,
): readonly Statement[] => {
  const told = statements.filter(({ on }) => on <= day).toSorted((a, b) => byText(a.on, b.on))
  return [...new Map(told.map((statement) => [about(statement), statement])).values()]
}

/** How a plan stands on a day. */
export type PlanStatus = 'planned' | 'active' | 'ended' | 'closed'

/** Closed from the day of its close on; else by its days. */
export const statusOf = ({ opened, closed }: OpenedPlan, day: Day): PlanStatus => {
  if (closed !== null && closed.on <= day) return 'closed'
  if (day < opened.effectiveOn) return 'planned'
  return day < opened.effectiveUntil ? 'active' : 'ended'
}

/** The target in force in the reporting currency, at the rate of the plan's first day; null where no rate converts it. */
export const targetIn = (reference: Reference, { opened, targets }: OpenedPlan): bigint | null => {
  const target = targets.at(-1)
  const terms = { currency: opened.currency as Currency, from: dayNumber(opened.effectiveOn as Day) } // Sound: parsed before they were recorded
  const found = rateOfPlan(reference, terms)
  return target === undefined || found === null ? null : convertAt(amountOf(target.amount as Decimal), found.rate)
}

/** When a plan was last reviewed, by a day, when it is to be reviewed next, and whether that is more than a week late. PM-6, M-46. */
export const reviewsOf = ({ opened, reviews }: OpenedPlan, day: Day) => {
  const held = reviews.filter(({ on }) => on <= day).map(({ on }) => on)
  const lastReviewOn = held.reduce<string | null>((last, on) => (last === null || on > last ? on : last), null)
  const since = lastReviewOn === null || lastReviewOn < opened.effectiveOn ? opened.effectiveOn : lastReviewOn
  const nextReviewOn = nextReviewAfter(since as Day, opened.cadence) // Sound: a day that was recorded
  return { lastReviewOn, nextReviewOn, stale: isStale(nextReviewOn, day) }
}

/** What a plan's days are called: the fiscal period that has just these, else the first and the last of them. */
export const periodOfPlan = ({ calendar }: Reference, { opened: { effectiveOn, effectiveUntil } }: OpenedPlan): string => {
  const first = effectiveOn as Day // Sound: a day that was recorded
  const periods = [calendar.monthOf(first), calendar.quarterOf(first), calendar.yearOf(first)]
  const same = periods.find((period) => period?.first === effectiveOn && period.until === effectiveUntil)
  return same?.id ?? `${effectiveOn}/${dayOf(dayNumber(effectiveUntil as Day) - 1)}`
}

/** A node in the words of a day. */
export type NodeOnDay = Pick<NodeRecord, 'nodeId' | 'kind' | 'parentId' | 'text' | 'ownerId' | 'due'> & {
  readonly status: 'open' | 'completed' | 'dropped'
}

/** The nodes that there were on a day, in the words of the day. */
export const nodesOn = ({ nodes }: PlanDocument, day: Day): readonly NodeOnDay[] =>
  nodes
    .filter(({ on }) => on <= day)
    .map(({ on: _, changes, ...node }) => {
      const made = changes.filter((change) => change.on <= day).toSorted((a, b) => byText(a.on, b.on))
      return Object.assign({ ...node, status: 'open' as const }, ...made.map(({ on: _on, ...change }) => change)) as NodeOnDay // Sound: changes are parts of a node
    })

/** Some texts as one cell shows them, each on a line of its own; null where there are none. */
export const asLines = (texts: readonly string[]): string | null => (texts.length === 0 ? null : texts.join('\n'))
