import type { Recorded, StreamName } from '@daybook/domain'
import { type EventStore, eventIdOf, openInMemoryEventStore } from '@daybook/event-store'
import { describe, expect, test } from 'vitest'
import { account, event, noon, openBook, order } from './intake-book.ts'

type Book = Awaited<ReturnType<typeof openBook>>

const all = async ({ store }: { readonly store: EventStore }): Promise<readonly Recorded[]> =>
  store.readAll({ from: 0n, limit: 10_000 })

const ofType = async (book: Book, type: Recorded['type']) => (await all(book)).filter((one) => one.type === type)

const idOf = (source: string, id: string) => eventIdOf(source as never, id as never) // Sound: ids of the schema's shape

const lost = (accountId: string, effectiveOn = '2025-02-28') =>
  event('AccountLost', `lost-${accountId}-${effectiveOn}`, {
    accountId,
    effectiveOn,
    reasonCode: 'price',
    reasonClass: 'preventable',
  })

const assigned = (accountId: string, owners: Readonly<Record<string, number>>, effectiveOn = '2024-01-01') =>
  event('AccountAssigned', `as-${accountId}-${effectiveOn}`, {
    accountId,
    owners: Object.entries(owners).map(([repId, basisPoints]) => ({ repId, basisPoints })),
    effectiveOn,
  })

const left = (repId: string, effectiveOn: string) => event('RepLeft', `left-${repId}-${effectiveOn}`, { repId, effectiveOn })

const asHistory = (events: readonly object[]) => events.map((one) => ({ ...one, recordedtime: '2025-03-20T10:00:00Z' }))

describe('an order on a lost account', () => {
  test('wins it back together with its own recording, in the words of the program', async () => {
    const book = await openBook()
    await book.send([account('A1'), lost('A1')])
    const { body } = await book.send(order('O1', 'A1'))
    const events = await all(book)
    expect(events.slice(-2)).toMatchObject([
      { type: 'OrderAccepted', position: 2n },
      {
        type: 'AccountWonBack',
        position: 3n,
        stream: 'account-A1',
        revision: 2n,
        effectiveOn: '2025-03-05',
        data: { accountId: 'A1', causeOrderId: 'O1' },
        source: 'daybook:consequence',
        metadata: { actor: { kind: 'system', id: 'intake' }, causationId: idOf('erp', 'O1') },
      },
    ])
    expect(body).toMatchObject({ position: '3', results: [{ status: 'accepted', position: '2' }] })
  })

  test('wins it back once, however often it is sent, and a second order wins nothing', async () => {
    const book = await openBook()
    await book.send([account('A1'), lost('A1')])
    await book.send(order('O1', 'A1'))
    expect((await book.send(order('O1', 'A1'))).body.summary).toMatchObject({ duplicate: 1 })
    await book.send(order('O2', 'A1', { effectiveOn: '2025-03-10' }))
    expect(await ofType(book, 'AccountWonBack')).toHaveLength(1)
  })

  test('sent again after a further loss wins nothing back', async () => {
    const book = await openBook()
    await book.send([account('A1'), lost('A1'), order('O1', 'A1'), lost('A1', '2025-03-15')])
    expect((await book.send([order('O1', 'A1'), order('O2', 'A1')])).body.summary).toMatchObject({ duplicate: 1, accepted: 1 })
    expect(await ofType(book, 'AccountWonBack')).toHaveLength(1)
    await book.send(order('O3', 'A1', { effectiveOn: '2025-03-16' }))
    expect(await ofType(book, 'AccountWonBack')).toHaveLength(2)
  })

  test('that is not after the loss, or worth nothing, is recorded and wins nothing back', async () => {
    const book = await openBook()
    await book.send([account('A1'), lost('A1')])
    await book.send([order('O1', 'A1', { effectiveOn: '2025-02-28' }), order('O2', 'A1', { net: '0' })])
    expect((await all(book)).map(({ type }) => type)).toEqual([
      'AccountRegistered',
      'AccountLost',
      'OrderAccepted',
      'OrderAccepted',
    ])
  })

  test('sees the loss and the registration of its own batch', async () => {
    const book = await openBook()
    await book.send([account('A1'), lost('A1'), order('O1', 'A1'), order('O2', 'A1'), account('A2'), order('O3', 'A2')])
    expect((await all(book)).map(({ type }) => type)).toEqual([
      'AccountRegistered',
      'AccountLost',
      'OrderAccepted',
      'AccountWonBack',
      'OrderAccepted',
      'AccountRegistered',
      'OrderAccepted',
    ])
  })

  test('wins it back in a program that has only read of the loss', async () => {
    const first = await openBook()
    await first.send([account('A1'), lost('A1')])
    const book = await openBook({ store: first.store })
    await book.importOrders('order_id,account_id,effective_on,currency,net\nO1,A1,2025-03-05,USD,600\n')
    expect(await ofType(book, 'AccountWonBack')).toHaveLength(1)
  })

  test('wins it back when another process has recorded the loss meanwhile', async () => {
    const store = openInMemoryEventStore({ clock: () => noon })
    const one = await openBook({ store })
    const other = await openBook({ store })
    await one.send([account('A1'), order('O1', 'A1')])
    await other.send(lost('A1'))
    await one.send(order('O2', 'A1'))
    expect(await ofType(one, 'AccountWonBack')).toMatchObject([{ data: { causeOrderId: 'O2' } }])
  })

  test('that is moved there, or to a later day, by a correction wins it back', async () => {
    const book = await openBook()
    await book.send([account('A1'), account('A2'), order('O1', 'A1', { effectiveOn: '2025-02-01' }), lost('A1')])
    const corrected = {
      orderId: 'O1',
      accountId: 'A1',
      effectiveOn: '2025-03-02',
      currency: 'USD',
      net: '600',
      reason: 'the day',
    }
    await book.send(event('OrderCorrected', 'c1', corrected))
    expect(await ofType(book, 'AccountWonBack')).toMatchObject([{ effectiveOn: '2025-03-02', data: { causeOrderId: 'O1' } }])
    await book.send([order('O2', 'A1'), lost('A2')])
    await book.send(event('OrderCorrected', 'c2', { ...corrected, orderId: 'O2', accountId: 'A2' }))
    expect(await ofType(book, 'AccountWonBack')).toHaveLength(2)
  })

  test('that waited for its account is no less an order', async () => {
    const book = await openBook()
    await book.send(event('OrderCorrected', 'c1', { ...order('O1', 'A1').data, effectiveOn: '2025-03-02', reason: 'the day' }))
    await book.send([account('A1'), lost('A1'), order('O1', 'A1', { effectiveOn: '2025-02-01' })])
    expect((await all(book)).map(({ type }) => type).slice(2)).toEqual(['OrderAccepted', 'OrderCorrected', 'AccountWonBack'])
  })

  test('wins nothing back in a history, which says so itself', async () => {
    const book = await openBook()
    const events = asHistory([account('A1'), lost('A1'), order('O1', 'A1')])
    expect((await book.importEvents(events, { query: '?backfill=true' })).body.summary).toMatchObject({ accepted: 3 })
    expect(await ofType(book, 'AccountWonBack')).toEqual([])
    await book.send(order('O2', 'A1'))
    expect(await ofType(book, 'AccountWonBack')).toHaveLength(1)
  })

  test('is only looked at in a dry run', async () => {
    const book = await openBook()
    await book.send([account('A1'), lost('A1')])
    await book.importEvents([order('O1', 'A1')], { query: '?dryRun=true' })
    expect(await all(book)).toHaveLength(2)
  })
})

describe('a loss', () => {
  const team = (teamId: string, managerId: string, effectiveOn = '2024-01-01') =>
    event('TeamFormed', `${teamId}-${effectiveOn}`, { teamId, name: teamId, managerId, effectiveOn })
  const hired = (repId: string, teamId: string) =>
    event('RepHired', `hired-${repId}`, { repId, name: repId, teamId, effectiveOn: '2024-01-01' })

  test('opens a contact for the manager of whoever owned the account', async () => {
    const book = await openBook()
    await book.send([team('T1', 'M1'), hired('R1', 'T1'), account('A1'), assigned('A1', { R1: 10_000 })])
    await book.send(lost('A1'))
    const cause = idOf('erp', 'lost-A1-2025-02-28')
    expect((await all(book)).slice(-2)).toMatchObject([
      { type: 'AccountLost', eventId: cause },
      {
        type: 'WinBackContactPlanned',
        stream: 'account-A1',
        effectiveOn: '2025-02-28',
        data: { accountId: 'A1', managerId: 'M1', due: '2025-03-14' },
        metadata: { actor: { kind: 'system' }, causationId: cause },
      },
    ])
    expect((await book.send(lost('A1'))).body.summary).toMatchObject({ duplicate: 1 })
    expect(await ofType(book, 'WinBackContactPlanned')).toHaveLength(1)
  })

  test('finds the manager in what the same batch says', async () => {
    const book = await openBook()
    await book.send([team('T1', 'M1'), hired('R1', 'T1'), account('A1'), assigned('A1', { R1: 10_000 }), lost('A1')])
    expect(await ofType(book, 'WinBackContactPlanned')).toHaveLength(1)
  })

  test('opens none where nobody owned the account or nobody manages him', async () => {
    const book = await openBook()
    await book.send([account('A1'), account('A2'), assigned('A2', { R1: 10_000 })])
    expect((await book.send([lost('A1'), lost('A2')])).body.summary).toMatchObject({ accepted: 2 })
    expect(await ofType(book, 'WinBackContactPlanned')).toEqual([])
  })

  test('opens none in a history, which says so itself', async () => {
    const book = await openBook()
    const events = asHistory([team('T1', 'M1'), hired('R1', 'T1'), account('A1'), assigned('A1', { R1: 10_000 }), lost('A1')])
    await book.importEvents(events, { query: '?backfill=true' })
    expect(await all(book)).toHaveLength(5)
  })
})

describe('a rep who leaves', () => {
  const ends = async (book: Book) =>
    (await ofType(book, 'AssignmentEnded')).map(({ stream, effectiveOn }) => [stream, effectiveOn] as const)

  test('owns none of his accounts from that day on', async () => {
    const book = await openBook()
    await book.send(['A1', 'A2', 'A3', 'A4'].map((id) => account(id)))
    await book.send([assigned('A1', { R1: 10_000 }), assigned('A2', { R2: 10_000 }), assigned('A3', { R1: 4_000, R2: 6_000 })])
    await book.send([assigned('A4', { R1: 10_000 }), assigned('A4', { R2: 10_000 }, '2025-01-01')])
    await book.send(left('R1', '2025-03-01'))
    expect(await ends(book)).toEqual([
      ['account-A1', '2025-03-01'],
      ['account-A3', '2025-03-01'],
    ])
    expect((await all(book)).at(-1)?.metadata).toMatchObject({ causationId: idOf('erp', 'left-R1-2025-03-01') })
    await book.send(left('R1', '2025-03-01'))
    expect(await ends(book)).toHaveLength(2)
  })

  test('may do so ahead of time', async () => {
    const book = await openBook()
    await book.send([account('A1'), assigned('A1', { R1: 10_000 }), left('R1', '2025-07-01')])
    expect(await ends(book)).toEqual([['account-A1', '2025-07-01']])
  })

  test('is found in accounts that a correction gave him', async () => {
    const book = await openBook()
    await book.send([account('A1'), assigned('A1', { R2: 10_000 })])
    const corrects = { source: 'erp', id: 'as-A1-2024-01-01' }
    await book.send(event('AssignmentCorrected', 'c1', { accountId: 'A1', corrects, repId: 'R1', effectiveOn: '2024-02-01' }))
    await book.send(left('R1', '2025-03-01'))
    expect(await ends(book)).toEqual([['account-A1', '2025-03-01']])
  })

  test('is found in a log that an earlier program wrote', async () => {
    const first = await openBook()
    await first.send([account('A1'), account('A2'), assigned('A1', { R1: 10_000 }), assigned('A2', { R1: 5_000, R2: 5_000 })])
    const store = openInMemoryEventStore({ clock: () => noon })
    for (const { stream, revision, eventId, source, id, payloadHash, metadata, ingestedAt, ...fact } of await all(first)) {
      const { type, effectiveOn, data } = fact
      const events = [{ event: { type, effectiveOn, data } as never, eventId, source, id, payloadHash, metadata, ingestedAt }]
      await store.append({ appends: [{ stream: stream as StreamName, expectedRevision: revision - 1n, events }] })
    }
    const book = await openBook({ store })
    await book.send([account('A3'), assigned('A3', { R1: 10_000 })])
    await book.send(left('R1', '2025-03-01'))
    expect((await ends(book)).map(([stream]) => stream)).toEqual(['account-A1', 'account-A2', 'account-A3'])
    const next = await openBook({ store })
    await next.send([assigned('A1', { R2: 10_000 }, '2025-03-02'), left('R2', '2025-03-20')])
    expect((await ends(next)).slice(3)).toEqual([['account-A1', '2025-03-20']])
  })

  test('of many accounts leaves all of them', async () => {
    const book = await openBook()
    const ids = Array.from({ length: 1_200 }, (_, index) => `A${String(index).padStart(4, '0')}`)
    await book.importEvents(ids.flatMap((id) => [account(id), assigned(id, { R1: 10_000 })]))
    await book.send(left('R1', '2025-03-01'))
    expect((await ends(book)).map(([stream]) => stream)).toEqual(ids.map((id) => `account-${id}`))
  })

  test('in a month that is closed owns nothing from the first open day on where the policy forbids more', async () => {
    const book = await openBook()
    await book.send([event('PolicySet', 'p1', { policyId: 'backdated-assignment', value: 'forbid-closed' })])
    await book.send([account('A1'), assigned('A1', { R1: 10_000 }), event('PeriodClosed', 'c1', { period: '2025-01' })])
    await book.send(left('R1', '2025-01-15'))
    expect(await ends(book)).toEqual([['account-A1', '2025-02-01']])
  })

  test('leaves nothing in a history, which says so itself', async () => {
    const book = await openBook()
    const events = asHistory([account('A1'), assigned('A1', { R1: 10_000 }), left('R1', '2025-03-01')])
    await book.importEvents(events, { query: '?backfill=true' })
    expect(await ends(book)).toEqual([])
  })
})
