import { expect, test } from 'vitest'
import { account, openBook, order } from './intake-book.ts'

const assignment = { accountId: 'A1', repId: 'R1', effectiveOn: '2025-01-01' }
const key = { key: 'k1', scope: ['local', 'POST', '/v1/accounts/:accountId/assign'], request: assignment }

test('a decision is recorded with who decided, and answered with its event', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const result = await book.decide('AccountAssigned', assignment)
  expect(result).toMatchObject({
    status: 'recorded',
    replayed: false,
    event: { type: 'AccountAssigned', revision: 1n, position: 1n, metadata: { actor: { kind: 'user', id: 'local' } } },
  })
})

test('a decision without a date is dated today in the reporting zone', async () => {
  const book = await openBook({ zone: 'Asia/Tokyo' })
  book.time.now = Date.UTC(2025, 3, 1, 15, 30)
  const result = await book.decide('AccountRegistered', { accountId: 'A1', name: 'Acme' })
  expect(result).toMatchObject({ status: 'recorded', event: { effectiveOn: '2025-04-02' } })
})

test('a refusal is answered and nothing is kept', async () => {
  const book = await openBook()
  const result = await book.decide('AccountAssigned', assignment)
  expect(result).toMatchObject({ status: 'refused', problem: { code: 'unknown-account', status: 422 } })
  expect((await book.json('/v1/quarantine')).items).toEqual([])
})

test('a decision taken upon another revision is refused', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const stale = await book.decide('AccountAssigned', assignment, { ifMatch: 3n })
  expect(stale).toMatchObject({ status: 'revision-mismatch', problem: { code: 'revision-mismatch', expected: '3', actual: '0' } })
  expect(await book.decide('AccountAssigned', assignment, { ifMatch: 0n })).toMatchObject({ status: 'recorded' })
  expect(await book.decide('AccountRegistered', { accountId: 'A2', name: 'A2' }, { ifMatch: -1n })).toMatchObject({
    status: 'recorded',
  })
})

test('the same key is carried out once and gives the first result again', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const first = await book.decide('AccountAssigned', assignment, { idempotencyKey: key })
  const again = await book.decide('AccountAssigned', assignment, { idempotencyKey: key })
  expect(again).toEqual({ ...first, replayed: true })
  expect(await book.recorded()).toHaveLength(2)
})

test('a refusal is repeated under its key, also when its cause is gone', async () => {
  const book = await openBook()
  await book.decide('AccountAssigned', assignment, { idempotencyKey: key })
  await book.send(account('A1'))
  expect(await book.decide('AccountAssigned', assignment, { idempotencyKey: key })).toMatchObject({
    status: 'refused',
    replayed: true,
  })
  expect(await book.decide('AccountAssigned', assignment, { idempotencyKey: { ...key, key: 'k2' } })).toMatchObject({
    status: 'recorded',
  })
})

test('the same key with another request is refused, and so is one that is under way', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const [first, second] = await Promise.allSettled([
    book.decide('AccountAssigned', assignment, { idempotencyKey: key }),
    book.decide('AccountAssigned', assignment, { idempotencyKey: key }),
  ])
  expect(first?.status).toBe('fulfilled')
  expect(second).toMatchObject({ status: 'rejected', reason: { problem: { code: 'in-flight' } } })
  const other = { ...key, request: { ...assignment, repId: 'R2' } }
  await expect(book.decide('AccountAssigned', assignment, { idempotencyKey: other })).rejects.toMatchObject({
    problem: { code: 'idempotency-key-reused' },
  })
})

test('answers are forgotten after 72 hours, identity never', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  await book.decide('AccountAssigned', assignment, { idempotencyKey: key })
  book.time.now += 71 * 3_600_000
  await book.intake.commands.forgetOldAnswers()
  expect(await book.decide('AccountAssigned', assignment, { idempotencyKey: key })).toMatchObject({ replayed: true })
  book.time.now += 2 * 3_600_000
  await book.intake.commands.forgetOldAnswers()
  expect(await book.decide('AccountAssigned', assignment, { idempotencyKey: key })).toMatchObject({
    status: 'already-true',
    replayed: false,
  })
})

test('decisions that race for one stream are taken one after the other', async () => {
  const book = await openBook()
  await book.send(account('A1'))
  const results = await Promise.all(
    ['R1', 'R2', 'R3', 'R4'].map((repId) => book.decide('AccountAssigned', { ...assignment, repId }, { ifMatch: 0n })),
  )
  expect(results.map(({ status }) => status).toSorted()).toEqual([
    'recorded',
    'revision-mismatch',
    'revision-mismatch',
    'revision-mismatch',
  ])
})

test('a correction names the source of its order', async () => {
  const book = await openBook()
  await book.send([account('A1'), order('O1', 'A1')])
  const voided = await book.decide('OrderVoided', { orderId: 'O1', reason: 'entered twice' }, { source: 'erp' as never })
  expect(voided).toMatchObject({ status: 'recorded', event: { data: { accountId: 'A1' }, stream: 'order-erp~O1', revision: 1n } })
})
