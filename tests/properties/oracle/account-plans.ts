import type { Day, EventOf, Recorded } from '@daybook/domain'
import { tenThousandths } from './amounts.ts'
import type { Known } from './book.ts'
import { numberOf, plusDays, type Span } from './days.ts'

type Opened = Recorded<EventOf<'PlanOpened'>>

/** A plan with the days that are its own, by a day on which closes are looked at. */
type Own = { readonly opened: Opened; readonly days: Span }

const closing = (known: Known, { data }: Opened, day: Day) =>
  known.of('PlanClosed').find((event) => event.data.planId === data.planId && event.effectiveOn <= day)

const daysOf = ({ effectiveOn, data }: Opened): Span => ({ first: effectiveOn, until: data.effectiveUntil })

const haveCommon = (a: Span, b: Span): boolean => a.first < b.until && b.first < a.until

const holds = (outer: Span, inner: Span): boolean => outer.first <= inner.first && inner.until <= outer.until

const isSame = (a: Span, b: Span): boolean => a.first === b.first && a.until === b.until

/** Of a closed plan, the days before the first that a later plan of its kind takes. */
const ownDays = (known: Known, plan: Opened, day: Day): Span => {
  const days = daysOf(plan)
  if (closing(known, plan, day) === undefined) return days
  const takers = known
    .of('PlanOpened')
    .filter(
      (other) =>
        other.position > plan.position &&
        other.data.accountId === plan.data.accountId &&
        other.data.periodType === plan.data.periodType &&
        haveCommon(days, daysOf(other)),
    )
  const [next] = takers.map((other) => other.effectiveOn).sort()
  return { first: days.first, until: [next ?? days.until, days.first].sort().at(-1) ?? days.until }
}

/** The plans of an account that are in force on a day. */
const inForce = (known: Known, accountId: string, day: Day): readonly Opened[] =>
  known
    .of('PlanOpened')
    .filter(
      (plan) =>
        plan.data.accountId === accountId &&
        plan.effectiveOn <= day &&
        day < plan.data.effectiveUntil &&
        closing(known, plan, day) === undefined,
    )

/** The plans of an account for a period. M-41, by plan period. */
export const plansOf = (known: Known, accountId: string, { span, asOf }: { span: Span; asOf: Day }): readonly Own[] => {
  const own = known
    .of('PlanOpened')
    .filter(({ data }) => data.accountId === accountId)
    .map((opened) => ({ opened, days: ownDays(known, opened, asOf) }))
    .filter(({ days }) => days.first < days.until)
  const exact = own.filter(({ days }) => isSame(days, span))
  if (exact.length > 0) return exact
  const inside = own.filter(({ days }) => holds(span, days))
  if (inside.length > 0)
    return inside.filter(({ days }) => inside.every((other) => isSame(other.days, days) || !holds(other.days, days)))
  const last = plusDays(span.until, -1)
  const running = inForce(known, accountId, last < asOf ? last : asOf)
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
  const ages = inForce(known, accountId, day).map((plan) => {
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
      (plan) => plan.data.accountId === accountId && day < plan.data.effectiveUntil && closing(known, plan, day) === undefined,
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
