import { dayNumber, type EventOf } from '@daybook/domain'
import type { DayNumber } from './kpi.ts'
import { beginning, heldOn, stated, type Timeline } from './timeline.ts'

/** The rules that were set. A rule without a date holds for all business time, over all that was set before. Domain 3. */
export type Policies = ReadonlyMap<string, Timeline<unknown>>

/** When an account is overdue: by its own spread, or by a factor of its median interval. P-21. */
export type OverdueRule =
  | { readonly method: 'mad'; readonly threshold: number; readonly minIntervals: number }
  | { readonly method: 'median-factor'; readonly factor: number; readonly minOccasions: number }

type Values = {
  'reporting-zone': string | null
  'reporting-currency': string | null
  'fx-rule': 'effective-date' | 'month-average' | 'plan-rate'
  'credit-rule': 'named-on-order' | 'order-date-owner' | 'current-owner' | 'period-end-owner'
  'return-credit': 'follow-original' | 'own-date'
  'backdated-assignment': 'adjust' | 'forbid-closed' | 'next-open-period'
  'activity-window': number
  'overdue-rule': OverdueRule
  'order-size-basis': 'gross-of-credits' | 'net-of-credits'
  'retention-transfers': 'exclude' | 'keep'
  'quota-rollup': 'rollup'
}

/** The policies that figures depend on. */
export type PolicyName = keyof Values
/** What a policy may be set to. */
export type PolicyValue<Name extends PolicyName> = Values[Name]

/** What holds when nothing was set. */
export const policyDefaults: Values = {
  'reporting-zone': null,
  'reporting-currency': null,
  'fx-rule': 'effective-date',
  'credit-rule': 'named-on-order',
  'return-credit': 'follow-original',
  'backdated-assignment': 'adjust',
  'activity-window': 12,
  'overdue-rule': { method: 'mad', threshold: 3, minIntervals: 3 },
  'order-size-basis': 'gross-of-credits',
  'retention-transfers': 'exclude',
  'quota-rollup': 'rollup',
}

type PolicyEvent = { readonly eventId: string; readonly position: bigint; readonly data: EventOf<'PolicySet'>['data'] }

/** The policies after one more was set. */
export const withPolicy = (policies: Policies, event: PolicyEvent): Policies => {
  const { policyId, value, effectiveOn } = event.data
  const from = effectiveOn === undefined ? beginning : dayNumber(effectiveOn)
  const statement = { eventId: event.eventId, setBy: event.position, from, until: null, value: value as unknown }
  const former = effectiveOn === undefined ? [] : (policies.get(policyId) ?? [])
  return new Map(policies).set(policyId, stated(former, statement))
}

/** The value of a policy for facts of a day; of a null day, the one set for all time or last. */
export const policyOn = <Name extends PolicyName>(policies: Policies, name: Name, day: DayNumber | null): PolicyValue<Name> => {
  const timeline = policies.get(name)
  if (timeline === undefined) return policyDefaults[name]
  const held = day === null ? timeline.at(-1) : heldOn(timeline, day)
  return (held?.value as PolicyValue<Name> | null | undefined) ?? policyDefaults[name] // Sound: the decider accepts no other value
}
