import type { Day, Recorded } from '@daybook/domain'
import { expect, test } from 'vitest'
import { eventIdOf, openBook, workedExample } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'
import type { AskedCell } from './question.ts'

const at = { asOf: '2025-04-01' as Day, position: 25n }
const february: AskedCell = { kpi: 'net-sales', scope: 'rep', entity: 'R3', period: '2025-02' }

const verified = async (cell: AskedCell, missed: readonly string[] = []) => {
  const result = await openAnswers(await openBook(workedExample, missed)).verify(cell, at)
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}

test('a value equals the one folded from the raw events', async () => {
  expect(await verified(february)).toMatchObject({
    served: '-500.0000',
    folded: '-500.0000',
    equal: true,
    firstDivergence: null,
    arithmetic: { ok: true, sum: '-500.0000', lastTotal: '-500.0000' },
    derivation: { ok: true, coverage: 'all', events: '26', partitions: 5 },
    integrity: 'not-available',
    completeness: { ok: true, dense: true, streamsContiguous: true },
  })
})

test.each([
  { kpi: 'buying-accounts', scope: 'org', entity: null, period: '2025-Q1' },
  { kpi: 'buying-accounts', scope: 'account', entity: 'A3', period: '2025-03' },
  { kpi: 'active-accounts', scope: 'rep', entity: 'R2', period: '2025-03' },
  { kpi: 'overdue-buyers', scope: 'account', entity: 'A1', period: '2025-03' },
  { kpi: 'retention', scope: 'org', entity: null, period: '2025-Q1' },
  { kpi: 'average-order-size', scope: 'rep', entity: 'R1', period: '2025-03:r12' },
  { kpi: 'quota-attainment', scope: 'org', entity: null, period: '2025-Q1' },
  { kpi: 'lost-accounts', scope: 'org', entity: null, period: 'FY2025' },
] as const)('$kpi of $scope $entity in $period is what its events say', async (cell) => {
  expect(await verified(cell)).toMatchObject({ equal: true, arithmetic: { ok: true } })
})

test('an event that the ledger missed is found and named', async () => {
  expect(await verified(february, ['O12'])).toMatchObject({
    served: '-750.0000',
    folded: '-500.0000',
    equal: false,
    arithmetic: { ok: true },
    derivation: { ok: false },
    firstDivergence: {
      position: '17',
      eventId: eventIdOf('O12'),
      servedBefore: '-750.0000',
      servedAfter: '-750.0000',
      foldedBefore: '-750.0000',
      foldedAfter: '-500.0000',
    },
  })
})

test('an event that one account cannot apply does not keep the cells of others from being verified', async () => {
  const book = await openBook(workedExample)
  const data = { orderId: 'F1', accountId: 'A9', currency: 'USD' }
  const foreign = { ...book.events[4]!, position: 26n, revision: 0n, stream: 'order-erp~F1', data } as unknown as Recorded // No schema let it through
  const events = [...book.events, foreign]
  const readAll = async ({ from, limit }: { readonly from: bigint; readonly limit: number }) =>
    events.slice(Number(from), Number(from) + limit)
  const answers = openAnswers({ ...book, log: { ...book.log, readAll } })
  const result = await answers.verify(february, { ...at, position: 26n })
  expect(result).toMatchObject({ ok: true, value: { served: '-500.0000', folded: '-500.0000', equal: true } })
})

test('others are heard while the events are folded', async () => {
  const answers = openAnswers(await openBook(workedExample))
  const heard: string[] = []
  setImmediate(() => heard.push('another request'))
  await answers.verify(february, at)
  heard.push('the verification')
  expect(heard).toEqual(['another request', 'the verification'])
})
