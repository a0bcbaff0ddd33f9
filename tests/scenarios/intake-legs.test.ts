import { describe, expect, test } from 'vitest'
import { account, event, openBook } from './intake-book.ts'

type Book = Awaited<ReturnType<typeof openBook>>

const all = ({ store }: Pick<Book, 'store'>) => store.readAll({ from: 0n, limit: 1_000 })

const asHistory = (events: readonly object[]) => events.map((one) => ({ ...one, recordedtime: '2025-03-20T10:00:00Z' }))

describe('an account with ids of other systems', () => {
  const known = (accountId: string, ...ids: readonly string[]) =>
    account(accountId, {
      data: { accountId, name: accountId, externalIds: ids.map((externalId) => ({ system: 'erp', externalId })) },
    })

  test('has them from its registration on', async () => {
    const book = await openBook()
    await book.send(known('A1', 'C1', 'C2', 'C1'))
    expect((await all(book)).map(({ stream }) => stream)).toEqual(['account-A1', 'extid-erp~C1', 'extid-erp~C2'])
    expect((await book.send(known('A2', 'C3', 'C2'))).body.results[0].error).toMatchObject({
      code: 'external-id-taken',
      refusal: { system: 'erp', externalId: 'C2', accountId: 'A1' },
    })
    expect(await all(book)).toHaveLength(3)
  })

  test('of one batch may not share them', async () => {
    const book = await openBook()
    const { body } = await book.send([known('A1', 'C1'), known('A2', 'C1')])
    expect(body.summary).toMatchObject({ accepted: 1, quarantined: 1 })
  })

  test('is recorded with them in a history, at the time of its own recording', async () => {
    const book = await openBook()
    const later = { ...account('A2'), recordedtime: '2025-03-21T10:00:00Z' }
    const { body } = await book.importEvents([...asHistory([known('A1', 'C1')]), later], { query: '?backfill=true' })
    expect(body.summary).toMatchObject({ accepted: 2 })
    const times = (await all(book)).map(({ type, recordedAt }) => [type, new Date(recordedAt).toISOString()])
    expect(times).toEqual([
      ['AccountRegistered', '2025-03-20T10:00:00.000Z'],
      ['ExternalIdLinked', '2025-03-20T10:00:00.000Z'],
      ['AccountRegistered', '2025-03-21T10:00:00.000Z'],
    ])
  })
})

test('a decision that no event stands for is taken from nobody outside', async () => {
  const book = await openBook()
  const transfer = { from: { ownerType: 'rep', ownerId: 'R1' }, to: { ownerType: 'rep', ownerId: 'R2' }, period: '2025-03' }
  const { status, body } = await book.send(event('TransferQuota', 't1', { ...transfer, amount: '5', currency: 'USD' }))
  expect([status, body.code]).toEqual([400, 'unknown-event-type'])
})

test('an activity that is voided before it comes is voided when it comes', async () => {
  const book = await openBook()
  await book.send([account('A1'), event('ActivityVoided', 'v1', { activityId: 'V1' })])
  await book.send(event('ActivityRecorded', 'V1', { activityId: 'V1', accountId: 'A1', kind: 'call', by: 'R1' }))
  expect((await all(book)).map(({ type }) => type)).toEqual(['AccountRegistered', 'ActivityRecorded', 'ActivityVoided'])
  const again = await book.send(event('ActivityRecorded', 'V1b', { activityId: 'V1', accountId: 'A1', kind: 'demo', by: 'R1' }))
  expect([again.status, again.body.code]).toEqual([409, 'activity-exists'])
})
