import { describe, expect, test } from 'vitest'
import { openBook } from './api-book.ts'

/** A book that is spoken to by decisions alone, as whoever uses the interface does. */
const openDecisions = async () => {
  const book = await openBook()
  const post = async (url: string, payload: object = {}) => {
    const answer = await book.app.inject({ method: 'POST', url, payload })
    const body = answer.json()
    return { status: answer.statusCode, code: body.code ?? null, body }
  }
  const register = (accountId: string, more: object = {}) => post('/v1/accounts', { accountId, name: accountId, ...more })
  const told = async (url: string, payload: object = {}) => {
    const { status, code } = await post(url, payload)
    return code === null ? status : [status, code]
  }
  const eventsOf = async (stream: string) => (await book.get(`/v1/events?stream=${encodeURIComponent(stream)}`)).body.items
  return { ...book, post, register, told, eventsOf }
}

const order = (orderId: string, more: object = {}) => ({
  specversion: '1.0',
  id: orderId,
  source: 'erp',
  type: 'OrderAccepted',
  data: { orderId, accountId: 'A1', effectiveOn: '2025-03-05', currency: 'USD', net: '600.0000', ...more },
})

const lost = { effectiveOn: '2025-02-28', reasonCode: 'price', reasonClass: 'preventable' }

describe('the ids of other systems', () => {
  test('are one account’s at a time', async () => {
    await using book = await openDecisions()
    const id = { system: 'erp', externalId: 'C-1' }
    await book.register('A1', { externalIds: [id] })
    await book.register('A2')
    expect(await book.told('/v1/accounts/A2/link-external-id', id)).toEqual([409, 'external-id-taken'])
    expect((await book.register('A3', { externalIds: [id] })).body).toMatchObject({ code: 'external-id-taken', accountId: 'A1' })
    expect(await book.told('/v1/accounts/A1/link-external-id', id)).toBe(200)
    expect(await book.told('/v1/accounts/A2/unlink-external-id', id)).toEqual([409, 'external-id-not-linked'])
    expect(await book.told('/v1/accounts/A1/unlink-external-id', id)).toBe(201)
    expect(await book.told('/v1/accounts/A2/link-external-id', id)).toBe(201)
    expect(await book.told('/v1/accounts/A9/link-external-id', { ...id, externalId: 'C-9' })).toEqual([422, 'unknown-account'])
  })
})

describe('a lost account', () => {
  test('is spoken with, and why it was lost may be said anew', async () => {
    await using book = await openDecisions()
    await book.register('A1')
    const contact = { outcome: 'interested', effectiveOn: '2025-03-12' }
    expect(await book.told('/v1/accounts/A1/record-win-back-contact', contact)).toEqual([409, 'not-lost'])
    expect(await book.told('/v1/accounts/A1/plan-win-back-contact', { managerId: 'M1', due: '2025-03-14' })).toEqual([
      409,
      'not-lost',
    ])
    const loss = (await book.post('/v1/accounts/A1/lose', lost)).body.event
    expect(await book.told('/v1/accounts/A1/plan-win-back-contact', { managerId: 'M1', due: '2025-03-14' })).toBe(201)
    expect(await book.told('/v1/accounts/A1/record-win-back-contact', contact)).toBe(201)
    const reason = { reasonCode: 'service', reasonClass: 'preventable' }
    const correct = (corrects: unknown) => book.told('/v1/accounts/A1/correct-loss-reason', { ...reason, corrects })
    expect(await correct({ source: 'crm', id: 'nothing' })).toEqual([422, 'corrects-unknown'])
    const [registration] = await book.eventsOf('account-A1')
    expect(await correct(registration.eventId)).toEqual([422, 'corrects-another-kind'])
    expect(await correct(loss.eventId)).toBe(201)
    expect(await correct({ source: loss.source, id: loss.id })).toBe(200)
  })

  test('is won back by an order, and what follows tells of its cause', async () => {
    await using book = await openDecisions()
    await book.post('/v1/teams', { teamId: 'T1', name: 'North', managerId: 'M1', effectiveOn: '2024-01-01' })
    await book.post('/v1/reps', { repId: 'R1', name: 'R. Ada', teamId: 'T1', effectiveOn: '2024-01-01' })
    await book.register('A1')
    await book.post('/v1/accounts/A1/assign', { repId: 'R1', effectiveOn: '2024-01-01' })
    const { eventId } = (await book.post('/v1/accounts/A1/lose', lost)).body.event
    const ordered = await book.post('/v1/events', order('O1'))
    const [planned, wonBack] = (await book.eventsOf('account-A1')).slice(-2)
    expect(planned).toMatchObject({ type: 'WinBackContactPlanned', data: { managerId: 'M1', due: '2025-03-14' } })
    expect(planned.metadata.causationId).toBe(eventId)
    expect(wonBack).toMatchObject({ type: 'AccountWonBack', effectiveOn: '2025-03-05', data: { causeOrderId: 'O1' } })
    const selectors = `scope=org&period=2025-03&asOf=2025-03-31&minPosition=${ordered.body.position}`
    const { body } = await book.get(`/v1/kpis/active-accounts?${selectors}`)
    expect(body.rows).toMatchObject([{ value: 1 }])
    await book.post('/v1/reps/R1/leave', { effectiveOn: '2025-07-01' })
    expect((await book.eventsOf('account-A1')).at(-1)).toMatchObject({ type: 'AssignmentEnded', effectiveOn: '2025-07-01' })
  })
})

describe('a quota', () => {
  test('is moved by two quotas with one transferId, together or not at all', async () => {
    await using book = await openDecisions()
    const quota = { period: '2025-03', currency: 'USD' }
    const [from, to] = ['R1', 'R2'].map((ownerId) => ({ ownerType: 'rep', ownerId }))
    await book.post('/v1/quotas', { ...quota, ...from, amount: '2500.0000' })
    const transfer = (more: object = {}) => book.post('/v1/quotas/transfer', { from, to, ...quota, amount: '500', ...more })
    expect((await transfer({ amount: '2500.0001' })).body).toMatchObject({
      code: 'negative-quota',
      amount: '-0.0001',
      status: 422,
    })
    expect((await transfer({ to: from })).body).toMatchObject({ code: 'transfer-to-itself', status: 422 })
    expect((await transfer({ from: to, to: from })).body).toMatchObject({ code: 'quota-not-set', status: 409 })
    expect((await transfer({ period: '2025-13' })).body).toMatchObject({ code: 'unknown-period' })
    expect((await transfer({ currency: 'EUR' })).body).toMatchObject({ code: 'quota-currency-differs' })
    expect((await transfer({ amount: '0' })).body).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/amount' }] })
    expect((await transfer({ to: { ownerType: 'rep' } })).body).toMatchObject({ errors: [{ pointer: '/to/ownerId' }] })
    expect(await book.eventsOf('quota-rep~R2~FY2025')).toEqual([])
    const { body } = await transfer({ transferId: 'T-1' })
    expect(body.event).toMatchObject({ data: { ownerId: 'R1', amount: '2000.0000', transferId: 'T-1' } })
    expect(await book.eventsOf('quota-rep~R2~FY2025')).toMatchObject([
      { data: { amount: '500.0000', transferId: 'T-1' }, metadata: { actor: { kind: 'user' }, causationId: body.event.eventId } },
    ])
    expect((await transfer({ transferId: 'T-1' })).status).toBe(200)
    expect(body.position).toBe('2')
    const selectors = `scope=rep&entity=R1&entity=R2&period=2025-03&minPosition=${body.position}`
    expect((await book.get(`/v1/kpis/quota?${selectors}`)).body.rows).toMatchObject([
      { value: '2000.0000' },
      { value: '500.0000' },
    ])
  })

  test('is moved under an id of its own where none is given', async () => {
    await using book = await openDecisions()
    await book.post('/v1/quotas', { ownerType: 'org', period: 'FY2025', amount: '1200', currency: 'USD' })
    const transfer = {
      from: { ownerType: 'org' },
      to: { ownerType: 'rep', ownerId: 'R1' },
      period: 'FY2025',
      amount: '120',
      currency: 'USD',
    }
    const { event } = (await book.post('/v1/quotas/transfer', transfer)).body
    expect(event.data).toMatchObject({ ownerId: 'org', amount: '1080.0000', transferId: event.id })
    expect((await book.eventsOf('quota-rep~R1~FY2025'))[0].data).toMatchObject({ amount: '120.0000', transferId: event.id })
  })
})

describe('what is said of an account', () => {
  test('is refused with its code where it does not fit', async () => {
    await using book = await openDecisions()
    await book.register('A1')
    await book.register('A2')
    const at = '/v1/accounts/A1'
    expect(await book.told(`${at}/contacts/P1/role`, { level: 'user', relationship: 'none' })).toEqual([422, 'unknown-contact'])
    expect(await book.told(`${at}/contacts`, { contactId: 'P1', name: 'A. Buyer' })).toBe(201)
    expect(await book.told(`${at}/contacts/P1/role`, { level: 'user', relationship: 'none' })).toBe(201)
    expect(await book.told(`${at}/contacts/P1/role`, { level: 'chief', relationship: 'none' })).toEqual([400, 'invalid-request'])
    const wallet = {
      category: 'bikes',
      amount: '5',
      currency: 'USD',
      basis: 'guess',
      confidence: 'low',
      effectiveOn: '2025-01-01',
    }
    expect(await book.told(`${at}/wallet`, { ...wallet, effectiveUntil: '2024-01-01' })).toEqual([422, 'dates-reversed'])
    expect(await book.told(`${at}/wallet`, { ...wallet, amount: '0', effectiveUntil: '2026-01-01' })).toEqual([
      400,
      'invalid-request',
    ])
    expect(await book.told(`${at}/wallet`, { ...wallet, effectiveUntil: '2026-01-01' })).toBe(201)
    const score = { respondentId: 'P1', effectiveOn: '2025-03-03' }
    expect(await book.told(`${at}/satisfaction`, { ...score, scale: 'csat', score: 9 })).toEqual([400, 'invalid-request'])
    expect(await book.told(`${at}/satisfaction`, { ...score, scale: 'nps', score: -40 })).toBe(201)
    const scores = { decisionMakerAccess: 2, potential: 5, openness: 4 }
    expect(await book.told(`${at}/evaluate`, { ...scores, potential: 6 })).toEqual([400, 'invalid-request'])
    expect(await book.told(`${at}/evaluate`, scores)).toBe(201)
    expect(await book.told('/v1/accounts/A9/evaluate', scores)).toEqual([422, 'unknown-account'])
  })
})

describe('the work on an account', () => {
  test('is recorded, and refused with its code where it does not fit', async () => {
    await using book = await openDecisions()
    await book.register('A1')
    await book.register('A2')
    const activity = { activityId: 'V1', accountId: 'A1', kind: 'demo', by: 'R1', effectiveOn: '2025-03-12' }
    expect(await book.told('/v1/activities/V1/void', { effectiveOn: '2025-03-12' })).toEqual([422, 'unknown-activity'])
    expect(await book.told('/v1/activities', activity)).toBe(201)
    expect(await book.told('/v1/activities', { ...activity, kind: 'call' })).toEqual([409, 'activity-exists'])
    expect(await book.told('/v1/activities/V1/void', { effectiveOn: '2025-03-12' })).toBe(201)
    const touchpoint = { touchpointId: 'T1', accountId: 'A1', due: '2025-04-15' }
    expect(await book.told('/v1/touchpoints/T1/hold', { accountId: 'A1' })).toEqual([422, 'unknown-touchpoint'])
    expect(await book.told('/v1/touchpoints', touchpoint)).toBe(201)
    expect(await book.told('/v1/touchpoints/T1/hold', { accountId: 'A2' })).toEqual([422, 'another-account'])
    expect(await book.told('/v1/touchpoints/T1/hold', { accountId: 'A1' })).toBe(201)
    expect(await book.told('/v1/touchpoints/T1/skip', { accountId: 'A1' })).toEqual([409, 'touchpoint-over'])
    const dependency = { dependencyId: 'D1', accountId: 'A1', owingFunction: 'legal', ownerId: 'L7', neededBy: '2025-04-30' }
    expect(await book.told('/v1/dependencies/D1/meet')).toEqual([422, 'unknown-dependency'])
    expect(await book.told('/v1/dependencies', dependency)).toBe(201)
    expect(await book.told('/v1/dependencies', { ...dependency, neededBy: '2025-05-30' })).toEqual([409, 'dependency-exists'])
    expect(await book.told('/v1/dependencies/D1/meet')).toBe(201)
    expect(await book.told('/v1/dependencies/D1/drop')).toEqual([409, 'dependency-over'])
    const program = { programId: 'K1', accountId: 'A1', name: 'Fleet', amount: '90000', currency: 'USD' }
    expect(await book.told('/v1/key-programs/K1/update', { stage: 'pilot' })).toEqual([422, 'unknown-program'])
    expect(await book.told('/v1/key-programs', { ...program, currency: undefined })).toEqual([400, 'invalid-request'])
    expect(await book.told('/v1/key-programs', program)).toBe(201)
    expect(await book.told('/v1/key-programs', { ...program, name: 'Other' })).toEqual([409, 'program-exists'])
    expect(await book.told('/v1/key-programs/K1/update', { stage: 'pilot' })).toBe(201)
    expect(await book.told('/v1/key-programs/K1/close')).toBe(201)
    expect(await book.told('/v1/key-programs/K1/update', { stage: 'roll-out' })).toEqual([409, 'program-closed'])
  })
})

test('two orders that look alike are told apart from either side, whichever source the other has', async () => {
  await using book = await openDecisions()
  await book.register('A1')
  await book.post('/v1/events', [order('O1'), order('O2'), { ...order('O1'), source: 'shop' }])
  const dismiss = (orderId: string, source: string, more: object) =>
    book.told(`/v1/orders/${orderId}/dismiss-duplicate`, { source, ...more })
  expect(await dismiss('O1', 'erp', { otherOrderId: 'O9' })).toEqual([422, 'unknown-other-order'])
  expect(await dismiss('O1', 'erp', { otherOrderId: 'O1' })).toEqual([400, 'invalid-request'])
  expect(await dismiss('O9', 'erp', { otherOrderId: 'O1' })).toEqual([422, 'unknown-order'])
  expect(await dismiss('O1', 'erp', { otherOrderId: 'O2' })).toBe(201)
  expect(await dismiss('O2', 'erp', { otherOrderId: 'O1' })).toBe(200)
  expect(await dismiss('O1', 'erp', { otherOrderId: 'O1', otherSource: 'shop' })).toBe(201)
  expect(await dismiss('O1', 'shop', { otherOrderId: 'O1', otherSource: 'erp' })).toBe(200)
  expect(await dismiss('O2', 'erp', { otherOrderId: 'O1', otherSource: 'erp' })).toBe(200)
})

test('a role changes from a day on', async () => {
  await using book = await openDecisions()
  const role = { role: 'team-lead', effectiveOn: '2025-04-01' }
  expect(await book.told('/v1/reps/R1/change-role', role)).toBe(201)
  expect(await book.told('/v1/reps/R1/change-role', role)).toBe(200)
})
