import type { Day, EventOf, Recorded } from '@daybook/domain'
import { tenThousandths } from './amounts.ts'
import type { Known } from './book.ts'
import { numberOf, plusDays, type Span } from './days.ts'
import { customerOf, mergedOn } from './merges.ts'

type Opened = Recorded<EventOf<'PlanOpened'>>

/** A plan with the days that are its own, by a day on which closes are looked at. */
type Own = { readonly opened: Opened; readonly days: Span }

const closedOn = (known: Known, { data }: Opened): Day | undefined =>
  known.of('PlanClosed').find((event) => event.data.planId === data.planId)?.effectiveOn

/** The day of the merge that closed a plan, as nothing had closed it by then. */
const mergeClosing = (known: Known, plan: Opened): Day | null => {
  const own = closedOn(known, plan)
  const merged = mergedOn(known, plan.data.accountId)
  return merged === null || (own !== undefined && own <= merged) ? null : merged
}

const isClosed = (known: Known, plan: Opened, day: Day): boolean =>
  [closedOn(known, plan), mergeClosing(known, plan)].some((closed) => typeof closed === 'string' && closed <= day)

/** The plans that an account has, by what is merged: its own first, and those of the accounts that it stands for. */
const plansWith = (known: Known, accountId: string): { readonly own: readonly Opened[]; readonly others: readonly Opened[] } => {
  const all = known.of('PlanOpened').filter((plan) => {
    const merged = mergeClosing(known, plan)
    const isMergedFirst = merged !== null && merged <= plan.effectiveOn
    return !isMergedFirst && customerOf(known, plan.data.accountId, plan.effectiveOn) === accountId
  })
  return {
    own: all.filter(({ data }) => data.accountId === accountId),
    others: all.filter(({ data }) => data.accountId !== accountId),
  }
}

const daysOf = ({ effectiveOn, data }: Opened): Span => ({ first: effectiveOn, until: data.effectiveUntil })

const haveCommon = (a: Span, b: Span): boolean => a.first < b.until && b.first < a.until

const holds = (outer: Span, inner: Span): boolean => outer.first <= inner.first && inner.until <= outer.until

const isSame = (a: Span, b: Span): boolean => a.first === b.first && a.until === b.until

/** Of a closed plan, the days before the first that a later plan of its kind takes. */
const ownDays = (known: Known, plan: Opened, { among, day }: { among: readonly Opened[]; day: Day }): Span => {
  const days = daysOf(plan)
  if (!isClosed(known, plan, day)) return days
  const takers = among.filter(
    (other) =>
      other.position > plan.position && other.data.periodType === plan.data.periodType && haveCommon(days, daysOf(other)),
  )
  const [next] = takers.map((other) => other.effectiveOn).sort()
  return { first: days.first, until: [next ?? days.until, days.first].sort().at(-1) ?? days.until }
}

/** Those of some plans that are in force on a day. */
const inForce = (known: Known, plans: readonly Opened[], day: Day): readonly Opened[] =>
  plans.filter((plan) => plan.effectiveOn <= day && day < plan.data.effectiveUntil && !isClosed(known, plan, day))

/** The plans of an account for a period: its own, else those of the accounts that it stands for. M-41, by plan period, P-15. */
export const plansOf = (known: Known, accountId: string, asked: { span: Span; asOf: Day }): readonly Own[] => {
  const { own, others } = plansWith(known, accountId)
  const found = ofPeriod(known, own, asked)
  return found.length > 0 ? found : ofPeriod(known, others, asked)
}

const ofPeriod = (
  known: Known,
  plans: readonly Opened[],
  { span, asOf }: { readonly span: Span; readonly asOf: Day },
): readonly Own[] => {
  const own = plans
    .map((opened) => ({ opened, days: ownDays(known, opened, { among: plans, day: asOf }) }))
    .filter(({ days }) => days.first < days.until)
  const exact = own.filter(({ days }) => isSame(days, span))
  if (exact.length > 0) return exact
  const inside = own.filter(({ days }) => holds(span, days))
  if (inside.length > 0)
    return inside.filter(({ days }) => inside.every((other) => isSame(other.days, days) || !holds(other.days, days)))
  const last = plusDays(span.until, -1)
  const running = inForce(known, plans, last < asOf ? last : asOf)
  const lengths = own.filter(({ opened }) => running.includes(opened)).map((plan) => ({ plan, length: lengthOf(plan.days) }))
  const shortest = lengths.filter(({ length }) => lengths.every((other) => other.length >= length)).at(-1)
  return shortest === undefined ? [] : [shortest.plan]
}

const lengthOf = (days: Span): number => numberOf(days.until) - numberOf(days.first)

/** The target of a plan: the last that was recorded. */
export const targetOf = (known: Known, { data }: Opened): bigint => {
  const revised = known.of('PlanTargetRevised').findLast((event) => event.data.planId === data.planId)
  return tenThousandths(revised?.data.target ?? data.target)
}

/** Days since the plan in force that has waited longest was reviewed, or began; null without one. M-46. */
export const ageOf = (known: Known, accountId: string, day: Day): number | null => {
  const { own, others } = plansWith(known, accountId)
  const ages = inForce(known, [...own, ...others], day).map((plan) => {
    const reviews = known
      .of('PlanReviewed')
      .filter((event) => event.data.planId === plan.data.planId && event.effectiveOn <= day)
      .map(({ effectiveOn }) => effectiveOn)
    const since = [plan.effectiveOn, ...reviews].sort().at(-1) ?? plan.effectiveOn
    return numberOf(day) - numberOf(since)
  })
  return ages.length === 0 ? null : Math.max(...ages)
}

type Added = Recorded<EventOf<'StrategyAdded'>> | Recorded<EventOf<'GoalAdded'>>

/** Goals of the plans of an account, and those with two strategies or more, on a day on which the plan is not over. M-45. */
export const goalsOf = (known: Known, accountId: string, day: Day): { readonly goals: number; readonly covered: number } => {
  const plans = known
    .of('PlanOpened')
    .filter(
      (plan) =>
        customerOf(known, plan.data.accountId, day) === accountId &&
        day < plan.data.effectiveUntil &&
        !isClosed(known, plan, day),
    )
  const isThere = ({ data, effectiveOn }: Added): boolean =>
    effectiveOn <= day && plans.some((plan) => plan.data.planId === data.planId)
  const goals = known.of('GoalAdded').filter(isThere)
  const strategies = known.of('StrategyAdded').filter(isThere)
  const covered = goals.filter(
    ({ data }) => strategies.filter((one) => one.data.planId === data.planId && one.data.goalId === data.goalId).length >= 2,
  )
  return { goals: goals.length, covered: covered.length }
}
