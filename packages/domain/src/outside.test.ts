import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { acme, day, erp, eventId, recorded } from '../../../tests/domain/given.ts'
import { fiscalCalendar } from './calendar.ts'
import { type DomainEvent, eventNames } from './events.ts'
import type { StreamName } from './ids.ts'
import { byText } from './ordering.ts'
import { decideFirst, decideOutside, needsOf, type OutsideItem, outside, readOutside } from './outside.ts'
import { initialPolicies } from './policies.ts'

const place = {
  source: erp,
  effectiveOn: day('2025-03-12'),
  today: day('2025-03-12'),
  calendar: fiscalCalendar([]),
  policies: initialPolicies(),
}
const readWell = (type: string, data: unknown): OutsideItem => {
  const item = readOutside(type, data)
  if (!item.ok) throw new Error(JSON.stringify(item.refusal))
  return item.value
}
const readBadly = (type: string, data: unknown) => {
  const item = readOutside(type, data)
  return item.ok ? item.value : item.refusal
}
const book = (...histories: [string, ...DomainEvent[]][]) =>
  new Map(histories.map(([stream, ...events]) => [stream as StreamName, recorded(stream, events)]))
const registered: DomainEvent = {
  type: 'AccountRegistered',
  effectiveOn: day('2023-12-15'),
  data: { accountId: acme, name: 'Acme' },
}
const order = { orderId: 'SO43659', accountId: 'A1', currency: 'USD', net: '1200' }
const accepted: DomainEvent = {
  type: 'OrderAccepted',
  effectiveOn: day('2025-01-09'),
  data: readWell('OrderAccepted', order).data as Extract<DomainEvent, { type: 'OrderAccepted' }>['data'],
}

describe('reading', () => {
  const example = {
    orderId: 'SO43659',
    accountId: 'A1',
    effectiveOn: '2025-01-09',
    currency: 'USD',
    salespersonId: 'R1',
    lines: [{ lineId: '1', productId: 'BK-1', quantity: '2', net: '600.0000' }],
  }
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => byText(a, b))
        .map(([key, one]) => [key, sorted(one)]),
    )
  }
  const hash = (data: unknown) => {
    const canonical = JSON.stringify(sorted({ type: 'OrderAccepted', subject: 'A1', time: null, data }))
    return { canonical, digest: createHash('sha256').update(canonical).digest('hex') }
  }

  test('the normal form has the published content hash', () => {
    const { canonical, digest } = hash(readWell('OrderAccepted', example).data)
    expect(canonical).toHaveLength(243)
    expect(digest).toBe('0835777686fff467de81f33932dc17f90767714155b774ae1ee6003354c52871')
    const other = { ...example, lines: [{ ...example.lines[0], net: '600.0001' }] }
    expect(hash(readWell('OrderAccepted', other).data).digest).toBe(
      'f7134dcb2eb417417b663154a9588aed4237ec0db1a5ee2cf77da18de3b1720b',
    )
  })

  test('an amount for the whole and a line say the same', () => {
    const line = { lineId: '1', net: '1200.0' }
    const { net: _, ...others } = order
    expect(readWell('OrderAccepted', order).data).toEqual(readWell('OrderAccepted', { ...others, lines: [line] }).data)
  })

  test('a total beside lines is dropped when it agrees and rejected when not', () => {
    const lines = [
      { lineId: '1', net: '100' },
      { lineId: '2', net: '50' },
    ]
    expect(readWell('OrderAccepted', { ...order, lines, net: '150.0002' }).data).not.toHaveProperty('net')
    expect(readBadly('OrderAccepted', { ...order, lines, net: '150.0003' })).toEqual({
      code: 'total-mismatch',
      given: '150.0003',
      computed: '150.0000',
      difference: '0.0003',
    })
  })

  test('what cannot be read is rejected with a pointer', () => {
    expect(readBadly('OrderGuessed', {})).toEqual({ code: 'unknown-event-type', type: 'OrderGuessed' })
    expect(readBadly('OrderAccepted', { ...order, nett: '1' })).toMatchObject({
      code: 'unknown-field',
      flaws: [{ pointer: '/nett' }],
    })
    expect(readBadly('OrderAccepted', { ...order, net: 1200 })).toMatchObject({ code: 'invalid', flaws: [{ pointer: '/net' }] })
    expect(readBadly('OrderAccepted', { ...order, currency: 'ZZZ' })).toMatchObject({
      code: 'invalid',
      flaws: [{ pointer: '/currency' }],
    })
    const { currency: _, ...without } = order
    expect(readBadly('OrderAccepted', without)).toMatchObject({ code: 'currency-missing' })
    const { accountId: __, ...nobodys } = order
    expect(readBadly('OrderAccepted', nobodys)).toMatchObject({ code: 'invalid', flaws: [{ pointer: '/accountId' }] })
    const { net: ___, ...worthless } = order
    expect(readBadly('OrderAccepted', worthless)).toMatchObject({ code: 'invalid', flaws: [{ pointer: '/lines' }] })
    const twice = [
      { lineId: '1', net: '1' },
      { lineId: '1', net: '2' },
    ]
    expect(readBadly('OrderAccepted', { ...worthless, lines: twice })).toMatchObject({ code: 'invalid' })
    expect(readBadly('OrderAccepted', null)).toMatchObject({ code: 'invalid', flaws: [{ pointer: '' }] })
  })

  test('credit notes have amounts that are not negative', () => {
    const note = { creditNoteId: 'C1', accountId: 'A1', currency: 'USD' }
    expect(readWell('CreditNoteIssued', { ...note, net: '5' }).data).toMatchObject({ lines: [{ lineId: '1', net: '5.0000' }] })
    expect(readBadly('CreditNoteIssued', { ...note, net: '-5' })).toMatchObject({ code: 'invalid' })
  })

  test('owners are given whole or as one rep, not both', () => {
    const owners = [{ repId: 'R1', basisPoints: 10_000 }]
    expect(readOutside('AccountAssigned', { accountId: 'A1', owners }).ok).toBe(true)
    expect(readOutside('AccountAssigned', { accountId: 'A1', repId: 'R1' }).ok).toBe(true)
    expect(readBadly('AccountAssigned', { accountId: 'A1', owners, repId: 'R1' })).toMatchObject({ code: 'invalid' })
    expect(readBadly('AccountAssigned', { accountId: 'A1' })).toMatchObject({ code: 'invalid' })
  })

  test('the date is taken where it is given', () => {
    expect(readWell('OrderVoided', { orderId: 'O1', reason: 'test', effectiveOn: '2025-03-01' }).effectiveOn).toBe('2025-03-01')
    expect(readWell('OrderVoided', { orderId: 'O1', reason: 'test' }).effectiveOn).toBeNull()
    expect(readBadly('OrderVoided', { orderId: 'O1', reason: 'test', effectiveOn: '2025-02-30' })).toMatchObject({
      code: 'invalid',
    })
  })
})

describe('deciding', () => {
  const item = readWell('OrderAccepted', order)
  const correction = readWell('OrderCorrected', { ...order, reason: 'note' })

  test('a new order needs nothing but its stream and its account', () => {
    expect(needsOf(item, place)).toEqual({
      stream: 'order-erp~SO43659',
      streamMustBeNew: true,
      account: { accountId: 'A1', stream: 'account-A1' },
      reads: [],
      group: null,
      bookOf: null,
    })
    const known = { streamExists: false, accountRegistered: true }
    const events = [{ ...accepted, effectiveOn: '2025-03-12' }]
    const decision = { status: 'recorded', stream: 'order-erp~SO43659', events }
    expect(decideFirst(item, place, known)).toEqual(decision)
    expect(decideOutside(item, place, book(['account-A1', registered]))).toEqual(decision)
    expect(decideFirst(item, place, { ...known, accountRegistered: false })).toEqual({
      status: 'held',
      code: 'unknown-account',
      waitsFor: 'account-A1',
    })
    const conflict = { status: 'conflict', code: 'order-exists', stream: 'order-erp~SO43659' }
    expect(decideFirst(item, place, { ...known, streamExists: true })).toEqual(conflict)
    expect(decideOutside(item, place, book(['account-A1', registered], ['order-erp~SO43659', accepted]))).toEqual(conflict)
    expect(() => decideFirst(correction, place, known)).toThrow('needs the events of its stream')
  })

  test('what is said of an unknown order or account waits for it', () => {
    expect(decideOutside(correction, place, book(['account-A1', registered]))).toEqual({
      status: 'held',
      code: 'unknown-order',
      waitsFor: 'order-erp~SO43659',
    })
    const lost = readWell('AccountLost', { accountId: 'A1', reasonCode: 'price', reasonClass: 'unknown' })
    expect(decideOutside(lost, place, book())).toEqual({ status: 'held', code: 'unknown-account', waitsFor: 'account-A1' })
    const note = readWell('CreditNoteIssued', {
      creditNoteId: 'C1',
      accountId: 'A1',
      orderId: 'unknown',
      currency: 'USD',
      net: '5',
    })
    expect(decideOutside(note, place, book(['account-A1', registered]))).toMatchObject({ status: 'recorded' })
    const voided = readWell('CreditNoteVoided', { creditNoteId: 'C1', reason: 'x' })
    expect(decideOutside(voided, place, book())).toMatchObject({ status: 'held', code: 'unknown-credit-note' })
  })

  test('a refused decision says why', () => {
    const won = readWell('AccountWonBack', { accountId: 'A1' })
    expect(decideOutside(won, place, book(['account-A1', registered]))).toEqual({
      status: 'refused',
      refusal: { code: 'not-lost' },
    })
  })

  test('an assignment looks at the streams of its reps', () => {
    const assign = readWell('AccountAssigned', { accountId: 'A1', repId: 'R1' })
    expect(needsOf(assign, place)).toMatchObject({ stream: 'account-A1', account: null, reads: ['rep-R1'] })
    const assigned = { type: 'AccountAssigned', data: { accountId: 'A1', owners: [{ repId: 'R1', basisPoints: 10_000 }] } }
    expect(decideOutside(assign, place, book(['account-A1', registered]))).toMatchObject({
      status: 'recorded',
      events: [assigned],
    })
    const left = readWell('RepLeft', { repId: 'R1' }).data as Extract<DomainEvent, { type: 'RepLeft' }>['data']
    const gone: DomainEvent = { type: 'RepLeft', effectiveOn: day('2025-02-01'), data: left }
    expect(decideOutside(assign, place, book(['account-A1', registered], ['rep-R1', gone]))).toMatchObject({
      status: 'refused',
      refusal: { code: 'rep-not-active', leftOn: '2025-02-01' },
    })
  })

  test('under forbid-closed an assignment looks at the closes of its years', () => {
    const strict = { ...place, policies: initialPolicies({ 'backdated-assignment': 'forbid-closed' }) }
    const assign = readWell('AccountAssigned', { accountId: 'A1', repId: 'R1', effectiveOn: '2024-12-01' })
    const back = { ...strict, effectiveOn: day('2024-12-01') }
    expect(needsOf(assign, back).reads).toEqual(['rep-R1', 'period-org~FY2024', 'period-org~FY2025'])
    const period = readWell('PeriodClosed', { period: '2025-01' }).data as Extract<DomainEvent, { type: 'PeriodClosed' }>['data']
    const closed: DomainEvent = { type: 'PeriodClosed', effectiveOn: day('2025-02-05'), data: period }
    expect(decideOutside(assign, back, book(['account-A1', registered], ['period-org~FY2025', closed]))).toEqual({
      status: 'refused',
      refusal: { code: 'period-closed', openFrom: '2025-02-01' },
    })
  })

  test('a correction names its event by id or by the identity under which it came in', () => {
    const assigned: DomainEvent = {
      type: 'AccountAssigned',
      effectiveOn: day('2025-01-01'),
      data: { accountId: acme, owners: [{ repId: 'R1' as never, basisPoints: 10_000 }] },
    }
    const known = book(['account-A1', registered, assigned])
    for (const corrects of [eventId(1), { source: 'erp', id: 'e1' }]) {
      const correct = readWell('AssignmentCorrected', { accountId: 'A1', corrects, repId: 'R2' })
      expect(decideOutside(correct, place, known)).toMatchObject({
        status: 'recorded',
        events: [{ type: 'AssignmentCorrected', data: { corrects: eventId(1), owners: [{ repId: 'R2', basisPoints: 10_000 }] } }],
      })
    }
    const unknown = readWell('AssignmentCorrected', { accountId: 'A1', corrects: { source: 'erp', id: 'e9' }, repId: 'R2' })
    expect(decideOutside(unknown, place, known)).toEqual({ status: 'refused', refusal: { code: 'corrects-unknown' } })
  })

  test('quotas stand by owner and fiscal year, those of the organisation under one name', () => {
    const quota = { ownerType: 'rep', ownerId: 'R1', period: '2025-03', amount: '5', currency: 'USD' }
    expect(needsOf(readWell('QuotaSet', quota), place)).toMatchObject({
      stream: 'quota-rep~R1~FY2025',
      reads: ['period-org~FY2025'],
    })
    const ofOrg = readWell('QuotaSet', { ...quota, ownerType: 'org', ownerId: 'ORG' })
    expect(decideOutside(ofOrg, place, book())).toMatchObject({
      stream: 'quota-org~org~FY2025',
      events: [{ data: { ownerId: 'org' } }],
    })
    const { ownerId: _, ...nobodys } = quota
    expect(readBadly('QuotaSet', nobodys)).toMatchObject({ code: 'invalid', flaws: [{ pointer: '/ownerId' }] })
    const nowhere = readWell('QuotaSet', { ...quota, period: '2025-13' })
    expect(decideOutside(nowhere, place, book())).toEqual({
      status: 'refused',
      refusal: { code: 'unknown-period', period: '2025-13' },
    })
  })

  test('a policy keeps the date from which it holds, and its absence', () => {
    const set = { policyId: 'credit-rule', value: 'current-owner' }
    expect(decideOutside(readWell('PolicySet', set), place, book())).toMatchObject({
      events: [{ effectiveOn: '2025-03-12', data: set }],
    })
    const dated = { ...set, effectiveOn: '2025-04-01' }
    expect(decideOutside(readWell('PolicySet', dated), { ...place, effectiveOn: day('2025-04-01') }, book())).toMatchObject({
      events: [{ data: dated }],
    })
  })

  test('closing a period looks at the years before', () => {
    const close = readWell('PeriodClosed', { period: '2025-01' })
    expect(needsOf(close, place).stream).toBe('period-org~FY2025')
    expect(needsOf(close, place).reads.slice(0, 2)).toEqual(['period-org~FY2024', 'period-org~FY2023'])
  })
})

test('every type of event may come in, and only plans, people and reference data may lie ahead', () => {
  expect(Object.keys(outside).toSorted()).toEqual([...eventNames].toSorted())
  const never = ['OrderAccepted', 'OrderCorrected', 'CreditNoteIssued', 'AccountLost', 'AccountWonBack', 'PeriodClosed'] as const
  for (const name of never) expect(outside[name].mayBeForwardDated).toBe(false)
  for (const name of ['QuotaSet', 'AccountAssigned', 'PolicySet', 'CommitmentMade', 'RepHired'] as const) {
    expect(outside[name].mayBeForwardDated).toBe(true)
  }
  expect(outside.OrderAccepted.kind).toBe('fact')
  expect(outside.AccountLost.kind).toBe('decision')
})
