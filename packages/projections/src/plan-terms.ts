import { addDays, addMonths, type Currency, type Day, type DomainEvent, dayNumber } from '@daybook/domain'
import type { DayNumber, RecordedEvent } from './kpi.ts'

/** How often a plan is checked. M-46. */
export type PlanCadence = 'monthly' | 'quarterly'

/** The terms of a key account plan: whose sales of which days it is about. `until` is the first day that does not count. */
export type PlanTerms = {
  readonly planId: string
  readonly accountId: string
  readonly from: DayNumber
  readonly until: DayNumber
  readonly periodType: string
  readonly cadence: PlanCadence
  readonly currency: Currency
  /** From when on the plan is closed; null while it is open. */
  readonly closedOn: DayNumber | null
}

/** The terms of all plans, by plan, in the order in which they were opened. */
export type Plans = ReadonlyMap<string, PlanTerms>

/** What the terms of plans are told by. */
export const planTermsReads = ['PlanOpened', 'PlanClosed'] as const satisfies readonly DomainEvent['type'][]

type TermsEvent = Extract<RecordedEvent, { type: (typeof planTermsReads)[number] }>

/** The terms of all plans after one more event. */
export const evolvePlans = (plans: Plans, event: TermsEvent): Plans => {
  const { planId } = event.data
  if (event.type === 'PlanOpened') return new Map(plans).set(planId, termsOf(event))
  const terms = plans.get(planId)
  return terms === undefined ? plans : new Map(plans).set(planId, { ...terms, closedOn: dayNumber(event.effectiveOn) })
}

/** How often plans are checked that do not say it. */
export const usualCadence: PlanCadence = 'quarterly'

const termsOf = ({ data, effectiveOn }: Extract<TermsEvent, { type: 'PlanOpened' }>): PlanTerms => ({
  planId: data.planId,
  accountId: data.accountId,
  from: dayNumber(effectiveOn),
  until: dayNumber(data.effectiveUntil),
  periodType: data.periodType,
  cadence: data.cadence ?? usualCadence,
  currency: data.currency,
  closedOn: null,
})

/** Whether a plan holds on a day: begun, not over, and not closed. */
export const isInForce = ({ from, until, closedOn }: PlanTerms, day: DayNumber): boolean =>
  from <= day && day < until && (closedOn === null || day < closedOn)

const monthsOfCadence = { monthly: 1, quarterly: 3 } as const

/** Days that a review may be late before the plan is stale. M-46. */
const graceDays = 7

/** When a plan is to be reviewed after a day on which it was, or began. PM-6. */
export const nextReviewAfter = (reviewedOn: Day, cadence: PlanCadence): Day => addMonths(reviewedOn, monthsOfCadence[cadence])

/** Whether the next review of a plan is more than a week late. M-46. */
export const isStale = (nextReviewOn: Day, asOf: Day): boolean => addDays(nextReviewOn, graceDays) < asOf
