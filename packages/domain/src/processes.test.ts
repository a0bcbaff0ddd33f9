import { describe, expect, test } from 'vitest'
import { amount, bo, cy, day, delta, di, eventId, identified, line, order1 } from '../../../tests/domain/given.ts'
import type { AccountEvent } from './account-events.ts'
import type { Identified } from './event.ts'
import { Code, type RepId, TeamId } from './ids.ts'
import { contactPlannedBy, endedByLeaving, mayBeWonBack, ownerAtLoss, teamAtLoss, wonBackBy } from './processes.ts'
import { type RepEvent, teamOn } from './rep.ts'
import type { TeamEvent } from './team.ts'

const registered: AccountEvent = {
  type: 'AccountRegistered',
  effectiveOn: day('2023-12-15'),
  data: { accountId: delta, name: 'Delta' },
}
const assigned = (effectiveOn: string, ...shares: readonly (readonly [RepId, number])[]): AccountEvent => ({
  type: 'AccountAssigned',
  effectiveOn: day(effectiveOn),
  data: { accountId: delta, owners: shares.map(([repId, basisPoints]) => ({ repId, basisPoints })) },
})
const lost = {
  type: 'AccountLost',
  effectiveOn: day('2025-02-28'),
  data: { accountId: delta, reasonCode: Code.parse('price'), reasonClass: 'preventable' },
} as const satisfies AccountEvent
const wonBack: AccountEvent = { type: 'AccountWonBack', effectiveOn: day('2025-04-01'), data: { accountId: delta } }

describe('an order on a lost account', () => {
  const order = (effectiveOn: string, net = '600', more: object = {}) => ({
    effectiveOn: day(effectiveOn),
    data: { orderId: order1, accountId: delta, lines: [line('1', net)], ...more },
  })
  const past = identified([registered, lost])
  const of = (events: readonly Identified<AccountEvent>[]) => ({ accountId: delta, past: events })

  test('wins it back on the day of the order', () => {
    const data = { accountId: delta, causeOrderId: order1 }
    expect(wonBackBy(order('2025-03-01'), of(past))).toEqual([{ type: 'AccountWonBack', effectiveOn: '2025-03-01', data }])
  })

  test('wins nothing back when it is dated on the day of the loss or before', () => {
    expect(wonBackBy(order('2025-02-28'), of(past))).toEqual([])
    expect(wonBackBy(order('2025-01-05'), of(past))).toEqual([])
  })

  test('wins nothing back when it is worth nothing, or void', () => {
    expect(wonBackBy(order('2025-03-01', '0'), of(past))).toEqual([])
    expect(wonBackBy(order('2025-03-01', '-5'), of(past))).toEqual([])
    expect(wonBackBy(order('2025-03-01', '5', { orderDiscount: amount('5.0000') }), of(past))).toEqual([])
    expect(wonBackBy(order('2025-03-01', '600', { afterVoid: true }), of(past))).toEqual([])
  })

  test('wins nothing back that is not lost any more', () => {
    expect(wonBackBy(order('2025-05-01'), of(identified([registered, lost, wonBack])))).toEqual([])
    expect(mayBeWonBack(identified([registered, lost, wonBack]))).toBe(false)
    expect(mayBeWonBack(past)).toBe(true)
  })
})

describe('a loss', () => {
  const team = TeamId.parse('T-West')
  const west = (effectiveOn: string, managerId?: RepId): TeamEvent => ({
    type: 'TeamFormed',
    effectiveOn: day(effectiveOn),
    data: { teamId: team, name: 'West', ...(managerId === undefined ? {} : { managerId }) },
  })
  const past = identified([registered, assigned('2024-01-01', [cy, 10_000])])
  const plannedFor = (managerId: RepId) => [
    {
      type: 'WinBackContactPlanned',
      effectiveOn: '2025-02-28',
      data: { accountId: delta, managerId, due: '2025-03-14' },
    },
  ]

  test('is spoken of by the manager of the day, within fourteen days', () => {
    expect(contactPlannedBy(lost, { past, team: [west('2024-01-01', bo)] })).toEqual(plannedFor(bo))
    expect(contactPlannedBy(lost, { past, team: [west('2025-01-01', di), west('2024-01-01', bo)] })).toEqual(plannedFor(di))
    expect(contactPlannedBy(lost, { past, team: [west('2024-01-01', bo), west('2025-03-01', di)] })).toEqual(plannedFor(bo))
  })

  test('is spoken of by nobody where no team or no manager is known', () => {
    expect(contactPlannedBy(lost, { past, team: [] })).toEqual([])
    expect(contactPlannedBy(lost, { past, team: [west('2024-01-01')] })).toEqual([])
    expect(contactPlannedBy(lost, { past, team: [west('2025-03-01', bo)] })).toEqual([])
  })

  test('is that of the owner of the day before, with the largest share, the first of equals', () => {
    const owner = (...events: AccountEvent[]) => ownerAtLoss(identified([registered, ...events]), day('2025-02-28'))
    expect(owner()).toBeNull()
    expect(owner(assigned('2024-01-01', [bo, 3_000], [cy, 7_000]))).toBe(cy)
    expect(owner(assigned('2024-01-01', [bo, 5_000], [cy, 5_000]))).toBe(bo)
    expect(owner(assigned('2024-01-01', [bo, 10_000]), assigned('2025-02-28', [cy, 10_000]))).toBe(bo)
    expect(owner(assigned('2025-02-28', [cy, 10_000]))).toBe(cy)
  })

  test('is that of the team of the day before, or of the day itself', () => {
    const joined = (effectiveOn: string): RepEvent => ({
      type: 'TeamJoined',
      effectiveOn: day(effectiveOn),
      data: { repId: cy, teamId: team },
    })
    expect(teamAtLoss(identified([joined('2024-01-01')]), day('2025-02-28'))).toBe(team)
    expect(teamAtLoss(identified([joined('2025-02-28')]), day('2025-02-28'))).toBe(team)
    expect(teamAtLoss(identified([joined('2025-03-01')]), day('2025-02-28'))).toBeNull()
  })
})

describe('who leaves', () => {
  const hired: RepEvent = { type: 'RepHired', effectiveOn: day('2024-01-01'), data: { repId: bo, name: 'Bo' } }
  const left: RepEvent = { type: 'RepLeft', effectiveOn: day('2025-03-01'), data: { repId: bo } }
  const leaving = (events: readonly AccountEvent[], more: Partial<Parameters<typeof endedByLeaving>[1]> = {}) =>
    endedByLeaving(
      { repId: bo, effectiveOn: day('2025-03-01') },
      {
        accountId: delta,
        past: identified(events),
        rep: identified([hired, left]),
        closedUntil: null,
        backdating: 'adjust',
        ...more,
      },
    ).map(({ effectiveOn }) => effectiveOn)

  test('owns nothing from that day on, alone or with others', () => {
    expect(leaving([registered, assigned('2024-01-01', [bo, 10_000])])).toEqual(['2025-03-01'])
    expect(leaving([registered, assigned('2024-01-01', [cy, 9_999], [bo, 1])])).toEqual(['2025-03-01'])
  })

  test('leaves alone what is not his on that day', () => {
    expect(leaving([registered])).toEqual([])
    expect(leaving([])).toEqual([])
    expect(leaving([registered, assigned('2024-01-01', [bo, 10_000]), assigned('2025-03-01', [cy, 10_000])])).toEqual([])
  })

  test('gets nothing later either, and what others get later stays theirs', () => {
    const later = [assigned('2025-04-01', [cy, 10_000]), assigned('2025-05-01', [bo, 10_000])]
    expect(leaving([registered, assigned('2024-01-01', [bo, 10_000]), ...later])).toEqual(['2025-03-01', '2025-05-01'])
  })

  test('keeps what he gets after he is hired again', () => {
    const again: RepEvent = { ...hired, effectiveOn: day('2025-06-01') }
    const history = [registered, assigned('2024-01-01', [bo, 10_000]), assigned('2025-07-01', [bo, 10_000])]
    expect(leaving(history, { rep: identified([hired, again, left]) })).toEqual(['2025-03-01'])
  })

  test('owns nothing from the first open day on where the past is closed', () => {
    const closedUntil = day('2025-04-01')
    const history = [registered, assigned('2024-01-01', [bo, 10_000])]
    expect(leaving(history, { closedUntil })).toEqual(['2025-03-01'])
    expect(leaving(history, { closedUntil, backdating: 'forbid-closed' })).toEqual(['2025-04-01'])
    expect(leaving([...history, assigned('2025-03-15', [bo, 10_000])], { closedUntil, backdating: 'next-open-period' })).toEqual([
      '2025-04-01',
    ])
  })
})

test('the team of a day is the latest word about it, corrections in place of what they correct', () => {
  const [east, west] = [TeamId.parse('T-East'), TeamId.parse('T-West')]
  const events: readonly RepEvent[] = [
    { type: 'RepHired', effectiveOn: day('2024-01-01'), data: { repId: bo, name: 'Bo', teamId: east } },
    { type: 'RepRoleChanged', effectiveOn: day('2024-02-01'), data: { repId: bo, role: Code.parse('team-lead') } },
    { type: 'TeamJoined', effectiveOn: day('2024-03-01'), data: { repId: bo, teamId: west } },
    { type: 'TeamLeft', effectiveOn: day('2024-05-01'), data: { repId: bo } },
  ]
  const on = (text: string, ...more: readonly RepEvent[]) => teamOn(identified([...events, ...more]), day(text))
  expect(['2023-12-31', '2024-02-29', '2024-03-01', '2024-05-01'].map((text) => on(text))).toEqual([null, east, west, null])
  const corrected: RepEvent = {
    type: 'MembershipCorrected',
    effectiveOn: day('2024-04-01'),
    data: { repId: bo, corrects: eventId(2), teamId: west, effectiveUntil: day('2024-04-15') },
  }
  expect(['2024-03-31', '2024-04-01', '2024-04-15'].map((text) => on(text, corrected))).toEqual([east, west, null])
  expect(on('2024-06-01', { type: 'RepLeft', effectiveOn: day('2024-04-01'), data: { repId: bo } })).toBeNull()
})
