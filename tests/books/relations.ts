import type { Line } from './worked-example.ts'

type What = Line['type']

/** Something told on a day, recorded that evening. */
const told = (stream: string, type: What, [id, on, data]: readonly [string, string, object]): Line => ({
  id,
  type,
  effectiveOn: on,
  recordedAt: `${on}T20:00:00Z`,
  stream,
  data: { ...data },
})

const contact = (contactId: string, on: string, more: object): Line =>
  told('relations-A1', 'ContactAdded', [`contact-${contactId}`, on, { accountId: 'A1', contactId, ...more }])

const role = (contactId: string, on: string, relationship: string): Line =>
  told('relations-A1', 'ContactRoleSet', [
    `role-${contactId}-${on}`,
    on,
    { accountId: 'A1', contactId, level: 'influencer', relationship },
  ])

const activity = (activityId: string, on: string, more: object): Line =>
  told(`activity-${activityId}`, 'ActivityRecorded', [activityId, on, { activityId, accountId: 'A1', by: 'R1', ...more }])

type Of = { readonly touchpointId: string; readonly accountId: string }

const touchpoint = (type: What, on: string, data: Of & Record<string, unknown>): Line =>
  told(`touchpoint-${data.touchpointId}`, type, [`${data.touchpointId}-${type}`, on, data])

const dependency = (type: What, on: string, data: { readonly dependencyId: string } & Record<string, unknown>): Line =>
  told(`dependency-${data.dependencyId}`, type, [`${data.dependencyId}-${type}`, on, { accountId: 'A1', ...data }])

/** Something told of a key program. */
export const keyProgram = (type: What, on: string, data: { readonly programId: string } & Record<string, unknown>): Line =>
  told(`program-${data.programId}`, type, [`${data.programId}-${type}`, on, data])

const raised = (dependencyId: string, [on, neededBy, owingFunction]: readonly [string, string, string]): Line =>
  dependency('DependencyRaised', on, { dependencyId, neededBy, owingFunction, ownerId: 'L7' })

const estimated = (accountId: string, [category, amount, on]: readonly [string, string, string]): Line =>
  told(`relations-${accountId}`, 'WalletEstimated', [
    `wallet-${accountId}-${category}-${on}`,
    on,
    { accountId, category, amount, currency: 'USD', effectiveUntil: '2026-01-01', basis: 'interview', confidence: 'medium' },
  ])

const sold = (orderId: string, accountId: string, [on, net, family]: readonly [string, string, string]): Line =>
  told(`order-erp~${orderId}`, 'OrderAccepted', [
    orderId,
    on,
    { orderId, accountId, currency: 'USD', lines: [{ lineId: '1', net: `${net}.0000`, family }] },
  ])

/** The people at A1: two of four parts are covered from February on; P3 is no longer near in March. */
export const people: readonly Line[] = [
  contact('P1', '2025-01-08', { name: 'Ada', title: 'Director', level: 'executive', relationship: 'trusted-advisor' }),
  contact('P2', '2025-01-08', { name: 'Bea', level: 'user', relationship: 'friendly' }),
  contact('P3', '2025-01-09', { name: 'Cal' }),
  role('P3', '2025-02-03', 'trusted-advisor'),
  activity('V1', '2025-02-05', { kind: 'visit', contactId: 'P1' }),
  activity('V2', '2025-02-20', { kind: 'call', contactId: 'P1' }),
  role('P3', '2025-03-10', 'friendly'),
]

/** The touchpoints of A1 in the first quarter: one held in time, one late, one skipped, one to come. */
export const touchpoints: readonly Line[] = [
  touchpoint('TouchpointPlanned', '2025-01-02', {
    touchpointId: 'T1',
    accountId: 'A1',
    due: '2025-01-31',
    ownerId: 'R1',
    kind: 'visit',
  }),
  touchpoint('TouchpointPlanned', '2025-01-02', { touchpointId: 'T2', accountId: 'A1', due: '2025-02-28', ownerId: 'R1' }),
  touchpoint('TouchpointPlanned', '2025-01-02', { touchpointId: 'T3', accountId: 'A1', due: '2025-02-10', ownerId: 'R1' }),
  touchpoint('TouchpointPlanned', '2025-01-02', { touchpointId: 'T4', accountId: 'A1', due: '2025-06-30', ownerId: 'R2' }),
  touchpoint('TouchpointHeld', '2025-01-30', { touchpointId: 'T1', accountId: 'A1', by: 'R1', contactId: 'P2' }),
  touchpoint('TouchpointSkipped', '2025-02-11', { touchpointId: 'T3', accountId: 'A1', reason: 'They are moving' }),
  touchpoint('TouchpointHeld', '2025-03-03', { touchpointId: 'T2', accountId: 'A1' }),
]

/** What legal and delivery owe A1. */
export const owedToA1: readonly Line[] = [
  raised('D1', ['2025-01-10', '2025-01-31', 'legal']),
  raised('D2', ['2025-02-01', '2025-03-15', 'legal']),
  raised('D3', ['2025-02-01', '2025-06-30', 'delivery']),
  dependency('DependencyMet', '2025-02-05', { dependencyId: 'D1' }),
  dependency('DependencyDropped', '2025-03-20', { dependencyId: 'D3', reason: 'No longer wanted' }),
]

/** What A1 and A2 buy of two families, and what they are estimated to spend on them. */
export const families: readonly Line[] = [
  sold('F1', 'A1', ['2025-01-20', '300', 'bikes']),
  sold('F2', 'A1', ['2025-03-20', '100', 'parts']),
  sold('F3', 'A2', ['2025-03-21', '900', 'bikes']),
  estimated('A1', ['bikes', '1200.0000', '2025-01-01']),
  estimated('A1', ['parts', '80.0000', '2025-02-01']),
  estimated('A2', ['bikes', '1000.0000', '2025-01-01']),
]
