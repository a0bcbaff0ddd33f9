import { type AppendBatch, type EventStore, openInMemoryEventStore } from '@daybook/event-store'
import { expect, test } from 'vitest'
import { account, event, noon, openBook } from './intake-book.ts'

const plan = (planId: string, accountId: string, more: object = {}) => ({
  planId,
  accountId,
  effectiveOn: '2025-01-01',
  effectiveUntil: '2026-01-01',
  periodType: 'year',
  target: '100000',
  currency: 'USD',
  ...more,
})

test('a plan is judged among the other plans of its account, wherever they stand in the log', async () => {
  const book = await openBook()
  await book.send([account('A1'), account('A2')])
  expect(await book.decide('PlanOpened', plan('PL1', 'A1'))).toMatchObject({ status: 'recorded', event: { stream: 'plan-PL1' } })
  expect(await book.decide('PlanOpened', plan('PL2', 'A2'))).toMatchObject({ status: 'recorded' })
  expect(await book.decide('PlanOpened', plan('PL3', 'A1'))).toMatchObject({
    status: 'refused',
    problem: {
      code: 'plan-overlap',
      detail:
        'The account has a plan of this kind for that time (planId PL1, effectiveOn 2025-01-01, effectiveUntil 2026-01-01). Close the plan that the problem names, or let the new one begin when it ends.',
      refusal: { planId: 'PL1', effectiveOn: '2025-01-01', effectiveUntil: '2026-01-01' },
    },
  })
  const next = plan('PL3', 'A1', { effectiveOn: '2026-01-01', effectiveUntil: '2027-01-01' })
  expect(await book.decide('PlanOpened', next)).toMatchObject({ status: 'recorded' })
  expect(await book.decide('PlanOpened', plan('PL4', 'A1', { periodType: 'quarter' }))).toMatchObject({ status: 'recorded' })
})

test('a closed plan leaves its time to another', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  await book.decide('PlanOpened', plan('PL1', 'A1'))
  await book.decide('PlanClosed', { planId: 'PL1', outcome: 'given-up' })
  expect(await book.decide('PlanOpened', plan('PL2', 'A1'))).toMatchObject({ status: 'recorded' })
})

test('plans that overlap in one batch are told apart, and what was refused is kept', async () => {
  const book = await openBook()
  const { body } = await book.send([
    account('A1'),
    event('PlanOpened', 'p1', plan('PL1', 'A1')),
    event('PlanOpened', 'p2', plan('PL2', 'A1')),
    event('PlanClosed', 'p3', { planId: 'PL1', outcome: 'given-up' }),
    event('PlanOpened', 'p4', plan('PL3', 'A1')),
  ])
  expect(body.results.map(({ status }: { status: string }) => status)).toEqual([
    'accepted',
    'accepted',
    'quarantined',
    'accepted',
    'accepted',
  ])
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', 'PlanOpened p1', 'PlanClosed p3', 'PlanOpened p4'])
})

test('a batch that is refused as a whole leaves no trace among the plans', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const both = [event('PlanOpened', 'p1', plan('PL1', 'A1')), event('PlanOpened', 'p2', plan('PL2', 'A1'))]
  expect((await book.send(both, { headers: { prefer: 'handling=strict' } })).status).toBe(422)
  expect(await book.decide('PlanOpened', plan('PL2', 'A1'))).toMatchObject({ status: 'recorded' })
})

test('another intake on the same log finds the plans of the first', async () => {
  const store = openInMemoryEventStore({ clock: () => noon })
  const first = await openBook({ store })
  await first.send(account('A1'))
  await first.decide('PlanOpened', plan('PL1', 'A1'), { id: 'first' as never })
  const second = await openBook({ store })
  expect(await second.decide('PlanOpened', plan('PL2', 'A1'))).toMatchObject({ problem: { code: 'plan-overlap' } })
})

/** A log in which somebody else gets there first, each time that an append is on its way, as often as there are rivals. */
const overtaken = (store: EventStore, ...rivals: readonly (() => Promise<unknown>)[]): EventStore => {
  const left = [...rivals]
  return new Proxy(store, {
    get: (target, name: keyof EventStore) => {
      if (name !== 'append') return typeof target[name] === 'function' ? target[name].bind(target) : target[name]
      return async (batch: AppendBatch) => {
        if (batch.appends.length > 0) await left.shift()?.()
        return target.append(batch)
      }
    },
  })
}

test('of two processes that open a plan at once, the second is judged anew and refused', async () => {
  const other = await openBook()
  await other.send(account('A1'))
  const store = overtaken(other.store, () => other.decide('PlanOpened', plan('PL1', 'A1'), { id: 'other' as never }))
  const one = await openBook({ store })
  expect(await one.decide('PlanOpened', plan('PL2', 'A1'))).toMatchObject({
    status: 'refused',
    problem: { code: 'plan-overlap', refusal: { planId: 'PL1' } },
  })
  expect(await one.recorded()).toEqual(['AccountRegistered account-A1', 'PlanOpened other'])
})

test('of sellers who go on setting their lists at once, the one who comes last finds his prospect on the list of the other', async () => {
  const other = await openBook()
  const list = { repId: 'R1', accountIds: ['P1'] }
  await other.decide('LeadsSet', { repId: 'R2', accountIds: ['P2'] }, { id: 'earlier' as never })
  const leads =
    (id: string, ...accountIds: readonly string[]) =>
    () =>
      other.decide('LeadsSet', { repId: 'R2', accountIds }, { id: id as never })
  const store = overtaken(other.store, leads('first', 'P3'), leads('second', 'P1'))
  const one = await openBook({ store })
  expect(await one.decide('TargetsSet', list)).toMatchObject({
    status: 'refused',
    problem: { code: 'on-another-list', refusal: { accountId: 'P1', repId: 'R2' } },
  })
})

test('what is told of an opportunity waits for it, and an opportunity for its account', async () => {
  const book = await openBook()
  const opened = { opportunityId: 'OP1', accountId: 'A1', ownerId: 'R1', amount: '5', currency: 'USD', probability: '0.5' }
  const { body } = await book.send([
    event('OpportunityWon', 'w1', { opportunityId: 'OP1' }),
    event('OpportunityOpened', 'o1', { ...opened, expectedCloseOn: '2025-06-30' }),
  ])
  expect(body.results.map(({ error }: { error: { code: string } }) => error.code)).toEqual([
    'unknown-opportunity',
    'unknown-account',
  ])
  await book.send(account('A1'))
  expect(await book.recorded()).toEqual(['AccountRegistered account-A1', 'OpportunityOpened o1', 'OpportunityWon w1'])
  const again = await book.send(event('OpportunityOpened', 'o2', { ...opened, expectedCloseOn: '2025-07-31' }))
  expect([again.status, again.body.code]).toEqual([409, 'opportunity-exists'])
})

test('an account that is put on the list of those that nobody has leaves that of its seller, in one transaction', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  await book.decide('TargetsSet', { repId: 'R1', accountIds: ['P1', 'A1'] }, { id: 'targets' as never })
  await book.decide('LeadsSet', { repId: 'R2', accountIds: ['P2'] }, { id: 'leads' as never })
  const moved = await book.decide('MovedToLka', { accountId: 'A1' }, { id: 'move' as never })
  expect(moved).toMatchObject({
    status: 'recorded',
    event: { type: 'MovedToLka', data: { previousRepId: 'R1' } },
    position: 4n,
  })
  expect((await book.recorded()).slice(1)).toEqual([
    'TargetsSet targets',
    'LeadsSet leads',
    'MovedToLka move',
    `TargetsSet ${moved.status === 'recorded' ? moved.event.eventId : ''}-1`,
  ])
  expect(await book.decide('MovedToLka', { accountId: 'A1' })).toMatchObject({ status: 'already-true' })
  expect(await book.decide('LeadsSet', { repId: 'R2', accountIds: ['A1'] })).toMatchObject({ status: 'recorded' })
  expect(await book.decide('MovedToLka', { accountId: 'A1' })).toMatchObject({
    status: 'recorded',
    event: { data: { previousRepId: 'R2' } },
  })
})

test('of a seller who sets his list while an account is put on that of nobody, the one who comes last is judged anew', async () => {
  const other = await openBook()
  await other.send(account('A1'))
  const rival = () => other.decide('TargetsSet', { repId: 'R1', accountIds: ['A1'] }, { id: 'targets' as never })
  const one = await openBook({ store: overtaken(other.store, rival) })
  expect(await one.decide('MovedToLka', { accountId: 'A1' }, { id: 'move' as never })).toMatchObject({ status: 'recorded' })
  expect((await one.recorded()).map((line) => line.split(' ')[0])).toEqual([
    'AccountRegistered',
    'TargetsSet',
    'MovedToLka',
    'TargetsSet',
  ])
})

test('who takes an account from the list of those that nobody has owns it, in one transaction', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  await book.decide('MovedToLka', { accountId: 'A1' })
  expect(await book.decide('TakenFromLka', { accountId: 'A1', repId: 'R1' }, { id: 'take' as never })).toMatchObject({
    status: 'recorded',
    event: { type: 'TakenFromLka', position: 2n },
  })
  expect(await book.recorded()).toEqual([
    'AccountRegistered account-A1',
    'MovedToLka 01JQ0000000000000000000001',
    'TakenFromLka take',
    'AccountAssigned take#1',
  ])
  await book.send(event('RepLeft', 'left', { repId: 'R2', effectiveOn: '2025-03-01' }))
  await book.decide('MovedToLka', { accountId: 'A1' })
  expect(await book.decide('TakenFromLka', { accountId: 'A1', repId: 'R2' })).toMatchObject({
    status: 'refused',
    problem: { code: 'rep-not-active' },
  })
})

test('a key review classifies its clients in one transaction, by the policy for rounding and in the currency of the book', async () => {
  const book = await openBook()
  await book.send(event('PolicySet', 'floor', { policyId: 'key-rounding', value: 'floor' }))
  const clients = [
    { accountId: 'A3', r12Sales: '400' },
    { accountId: 'A1', r12Sales: '6800' },
    { accountId: 'A2', r12Sales: '2700' },
  ]
  await book.decide('KeyReviewRun', { reviewId: 'V1', clients })
  const events = await book.stream('alms-org')
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    [
      'KeyReviewRun',
      {
        reviewId: 'V1',
        nClients: 3,
        k: 1,
        keyLevel: '6800.0000',
        keyCount: 1,
        rounding: 'floor',
        nextReviewOn: '2025-10-01',
        currency: 'USD',
      },
    ],
    ['AccountClassified', { accountId: 'A1', designation: 'KEY', reviewId: 'V1', r12Sales: '6800.0000' }],
    ['AccountClassified', { accountId: 'A2', designation: 'SECONDARY', reviewId: 'V1', r12Sales: '2700.0000' }],
    ['AccountClassified', { accountId: 'A3', designation: 'SECONDARY', reviewId: 'V1', r12Sales: '400.0000' }],
  ])
})

test('a rep has one review of a quarter, whatever it is called', async () => {
  const book = await openBook()
  const review = (qbrId: string, ownerId = 'R1', quarter = '2025-Q1') => ({ qbrId, ownerId, quarter })
  expect(await book.decide('QbrOpened', review('Q1'))).toMatchObject({ status: 'recorded' })
  expect(await book.decide('QbrOpened', review('Q1'))).toMatchObject({ status: 'already-true' })
  expect(await book.decide('QbrOpened', review('Q2'))).toMatchObject({
    status: 'refused',
    problem: { code: 'quarter-reviewed', refusal: { qbrId: 'Q1', quarter: '2025-Q1' } },
  })
  expect(await book.decide('QbrOpened', review('Q2', 'R2'))).toMatchObject({ status: 'recorded' })
  expect(await book.decide('QbrOpened', review('Q3', 'R1', '2025-Q2'))).toMatchObject({ status: 'recorded' })
  const { body } = await book.send([event('QbrOpened', 'e1', review('Q4', 'R3')), event('QbrOpened', 'e2', review('Q5', 'R3'))])
  expect(body.results.map(({ status }: { status: string }) => status)).toEqual(['accepted', 'quarantined'])
})
