import { expect, test } from 'vitest'
import { acme, amount, bo, cy, day, specification, usd } from '../../../tests/domain/given.ts'
import { AccountId, ActorId, ReviewId } from './ids.ts'
import { keyCutOff } from './key-cut-off.ts'
import { type KeyReviewCommand, type KeyReviewEvent, keyReviews } from './key-review.ts'
import { type SellerListCommand, type SellerListEvent, sellerList } from './seller-list.ts'

const client = (id: string, r12Sales: string) => ({ accountId: AccountId.parse(id), r12Sales: amount(r12Sales) })
const ofFx1 = [client('A1', '6800'), client('A3', '400'), client('A2', '2700'), client('A5', '550'), client('A4', '2000')]
const given = specification(keyReviews)
const reviewId = ReviewId.parse('V1')
const april = day('2025-04-01')
const run = {
  type: 'RunKeyReview',
  effectiveOn: april,
  data: { reviewId },
  clients: ofFx1,
  rounding: 'ceil',
  currency: usd,
} as const
const figures = {
  reviewId,
  nClients: 5,
  k: 2,
  keyLevel: amount('2700'),
  keyCount: 2,
  rounding: 'ceil',
  nextReviewOn: day('2025-10-01'),
  currency: usd,
} as const
const reviewed: KeyReviewEvent = { type: 'KeyReviewRun', effectiveOn: april, data: figures }
const classified = (id: string, designation: 'KEY' | 'SECONDARY', r12Sales: string): KeyReviewEvent => ({
  type: 'AccountClassified',
  effectiveOn: april,
  data: { ...client(id, r12Sales), designation, reviewId },
})

test('M-35: the level of ten clients is that of the third, and both with that much are KEY', () => {
  const clients = [90, 80, 70, 70, 50, 40, 30, 20, 10, 5].map((sales, index) => client(`C${index}`, String(sales)))
  expect(keyCutOff(clients, 'ceil')).toMatchObject({ k: 3, keyLevel: '70.0000', keyCount: 4 })
})

test('M-35: of 500 clients the 125th sets the level', () => {
  const clients = Array.from({ length: 500 }, (_, index) => client(`C${index}`, String(50_000 + (124 - index) * 10)))
  expect(keyCutOff(clients, 'ceil')).toMatchObject({ k: 125, keyLevel: '50000.0000', keyCount: 125 })
})

test('P-24: a quarter is rounded up, down or to the nearest, and is one at least', () => {
  const some = (count: number) => Array.from({ length: count }, (_, index) => client(`C${index}`, '1'))
  const k = (count: number) => (['ceil', 'floor', 'round'] as const).map((rounding) => keyCutOff(some(count), rounding)?.k)
  expect([1, 4, 5, 6, 7, 9].map(k)).toEqual([
    [1, 1, 1],
    [1, 1, 1],
    [2, 1, 1],
    [2, 1, 2],
    [2, 1, 2],
    [3, 2, 2],
  ])
  expect(keyCutOff(ofFx1, 'floor')).toMatchObject({ k: 1, keyLevel: '6800.0000', keyCount: 1 })
})

test('who has bought nothing, or has brought back more, is no client', () => {
  const clients = [client('A2', '0'), client('A1', '-5'), client('B2', '7'), client('B1', '7')]
  expect(keyCutOff(clients, 'ceil')?.ranked.map(({ accountId }) => accountId)).toEqual(['B1', 'B2'])
  expect(keyCutOff(clients.slice(0, 2), 'ceil')).toBeNull()
})

test('a review sets the level and classifies every client, the largest first', () => {
  given()
    .when(run)
    .thenRecorded(
      reviewed,
      classified('A1', 'KEY', '6800'),
      classified('A2', 'KEY', '2700'),
      classified('A4', 'SECONDARY', '2000'),
      classified('A5', 'SECONDARY', '550'),
      classified('A3', 'SECONDARY', '400'),
    )
  given(reviewed).when(run).thenNothing()
  given()
    .when({ ...run, clients: [] })
    .thenRefused({ code: 'no-clients' })
})

test('within thirty days of another a review is run by force only', () => {
  const again = { ...run, data: { reviewId: ReviewId.parse('V2') } }
  const tooSoon = { code: 'review-too-soon', reviewId, reviewedOn: '2025-04-01' }
  given(reviewed)
    .when({ ...again, effectiveOn: day('2025-05-01') })
    .thenRefused(tooSoon)
  given(reviewed)
    .when({ ...again, effectiveOn: day('2025-03-20') })
    .thenRefused(tooSoon)
  const may = { effectiveOn: day('2025-05-02'), data: { ...figures, reviewId: 'V2', nextReviewOn: '2025-11-02' } }
  const one = { ...again, ...may, data: again.data, clients: [client('A1', '5')] }
  const level = { nClients: 1, k: 1, keyLevel: '5.0000', keyCount: 1 }
  const key = {
    type: 'AccountClassified',
    effectiveOn: may.effectiveOn,
    data: { ...client('A1', '5'), designation: 'KEY', reviewId: 'V2' },
  }
  given(reviewed)
    .when(one)
    .thenRecorded({ type: 'KeyReviewRun', effectiveOn: may.effectiveOn, data: { ...may.data, ...level } }, key)
  const forced = {
    ...one,
    effectiveOn: day('2025-04-02'),
    data: { ...again.data, forced: true, nextReviewOn: day('2026-04-01') },
  }
  given(reviewed)
    .when(forced)
    .thenRecorded(
      {
        type: 'KeyReviewRun',
        effectiveOn: '2025-04-02',
        data: { ...may.data, ...level, forced: true, nextReviewOn: '2026-04-01' },
      },
      { ...key, effectiveOn: '2025-04-02' },
    )
  given(reviewed)
    .when({ ...run, effectiveOn: day('2026-04-01') })
    .thenRefused({ code: 'review-exists', reviewId })
})

test('a review of the past is recorded with its figures, and then what it made of each account', () => {
  const record: KeyReviewCommand = { type: 'RecordKeyReview', effectiveOn: april, data: figures }
  given().when(record).thenRecorded(reviewed)
  given(reviewed).when(record).thenNothing()
  given(reviewed)
    .when({ ...record, data: { ...figures, k: 1 } })
    .thenRefused({ code: 'review-exists', reviewId })
  const { data } = classified('A1', 'KEY', '6800') as Extract<KeyReviewEvent, { type: 'AccountClassified' }>
  const classify = { type: 'ClassifyAccount', effectiveOn: april, data, before: null } as const
  given().when(classify).thenRefused({ code: 'unknown-review', reviewId })
  given(reviewed)
    .when(classify)
    .thenRecorded(classified('A1', 'KEY', '6800'))
  given(reviewed)
    .when({ ...classify, before: data })
    .thenNothing()
  given(reviewed)
    .when({ ...classify, before: { ...data, designation: 'SECONDARY' } })
    .thenRefused({ code: 'classified-otherwise', accountId: acme, designation: 'SECONDARY' })
})

test('one person keeps the lists', () => {
  const data = { custodianId: ActorId.parse('keeper-1') }
  const assign: KeyReviewCommand = { type: 'AssignListCustodian', effectiveOn: april, data }
  const assigned: KeyReviewEvent = { type: 'ListCustodianAssigned', effectiveOn: april, data }
  given().when(assign).thenRecorded(assigned)
  given(assigned).when(assign).thenNothing()
})

const listed = specification(sellerList)
const alone = { spendingClients: [], others: [] }
const prospects = (count: number) => Array.from({ length: count }, (_, index) => AccountId.parse(`P${index + 1}`))
const setTargets = (count: number): Extract<SellerListCommand, { type: 'SetTargets' }> => ({
  type: 'SetTargets',
  effectiveOn: april,
  data: { repId: bo, accountIds: prospects(count) },
  around: alone,
})
const setLeads = (count: number): SellerListCommand => ({ ...setTargets(count), type: 'SetLeads' })
const set = (type: 'TargetsSet' | 'LeadsSet', count: number): SellerListEvent => ({
  type,
  effectiveOn: april,
  data: { repId: bo, accountIds: prospects(count) },
})

test('M-37: a seller has at most nine targets and ten leads', () => {
  listed().when(setTargets(9)).thenRecorded(set('TargetsSet', 9))
  listed().when(setTargets(10)).thenRefused({ code: 'too-many-targets', count: 10, max: 9 })
  listed().when(setLeads(10)).thenRecorded(set('LeadsSet', 10))
  listed().when(setLeads(11)).thenRefused({ code: 'too-many-leads', count: 11, max: 10 })
  listed(set('TargetsSet', 3)).when(setTargets(3)).thenNothing()
  listed(set('LeadsSet', 3)).when(setLeads(3)).thenNothing()
  listed(set('TargetsSet', 3)).when(setTargets(0)).thenRecorded(set('TargetsSet', 0))
})

test('a target is a prospect, and on nobody else’s list', () => {
  const [p1] = prospects(1)
  listed()
    .when({ ...setTargets(2), around: { spendingClients: [p1!], others: [] } })
    .thenRefused({ code: 'not-a-prospect', accountIds: ['P1'] })
  listed()
    .when({ ...setLeads(2), around: { spendingClients: [], others: [{ repId: cy, accountIds: [p1!] }] } } as SellerListCommand)
    .thenRefused({ code: 'on-another-list', accountId: 'P1', repId: cy })
})

test('a prospect that is dropped leaves targets and leads, from the day on which they were set at the earliest', () => {
  const [p1, p2] = prospects(2)
  const drop = (on: string): SellerListCommand => ({
    type: 'DropProspect',
    effectiveOn: day(on),
    data: { repId: bo, accountId: p1! },
  })
  const left = (type: 'TargetsSet' | 'LeadsSet', on: string) => ({
    type,
    effectiveOn: day(on),
    data: { repId: bo, accountIds: [p2] },
  })
  listed(set('TargetsSet', 2)).when(drop('2025-05-01')).thenRecorded(left('TargetsSet', '2025-05-01'))
  listed(set('LeadsSet', 2)).when(drop('2025-03-01')).thenRecorded(left('LeadsSet', april))
  listed(set('TargetsSet', 0)).when(drop('2025-05-01')).thenNothing()
})

test('a list is reviewed once a day by one person', () => {
  const data = { repId: bo, by: ActorId.parse('manager-1') }
  const review: SellerListCommand = { type: 'RecordListReview', effectiveOn: april, data }
  const event: SellerListEvent = { type: 'ListReviewed', effectiveOn: april, data }
  listed().when(review).thenRecorded(event)
  listed(event).when(review).thenNothing()
  listed(event)
    .when({ ...review, effectiveOn: day('2025-05-01') })
    .thenRecorded({ ...event, effectiveOn: '2025-05-01' })
})
