import { z } from 'zod'
import { type Day, firstDayEver, isZone } from './day.ts'
import type { Identified } from './event.ts'
import type { EventId } from './ids.ts'
import { Currency, Decimal } from './money.ts'

/** A number as people write it, kept as a decimal string so that folds stay exact. */
const decimal = z.union([z.number().transform(String), z.string()]).pipe(Decimal)
const count = z.int().min(1).max(1_000)

const overdueRule = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('mad'), threshold: decimal, minIntervals: count }),
  z.strictObject({ method: z.literal('median-factor'), factor: decimal, minOccasions: count }),
])

/** The values of each policy. Domain 3; the policy's number is beside it. */
const values = {
  'reporting-zone': z.string().refine(isZone, 'must be a time zone of the IANA database'), // P-10
  'reporting-currency': Currency, // P-08
  'sales-basis': z.enum(['bookings', 'billings', 'revenue']), // P-02
  'buying-basis': z.enum(['any-order', 'net-positive-only']), // P-03, M-10
  'credit-rule': z.enum(['named-on-order', 'order-date-owner', 'current-owner', 'period-end-owner']), // P-05
  'return-credit': z.enum(['follow-original', 'own-date']), // P-06
  'backdated-assignment': z.enum(['adjust', 'forbid-closed', 'next-open-period']), // P-07
  'fx-rule': z.enum(['effective-date', 'month-average', 'plan-rate']), // P-08
  'year-comparison': z.enum(['period-id', 'nrf-restated']), // P-09
  'unknown-account': z.enum(['quarantine', 'register']), // P-14
  'merge-history': z.enum(['restate', 'from-date']), // P-15
  'activity-window': z.int().min(1).max(120), // P-16, months
  'quota-rollup': z.enum(['rollup']), // P-17
  'order-size-basis': z.enum(['gross-of-credits', 'net-of-credits']), // P-19b
  'overdue-rule': overdueRule, // P-21
  'retention-transfers': z.enum(['exclude', 'keep']), // P-23
  'key-rounding': z.enum(['ceil', 'floor', 'round']), // P-24
} as const

/** The name of a policy. */
export type PolicyId = keyof typeof values

/** The value of each policy, as folds read it. Thresholds and factors are decimal strings; the activity window is in months. */
export type PolicyValues = { readonly [Id in PolicyId]: z.output<(typeof values)[Id]> }

/** The names of all policies. */
export const policyIds = Object.keys(values) as readonly PolicyId[] // Sound: the keys of the table

/** Whether a policy of this name exists. */
export const isPolicyId = (text: string): text is PolicyId => Object.hasOwn(values, text)

/** A value of a policy in the form that folds read, or null when the policy has no such value. */
export const policyValue = <Id extends PolicyId>(policyId: Id, value: unknown): PolicyValues[Id] | null => {
  const parsed = values[policyId].safeParse(value)
  return parsed.success ? (parsed.data as PolicyValues[Id]) : null // Sound: the schema of this very policy
}

/** What holds when no event says otherwise. */
export const policyDefaults: PolicyValues = {
  'reporting-zone': 'UTC',
  'reporting-currency': Currency.parse('USD'),
  'sales-basis': 'bookings',
  'buying-basis': 'any-order',
  'credit-rule': 'named-on-order',
  'return-credit': 'follow-original',
  'backdated-assignment': 'adjust',
  'fx-rule': 'effective-date',
  'year-comparison': 'period-id',
  'unknown-account': 'quarantine',
  'merge-history': 'restate',
  'activity-window': 12,
  'quota-rollup': 'rollup',
  'order-size-basis': 'gross-of-credits',
  'overdue-rule': { method: 'mad', threshold: Decimal.parse('3'), minIntervals: 3 },
  'retention-transfers': 'exclude',
  'key-rounding': 'ceil',
}

/** A value, from when it holds, and the event that set it. */
export type PolicySetting<Id extends PolicyId = PolicyId> = {
  readonly policyId: Id
  readonly value: PolicyValues[Id]
  readonly from: Day
  readonly setBy: { readonly eventId: EventId; readonly position: bigint } | null
}

/** The settings in force by the day from which they hold, those of one day in the order they were recorded. */
export type Policies = { readonly defaults: PolicyValues; readonly settings: readonly PolicySetting[] }

/** The policies of a book that has recorded none; `defaults` are the settings of the environment. */
export const initialPolicies = (defaults: Partial<PolicyValues> = {}): Policies => ({
  defaults: { ...policyDefaults, ...defaults },
  settings: [],
})

type PolicyWasSet = { readonly data: { readonly policyId: string; readonly value: unknown; readonly effectiveOn?: Day } }

/** The policies after one more `PolicySet`. One that this release does not know changes nothing. */
export const evolvePolicies = (policies: Policies, { data, eventId, position }: Identified<PolicyWasSet>): Policies => {
  const { policyId, effectiveOn } = data
  const from = effectiveOn ?? firstDayEver
  if (!isPolicyId(policyId)) return policies
  const value = policyValue(policyId, data.value)
  if (value === null) return policies
  const setting = { policyId, value, from, setBy: { eventId, position } }
  // Without a date it holds for all time: nothing that was set before is left.
  const standing = effectiveOn === undefined ? policies.settings.filter((one) => one.policyId !== policyId) : policies.settings
  const place = standing.findLastIndex((one) => one.from <= from) + 1
  return { ...policies, settings: standing.toSpliced(place, 0, setting) }
}

/**
 * The setting of a policy for facts dated on `day`, with the event that set it: the one with the latest date on or before the day,
 * of several of one date the one recorded last. A policy set without a date holds for all business time, over all set before.
 */
export const policySetting = <Id extends PolicyId>(policies: Policies, policyId: Id, day: Day): PolicySetting<Id> => {
  const found = policies.settings.findLast((setting) => setting.policyId === policyId && setting.from <= day)
  const setting = found ?? { policyId, value: policies.defaults[policyId], from: firstDayEver, setBy: null }
  return setting as PolicySetting<Id> // Sound: found by this very name
}

/** The value of a policy for facts dated on `day`. @example policyAt(policies, 'credit-rule', day) // 'named-on-order' */
export const policyAt = <Id extends PolicyId>(policies: Policies, policyId: Id, day: Day): PolicyValues[Id] =>
  policySetting(policies, policyId, day).value
