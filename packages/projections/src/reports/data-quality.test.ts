import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { eventIdOf, type Line, order } from '../../../../tests/books/worked-example.ts'

const voided: Line = {
  id: 'O11B-void',
  type: 'OrderVoided',
  effectiveOn: '2025-02-14',
  recordedAt: '2025-04-04T14:00:00Z',
  stream: 'order-erp~O11B',
  data: { orderId: 'O11B', accountId: 'A5', reason: 'duplicate', duplicateOf: 'O11' },
}
const book = await openExample([order('O11B', 'A5', ['2025-02-14', '300', '2025-04-04T10:00:00Z']), voided])
const kinds = async (knownAt: string, parameters: object = {}) =>
  (await book.report('data-quality', { ...parameters }, book.at('2025-04-30', knownAt))).map(
    ({ kind, accountId }) => `${kind} ${accountId}`,
  )

test('a late order is listed with its event, month and amount', async () => {
  const rows = await book.report('data-quality', {}, book.at('2025-04-01', '2025-04-01T12:00:00Z'))
  expect(rows).toMatchObject([
    {
      kind: 'late',
      severity: 'information',
      accountId: 'A5',
      eventId: eventIdOf('O12'),
      period: '2025-02',
      amount: '250.0000',
    },
  ])
})

test('an order that looks twice recorded is suspected until it is voided', async () => {
  expect(await kinds('2025-04-04T12:00:00Z', { kind: 'suspected-duplicate' })).toEqual(['suspected-duplicate A5'])
  expect(await kinds('2025-04-04T15:00:00Z', { kind: 'suspected-duplicate' })).toEqual([])
})

test('what the intake put aside is listed first', async () => {
  const held = async () => [{ kind: 'quarantined' as const, accountId: 'A9', eventId: null, note: 'unknown-account: erp O99' }]
  const asked = { report: 'data-quality', parameters: {}, held }
  const result = await book.answers.report(asked, book.at('2025-04-01', '2025-04-01T12:00:00Z'))
  expect(result).toMatchObject({
    value: { rows: [{ kind: 'quarantined', severity: 'error', note: 'unknown-account: erp O99' }, { kind: 'late' }] },
  })
})

test('it may be asked for one account', async () => {
  expect(await kinds('2025-04-01T12:00:00Z', { account: 'A1' })).toEqual([])
  expect(await kinds('2025-04-01T12:00:00Z', { account: 'A5' })).toEqual(['late A5'])
})
