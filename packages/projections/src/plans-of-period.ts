import { addDays, dayNumber, dayOf, type FiscalPeriod, rateFor } from '@daybook/domain'
import type { CalculationQuestion } from './calculation.ts'
import type { DayNumber } from './kpi.ts'
import { plansKnown } from './merged-plans.ts'
import type { PeriodSelection } from './period-selection.ts'
import { isInForce, type PlanTerms } from './plan-terms.ts'
import { currencyOf, policyFor, type Reference } from './reference.ts'

/** The rate at which the target of a plan is reported: that of its first day; null where there is none. P-08. */
export const rateOfPlan = (reference: Reference, { currency, from }: Pick<PlanTerms, 'currency' | 'from'>) => {
  const { calendar, rates } = reference
  const rule = policyFor(reference, 'fx-rule', from)
  return rateFor(rates, { from: currency, to: currencyOf(reference), day: dayOf(from), rule, calendar })
}

/** Whose plans of which period are asked for; without an account, those of all. */
type PlansAsked = Pick<CalculationQuestion, 'period' | 'asOf' | 'reference'> & { readonly accountId: string | null }

/**
 * The plans of a period, account by account, each with the days whose sales are compared with its target. M-41, by plan period.
 *
 * They are those of just the days of the period; else those that lie within it, a year's quarterly plans, say, without those that lie within
 * another of them; else the one in force on its last day, or on `asOf`, if that is earlier: of several the shortest. A closed plan
 * keeps its days, unless another one of its kind takes them: then up to there. A target that no rate converts is none. Plans of accounts that
 * were merged into another one are looked at where that one has none of its own: P-15.
 */
export const plansOf = ({ accountId, period, asOf, reference }: PlansAsked): readonly PlanTerms[] => {
  const day = dayNumber(asOf)
  const known = plansKnown(reference).filter((plan) => rateOfPlan(reference, plan) !== null)
  const byAccount = Map.groupBy(known, (plan) => plan.accountId)
  return [...byAccount].flatMap(([account, plans]) => {
    if (accountId !== null && account !== accountId) return []
    const own = among(plans.filter(({ isOwn }) => isOwn))
    return own.length > 0 ? own : among(plans.filter(({ isOwn }) => !isOwn))
  })

  function among(plans: readonly PlanTerms[]): readonly PlanTerms[] {
    const withDays = plans.map((plan) => withOwnDays(plan, { plans, day })).filter(({ from, until }) => from < until)
    return ofPeriod(withDays, { period, day })
  }
}

type Among = { readonly plans: readonly PlanTerms[]; readonly day: DayNumber }

/** A plan that is closed by a day ends where one of its kind that was opened after it begins. */
const withOwnDays = (plan: PlanTerms, { plans, day }: Among): PlanTerms => {
  if (plan.closedOn === null || plan.closedOn > day) return plan
  const later = plans.slice(plans.indexOf(plan) + 1)
  const next = later.filter(
    ({ periodType, from, until }) => periodType === plan.periodType && from < plan.until && plan.from < until,
  )
  const until = Math.min(plan.until, ...next.map(({ from }) => Math.max(from, plan.from)))
  return { ...plan, until }
}

type Within = { readonly period: PeriodSelection; readonly day: DayNumber }

const ofPeriod = (plans: readonly PlanTerms[], { period, day }: Within): readonly PlanTerms[] => {
  const span = { from: dayNumber(period.first), until: dayNumber(addDays(period.last, 1)) }
  const exact = plans.filter(({ from, until }) => from === span.from && until === span.until)
  if (exact.length > 0) return exact
  const within = plans.filter((plan) => isWithin(plan, span))
  if (within.length > 0) return within.filter((plan) => !within.some((other) => isWithin(plan, other) && !isWithin(other, plan)))
  const last = Math.min(day, dayNumber(period.last))
  const shortest = plans
    .filter((plan) => isInForce(plan, last))
    .reduce<PlanTerms | null>((best, plan) => (best === null || daysOf(plan) <= daysOf(best) ? plan : best), null)
  return shortest === null ? [] : [shortest]
}

type Days = { readonly from: DayNumber; readonly until: DayNumber }

const daysOf = ({ from, until }: Days): number => until - from

const isWithin = (inner: Days, outer: Days): boolean => outer.from <= inner.from && inner.until <= outer.until

/** Twenty years: as far as the pipeline of a plan is looked at. */
const monthsMax = 240

/** The fiscal months that share a day with a plan: those in which its deals are expected to close. M-28. */
export const monthsOfPlan = ({ calendar }: Reference, { from, until }: Days): readonly FiscalPeriod[] => {
  const months: FiscalPeriod[] = []
  for (
    let month = calendar.monthOf(dayOf(from));
    month !== null && dayNumber(month.first) < until && months.length < monthsMax;
  ) {
    months.push(month)
    month = calendar.monthOf(month.until)
  }
  return months
}
