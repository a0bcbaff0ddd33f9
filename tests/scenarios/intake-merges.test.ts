import { expect, test } from 'vitest'
import { account, event, openBook, order } from './intake-book.ts'

const merge = event('AccountsMerged', 'm1', { survivorId: 'A2', absorbedId: 'A5', reason: 'one company after all' })
const unmerge = event('AccountsUnmerged', 'u1', { survivorId: 'A2', absorbedId: 'A5', reason: 'two after all' })

const withAccounts = async (...accountIds: readonly string[]) => {
  const book = await openBook()
  await book.send(accountIds.map((accountId) => account(accountId)))
  return book
}

test('a merge stands in the streams of both accounts, written together', async () => {
  const book = await withAccounts('A2', 'A5')
  expect((await book.send(merge)).body).toMatchObject({ results: [{ status: 'accepted', position: '2' }], position: '3' })
  const [survivor, absorbed] = [await book.stream('account-A2'), await book.stream('account-A5')]
  expect([survivor[1], absorbed[1]]).toMatchObject([
    { type: 'AccountsMerged', source: 'erp', id: 'm1', position: 2n, revision: 1n },
    { type: 'AccountsMerged', source: 'daybook:consequence', id: `${survivor[1]?.eventId}-1`, position: 3n, revision: 1n },
  ])
  expect(absorbed[1]?.data).toEqual(survivor[1]?.data)
})

test('sent twice it is a duplicate, and no leg is written again', async () => {
  const book = await withAccounts('A2', 'A5')
  await book.send(merge)
  expect((await book.send(merge)).body).toMatchObject({ results: [{ status: 'duplicate', position: '2' }] })
  expect(await book.recorded()).toHaveLength(4)
})

test('a merge waits for the account that it absorbs, as for the one that survives', async () => {
  for (const [first, second] of [
    ['A2', 'A5'],
    ['A5', 'A2'],
  ] as const) {
    const book = await withAccounts(first)
    const held = await book.send(merge)
    expect(held.body).toMatchObject({ results: [{ status: 'quarantined', error: { code: 'unknown-account' } }] })
    await book.send(account(second))
    const [survivor, absorbed] = [await book.stream('account-A2'), await book.stream('account-A5')]
    expect([survivor[1]?.id, absorbed[1]?.id]).toEqual(['m1', `${survivor[1]?.eventId}-1`])
  }
})

test('within one batch, what follows a merge is judged by it', async () => {
  const book = await withAccounts('A2', 'A5')
  const { body } = await book.send([merge, event('AccountAssigned', 'as', { accountId: 'A5', repId: 'R1' }), unmerge])
  expect(body.results).toMatchObject([
    { status: 'accepted' },
    { status: 'quarantined', error: { code: 'account-merged', refusal: { survivorId: 'A2' } } },
    { status: 'accepted' },
  ])
  expect(await book.decide('AccountAssigned', { accountId: 'A5', repId: 'R1' })).toMatchObject({ status: 'recorded' })
})

test('a second leg of history has the recorded time of the first', async () => {
  const book = await openBook()
  const at = (recordedtime: string, sent: object) => ({ ...sent, recordedtime })
  const history = [
    at('2025-01-01T00:00:00Z', account('A2')),
    at('2025-01-01T00:00:00Z', account('A5')),
    at('2025-03-21T08:00:00Z', merge),
  ]
  const { body } = await book.send(history, { query: '?backfill=true' })
  expect(body.summary).toMatchObject({ accepted: 3 })
  const [, leg] = await book.stream('account-A5')
  expect(leg).toMatchObject({ recordedAt: Date.parse('2025-03-21T08:00:00Z'), backfilled: true })
})

test('chains are merged and parted from the end', async () => {
  const book = await withAccounts('A1', 'A2', 'A5')
  await book.send(merge)
  const first = { survivorId: 'A1', absorbedId: 'A2', reason: 'the parent' }
  expect(await book.decide('AccountsMerged', { ...first, absorbedId: 'A5' })).toMatchObject({
    problem: { code: 'account-merged', refusal: { accountId: 'A5', survivorId: 'A2' } },
  })
  expect(await book.decide('AccountsMerged', first)).toMatchObject({ status: 'recorded' })
  expect(await book.decide('AccountsMerged', { ...first, survivorId: 'A5', absorbedId: 'A1' })).toMatchObject({
    problem: { code: 'account-merged', refusal: { accountId: 'A5', survivorId: 'A2' } },
  })
  expect((await book.send(unmerge)).body.results).toMatchObject([{ status: 'accepted' }])
  expect(await book.decide('AccountsMerged', { ...first, absorbedId: 'A5' })).toMatchObject({ status: 'recorded' })
})

const lost = event('AccountLost', 'l1', {
  accountId: 'A2',
  effectiveOn: '2025-02-28',
  reasonCode: 'price',
  reasonClass: 'preventable',
})
const keptLost = event('AccountsMerged', 'm1', { survivorId: 'A2', absorbedId: 'A5', reason: 'one', keepStatus: 'lost' })
const wonBackBy = (causeOrderId: string) => ({ type: 'AccountWonBack', data: { accountId: 'A2', causeOrderId } })

test('an order on an absorbed account wins its lost customer back, once', async () => {
  const book = await withAccounts('A2', 'A5')
  await book.send([lost, keptLost])
  const { body } = await book.send([order('O1', 'A5'), order('O2', 'A5', { effectiveOn: '2025-03-10' })])
  expect(body.summary).toMatchObject({ accepted: 2 })
  const survivor = await book.stream('account-A2')
  expect(survivor.filter(({ type }) => type === 'AccountWonBack')).toMatchObject([wonBackBy('O1')])
  expect((await book.stream('account-A5')).map(({ type }) => type)).toEqual(['AccountRegistered', 'AccountsMerged'])
})

test('an order wins back through a chain of merges, in the batch that made it', async () => {
  const book = await withAccounts('A1', 'A2', 'A5')
  const chain = event('AccountsMerged', 'm0', { survivorId: 'A5', absorbedId: 'A1', reason: 'one' })
  await book.send([lost, chain, keptLost, order('O1', 'A1')])
  expect(await book.stream('account-A2')).toMatchObject([{}, {}, {}, wonBackBy('O1')])
})

test('a loss that came along with the absorbed account is ended by an order on the survivor', async () => {
  const book = await withAccounts('A2', 'A5')
  const turned = event('AccountsMerged', 'm1', { survivorId: 'A5', absorbedId: 'A2', reason: 'one', keepStatus: 'lost' })
  await book.send([lost, turned])
  await book.send(order('O1', 'A5'))
  expect((await book.stream('account-A5')).at(-1)).toMatchObject({ type: 'AccountWonBack', data: { accountId: 'A5' } })
})

test('parted again, an order wins back the account that it names, where that is lost', async () => {
  const book = await withAccounts('A2', 'A5')
  await book.send([lost, keptLost, unmerge])
  await book.send([order('O1', 'A5')])
  expect((await book.stream('account-A2')).filter(({ type }) => type === 'AccountWonBack')).toEqual([])
  await book.send([order('O2', 'A2')])
  expect((await book.stream('account-A2')).at(-1)).toMatchObject(wonBackBy('O2'))
})

const decisions: readonly (readonly [string, object])[] = [
  ['AccountProfileChanged', { changes: { industry: 'retail' } }],
  ['MovedToLka', { reason: 'nobody has it' }],
  ['WinBackContactPlanned', { managerId: 'R9', due: '2025-05-01' }],
  ['AccountEvaluated', { decisionMakerAccess: 3, potential: 3, openness: 3 }],
  ['ExternalIdLinked', { system: 'crm', externalId: 'X1' }],
  [
    'WalletEstimated',
    { category: 'C', amount: '100', currency: 'USD', effectiveUntil: '2026-01-01', basis: 'b', confidence: 'c' },
  ],
  ['TouchpointPlanned', { touchpointId: 'T1', due: '2025-05-01' }],
  ['AccountClassified', { designation: 'KEY', reviewId: 'KR1', r12Sales: '100' }],
]

test.each(decisions)('%s about an absorbed account is refused, and told the survivor', async (type, data) => {
  const book = await withAccounts('A2', 'A5')
  await book.send(merge)
  expect(await book.decide(type, { accountId: 'A5', ...data })).toMatchObject({
    problem: { code: 'account-merged', refusal: { accountId: 'A5', survivorId: 'A2' } },
  })
})

test('no plan is opened and no list set for an absorbed account', async () => {
  const book = await withAccounts('A2', 'A5')
  await book.send(merge)
  const refused = { problem: { code: 'account-merged', refusal: { accountId: 'A5', survivorId: 'A2' } } }
  const terms = { effectiveUntil: '2026-01-01', periodType: 'year', target: '100', currency: 'USD' }
  expect(await book.decide('PlanOpened', { planId: 'P1', accountId: 'A5', ...terms })).toMatchObject(refused)
  expect(await book.decide('TargetsSet', { repId: 'R1', accountIds: ['A2', 'A5'] })).toMatchObject(refused)
})

test('facts of an absorbed account are recorded, and what was planned with it takes place', async () => {
  const book = await withAccounts('A2', 'A5')
  const touchpoint = { touchpointId: 'T1', accountId: 'A5' }
  const id = { accountId: 'A5', system: 'crm', externalId: 'X1' }
  await book.send([
    event('TouchpointPlanned', 't1', { ...touchpoint, due: '2025-05-01' }),
    event('ExternalIdLinked', 'x1', id),
    merge,
  ])
  const facts = [
    order('O1', 'A5'),
    event('ActivityRecorded', 'ac1', { activityId: 'C1', accountId: 'A5', kind: 'call', by: 'R1' }),
  ]
  expect((await book.send(facts)).body.summary).toMatchObject({ accepted: 2 })
  expect(await book.decide('TouchpointHeld', touchpoint)).toMatchObject({ status: 'recorded' })
  expect(await book.decide('ExternalIdUnlinked', id)).toMatchObject({ status: 'recorded' })
  expect(await book.decide('ExternalIdLinked', { ...id, accountId: 'A2' })).toMatchObject({ status: 'recorded' })
})
