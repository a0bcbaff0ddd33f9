import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { families } from '../../../../tests/books/relations.ts'
import type { Line } from '../../../../tests/books/worked-example.ts'

const book = await openExample(families)
const on = (asOf: string, parameters = {}) => book.report('product-mix', parameters, book.at(asOf))

test('the organisation stands first, then each account, with shares of all that was sold', async () => {
  const rows = await on('2025-03-31', { period: '2025-Q1' })
  expect(
    rows.map(({ accountId, family, netSales, accounts, status }) => [accountId, family, netSales, accounts, status]),
  ).toEqual([
    [null, 'bikes', '1200.0000', 2, null],
    [null, 'parts', '100.0000', 1, null],
    ['A1', 'bikes', '300.0000', 1, 'new'],
    ['A1', 'parts', '100.0000', 1, 'new'],
    ['A2', 'bikes', '900.0000', 1, 'new'],
  ])
  // A1 bought 1200 + 1000 + 1500 of no family besides, of which 100 more by a correction.
  expect(rows[2]).toMatchObject({
    share: '0.071429',
    firstBoughtOn: '2025-01-20',
    lastBoughtOn: '2025-01-20',
    accountName: 'Acme',
  })
})

test('it may be of the organisation, of some accounts or of some families alone', async () => {
  const families = async (parameters: object) =>
    (await on('2025-03-31', parameters)).map(({ accountId, family }) => [accountId, family])
  expect(await families({ scope: 'org' })).toEqual([
    [null, 'bikes'],
    [null, 'parts'],
  ])
  expect(await families({ account: 'A1', family: 'parts' })).toEqual([['A1', 'parts']])
  expect(await families({ scope: 'rep', entity: 'R1' })).toEqual([
    ['A1', 'bikes'],
    ['A1', 'parts'],
  ])
  expect(await families({ scope: 'team', entity: 'T-West' })).toEqual([])
})

test('a family that was bought regularly and no longer is stands as missing, though nothing was sold of it', async () => {
  const bought = (orderId: string, on: string): Line => ({
    ...{ id: orderId, type: 'OrderAccepted', effectiveOn: on, recordedAt: `${on}T20:00:00Z`, stream: `order-erp~${orderId}` },
    data: { orderId, accountId: 'A3', currency: 'USD', lines: [{ lineId: '1', net: '10.0000', family: 'service' }] },
  })
  const quarterly = await openExample(['2024-02-01', '2024-05-02', '2024-08-03'].map((day, place) => bought(`S${place}`, day)))
  const rows = await quarterly.report('product-mix', { account: 'A3', period: 'FY2025' }, quarterly.at('2025-01-10'))
  expect(rows).toMatchObject([
    { accountId: 'A3', family: 'service', netSales: '0.0000', status: 'missing', lastBoughtOn: '2024-08-03' },
  ])
})
