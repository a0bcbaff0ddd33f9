import { expect, test } from 'vitest'
import { account, event, openBook } from './intake-book.ts'

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
    { type: 'AccountsMerged', source: 'daybook:second-leg', id: survivor[1]?.eventId, position: 3n, revision: 1n },
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
    expect([survivor[1]?.id, absorbed[1]?.id]).toEqual(['m1', survivor[1]?.eventId])
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
