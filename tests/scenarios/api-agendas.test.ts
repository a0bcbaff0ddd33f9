import { openInMemoryEventStore } from '@daybook/event-store'
import { defaultLimits, openIntake } from '@daybook/intake'
import { beforeEach, expect, test } from 'vitest'
import { openLog } from './api-log.ts'

/** Decisions over HTTP in a book with the account A1, lost by A2, on 2025-04-01. */
const openBook = async () => {
  const ids = { given: 0 }
  const newId = () => {
    ids.given += 1
    return `id-${ids.given}`
  }
  const clock = () => Date.UTC(2025, 3, 1, 12)
  const store = openInMemoryEventStore({ clock })
  const log = { error: () => {}, warn: () => {}, info: () => {} }
  const intake = await openIntake({ store, policyDefaults: {}, limits: defaultLimits, clock, newId, log })
  const { api } = openLog({ eventStore: store, clock, execute: (request) => intake.commands.execute(request) })
  const post = async (url: string, payload?: object) => {
    const answer = await api.inject({ method: 'POST', url, ...(payload === undefined ? {} : { payload }) })
    return { status: answer.statusCode, body: answer.json() }
  }
  return {
    post,
    done: async (url: string, payload?: object) => expect((await post(url, payload)).status, url).toBe(201),
    refused: async (code: string, url: string, payload?: object) => {
      const { status, body } = await post(url, payload)
      expect([status, body.type], url).toEqual([expect.toBeOneOf([409, 422]), `/problems/${code}`])
      expect(body.title).toEqual(expect.any(String))
      return body
    },
  }
}

let book: Awaited<ReturnType<typeof openBook>>

beforeEach(async () => {
  book = await openBook()
  for (const accountId of ['A1', 'A2']) await book.done('/v1/accounts', { accountId, name: accountId })
  await book.done('/v1/accounts/A2/lose', { effectiveOn: '2024-11-30', reasonCode: 'price', reasonClass: 'preventable' })
})

const year = { effectiveOn: '2025-01-01', effectiveUntil: '2026-01-01', periodType: 'year', target: '100000', currency: 'USD' }

test('a plan is opened, filled, reviewed and closed', async () => {
  const { done, post } = book
  const { body } = await post('/v1/plans', { planId: 'PL1', accountId: 'A1', ...year, cadence: 'monthly', tier: 'A' })
  expect(body.event).toMatchObject({
    type: 'PlanOpened',
    stream: 'plan-PL1',
    data: { target: '100000.0000', cadence: 'monthly' },
  })
  const plan = '/v1/plans/PL1'
  await done(`${plan}/target`, { target: '120000' })
  await done(`${plan}/objectives`, { text: 'Supply both sites' })
  await done(`${plan}/strategy`, { kind: 'keep', text: 'Deliver on time' })
  await done(`${plan}/strategy`, { kind: 'grow', text: 'Win the second site' })
  await done(`${plan}/resources`, { text: 'An engineer' })
  await done(`${plan}/risks`, { riskId: 'k1', text: 'The buyer retires' })
  await done(`${plan}/risks/k1/close`)
  await done(`${plan}/competitors`, { competitor: 'Rival Ltd' })
  await done(`${plan}/goals`, { goalId: 'g1', text: 'First choice' })
  await done(`${plan}/strategies`, { strategyId: 's1', goalId: 'g1', text: 'Know all who decide' })
  await done(`${plan}/initiatives`, { initiativeId: 'i1', strategyId: 's1', text: 'Meet the board' })
  await done(`${plan}/tactics`, { tacticId: 't1', initiativeId: 'i1', text: 'Ask for an hour' })
  await done(`${plan}/tactics`, { tacticId: 't2', initiativeId: 'i1', text: 'Write', ownerId: 'R1', due: '2025-05-01' })
  await done(`${plan}/nodes/t1/reword`, { ownerId: 'R1', due: '2025-04-30' })
  await done(`${plan}/tactics/t1/complete`)
  await done(`${plan}/tactics/t2/drop`)
  await done(`${plan}/assessments`, { kind: 'strength', text: 'Fast' })
  await done(`${plan}/vision`, { text: 'Their partner' })
  await done(`${plan}/reviews`, { effectiveOn: '2025-03-31', findings: 'Ahead', correctiveActions: 'None' })
  await done(`${plan}/close`, { outcome: 'achieved' })
  expect((await post(`${plan}/close`, { outcome: 'achieved' })).body.event).toBeNull()
})

test('what cannot be planned is refused with its reason', async () => {
  const { done, refused } = book
  await refused('unknown-account', '/v1/plans', { planId: 'PL1', accountId: 'A9', ...year })
  expect(await refused('account-lost', '/v1/plans', { planId: 'PL1', accountId: 'A2', ...year })).toMatchObject({
    lostOn: '2024-11-30',
  })
  await refused('unknown-plan', '/v1/plans/PL1/goals', { goalId: 'g1', text: 'First choice' })
  await refused('dates-reversed', '/v1/plans', { planId: 'PL1', accountId: 'A1', ...year, effectiveUntil: '2025-01-01' })
  await refused('negative-target', '/v1/plans', { planId: 'PL1', accountId: 'A1', ...year, target: '-1' })
  await done('/v1/plans', { planId: 'PL1', accountId: 'A1', ...year })
  expect(await refused('plan-overlap', '/v1/plans', { planId: 'PL2', accountId: 'A1', ...year })).toMatchObject({ planId: 'PL1' })
  await refused('plan-exists', '/v1/plans', { planId: 'PL1', accountId: 'A1', ...year, target: '5' })
  const plan = '/v1/plans/PL1'
  await refused('plan-currency-differs', `${plan}/target`, { target: '5', currency: 'EUR' })
  await refused('text-missing', `${plan}/vision`, { text: ' ' })
  await refused('parent-missing', `${plan}/strategies`, { strategyId: 's1', goalId: 'g1', text: 'Know all' })
  await refused('unknown-node', `${plan}/nodes/g1/reword`, { text: 'Other words' })
  await refused('unknown-risk', `${plan}/risks/k1/close`)
  await done(`${plan}/risks`, { riskId: 'k1', text: 'The buyer retires' })
  await refused('risk-exists', `${plan}/risks`, { riskId: 'k1', text: 'The plant closes' })
  await done(`${plan}/goals`, { goalId: 'g1', text: 'First choice' })
  await refused('node-exists', `${plan}/goals`, { goalId: 'g1', text: 'Last choice' })
  await refused('not-a-tactic', `${plan}/tactics/g1/complete`)
  await done(`${plan}/strategies`, { strategyId: 's1', goalId: 'g1', text: 'Know all' })
  await done(`${plan}/initiatives`, { initiativeId: 'i1', strategyId: 's1', text: 'Meet the board' })
  for (const tacticId of ['t1', 't2']) await done(`${plan}/tactics`, { tacticId, initiativeId: 'i1', text: 'Ask' })
  await done(`${plan}/tactics/t1/complete`)
  await refused('tactic-completed', `${plan}/tactics/t1/drop`)
  await done(`${plan}/tactics/t2/drop`)
  await refused('tactic-dropped', `${plan}/tactics/t2/complete`)
  await done(`${plan}/close`, { outcome: 'given-up' })
  await refused('plan-closed', `${plan}/goals`, { goalId: 'g2', text: 'Another' })
})

test('the pipeline is told as it goes, and nothing of it is refused', async () => {
  const { done, post, refused } = book
  const effectiveOn = '2025-03-01'
  const opened = {
    ownerId: 'R1',
    amount: '30000',
    currency: 'USD',
    probability: '0.5',
    expectedCloseOn: '2025-06-30',
    effectiveOn,
  }
  await refused('unknown-opportunity', '/v1/opportunities/OP1/win', { effectiveOn })
  await done('/v1/opportunities', { opportunityId: 'OP1', accountId: 'A2', ...opened })
  await done('/v1/opportunities', { opportunityId: 'OP2', ...opened })
  await refused('opportunity-exists', '/v1/opportunities', { opportunityId: 'OP1', ...opened })
  const one = '/v1/opportunities/OP1'
  const changed = await post(`${one}/amount`, { amount: '35000', effectiveOn })
  expect(changed.body.event.data).toEqual({ opportunityId: 'OP1', amount: '35000.0000', currency: 'USD' })
  await done(`${one}/stage`, { stage: 'engaging', probability: '0.6', effectiveOn })
  await done(`${one}/probability`, { probability: '0.75', effectiveOn })
  await done(`${one}/expected-close`, { expectedCloseOn: '2025-07-31', effectiveOn })
  await done(`${one}/competitors`, { competitor: 'Rival Ltd', effectiveOn })
  await done(`${one}/mark-key-deal`, { effectiveOn })
  await done(`${one}/win`, { effectiveOn })
  await done(`${one}/lose`, { reasonCode: 'price', effectiveOn })
  await done(`${one}/reopen`, { effectiveOn })
  const likely = await post(`${one}/probability`, { probability: '1.01', effectiveOn })
  expect([likely.status, likely.body.errors[0].pointer]).toEqual([400, '/probability'])
})

test('rep and manager agree on what each will do, and what came of it', async () => {
  const { done, post, refused } = book
  await refused('unknown-pdp', '/v1/pdps/D1/close')
  const nowhere = await post('/v1/pdps', { pdpId: 'D1', repId: 'R1', managerId: 'R9', period: '2025-Q9' })
  expect([nowhere.status, nowhere.body.code]).toEqual([400, 'unknown-period'])
  await done('/v1/pdps', { pdpId: 'D1', repId: 'R1', managerId: 'R9', period: '2025-Q2', sourceGaps: ['retention'] })
  await refused('pdp-exists', '/v1/pdps', { pdpId: 'D1', repId: 'R2', managerId: 'R9', period: '2025-Q2' })
  const pdp = '/v1/pdps/D1'
  const calls = {
    initiativeId: 'n1',
    committedBy: 'rep',
    requirement: 'Ten calls a day',
    due: '2025-06-30',
    effectiveOn: '2025-04-01',
  }
  await refused('due-before-agreed', `${pdp}/initiatives`, { ...calls, due: '2025-03-31' })
  await refused('committed-by-other', `${pdp}/initiatives`, { ...calls, ownerId: 'R9' })
  await done(`${pdp}/initiatives`, calls)
  await done(`${pdp}/initiatives`, { ...calls, initiativeId: 'n2', committedBy: 'manager', ownerId: 'R9' })
  await refused('initiative-exists', `${pdp}/initiatives`, { ...calls, due: '2025-07-01' })
  await done(`${pdp}/follow-ups`, { initiativeId: 'n1', nextFollowUpOn: '2025-04-15' })
  await refused('unknown-initiative', `${pdp}/follow-ups`, { initiativeId: 'n9' })
  await done(`${pdp}/initiatives/n1/reschedule`, { due: '2025-07-15', agreedBy: 'manager-1' })
  await done(`${pdp}/initiatives/n1/complete`, { evidence: 'Eleven a day' })
  await refused('initiative-settled', `${pdp}/initiatives/n1/miss`, { why: 'The fair' })
  expect(await refused('initiatives-open', `${pdp}/close`)).toMatchObject({ initiativeIds: ['n2'] })
  await refused('why-missing', `${pdp}/initiatives/n2/miss`, { why: '' })
  await done(`${pdp}/initiatives/n2/miss`, { why: 'The fair took two weeks' })
  await done(`${pdp}/close`)
  await refused('pdp-closed', `${pdp}/initiatives`, { ...calls, initiativeId: 'n3' })
})

test('key accounts are reviewed, and lists of sellers kept short and apart', async () => {
  const { done, post, refused } = book
  const clients = [{ accountId: 'A1', r12Sales: '6800' }]
  await refused('no-clients', '/v1/key-reviews', { reviewId: 'V1', clients: [] })
  await refused('unknown-review', '/v1/key-reviews/V1/classifications', { accountId: 'A1', designation: 'KEY', r12Sales: '6800' })
  await done('/v1/key-reviews', { reviewId: 'V1', clients })
  await refused('review-too-soon', '/v1/key-reviews', { reviewId: 'V2', clients })
  await done('/v1/key-reviews', { reviewId: 'V2', clients, forced: true })
  await refused('review-exists', '/v1/key-reviews', { reviewId: 'V1', effectiveOn: '2024-01-01', clients })
  await refused('classified-otherwise', '/v1/key-reviews/V1/classifications', {
    accountId: 'A1',
    designation: 'SECONDARY',
    r12Sales: '6800',
  })
  const both = await post('/v1/key-reviews', { reviewId: 'V3', clients, nClients: 1 })
  expect([both.status, both.body.errors[0].pointer]).toEqual([400, '/clients'])
  const twice = await post('/v1/key-reviews', { reviewId: 'V3', clients: [...clients, ...clients] })
  expect([twice.status, twice.body.errors[0].detail]).toEqual([400, 'must name no account twice'])
  await done('/v1/list-custodian', { custodianId: 'keeper-1' })
  const some = (count: number) => ({
    accountIds: Array.from({ length: count }, (_, index) => `P${index}`),
    spendingClients: [] as readonly string[],
  })
  await refused('too-many-targets', '/v1/seller-lists/R1/targets', some(10))
  await refused('too-many-leads', '/v1/seller-lists/R1/leads', some(11))
  await refused('not-a-prospect', '/v1/seller-lists/R1/targets', { ...some(2), spendingClients: ['P1'] })
  const set = await post('/v1/seller-lists/R1/targets', { accountIds: ['P0', 'P1', 'P0'], spendingClients: [] })
  expect(set.body.event.data).toEqual({ repId: 'R1', accountIds: ['P0', 'P1'] })
  expect(await refused('on-another-list', '/v1/seller-lists/R2/leads', some(1))).toMatchObject({ accountId: 'P0', repId: 'R1' })
  await done('/v1/seller-lists/R1/targets', some(0))
  await done('/v1/seller-lists/R2/leads', some(1))
  await done('/v1/seller-lists/R1/reviews', { by: 'manager-1' })
})

test('an account that nobody works on is taken by a seller', async () => {
  const { done, refused } = book
  await refused('not-on-lka', '/v1/accounts/A1/take-from-lka', { repId: 'R1' })
  await done('/v1/accounts/A1/move-to-lka')
  await done('/v1/accounts/A1/take-from-lka', { repId: 'R1' })
  await done('/v1/accounts/A2/move-to-lka', { previousRepId: 'R2' })
  await refused('account-lost', '/v1/accounts/A2/take-from-lka', { repId: 'R1' })
})
