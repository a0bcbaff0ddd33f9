import { expect, test } from 'vitest'
import { openBook } from './api-book.ts'

const account = 'A1'
const line = (type: string, id: string, data: object): string => {
  const time = '2025-03-20T10:00:00Z'
  return JSON.stringify({ specversion: '1.0', id, source: 'erp', type, time, recordedtime: time, data })
}
const order = (orderId: string): string =>
  line('OrderAccepted', orderId, { orderId, accountId: account, effectiveOn: '2025-03-19', currency: 'USD', net: '300.0000' })

test('orders that were told apart are listed as duplicates no more, and still are as known before', async () => {
  await using book = await openBook()
  await book.bring([line('AccountRegistered', 'a', { accountId: account, name: 'Acme' }), order('SO1'), order('SO2')].join('\n'))
  const suspected = async (known: string) => {
    const { body } = await book.get(`/v1/reports/data-quality?kind=suspected-duplicate&${known}`)
    return body.rows.map((row: { accountId: string; note: string }) => [row.accountId, row.note.includes('SO1')])
  }
  expect(await suspected('')).toEqual([[account, true]])
  const payload = { source: 'erp', otherOrderId: 'SO1', reason: 'a repeat order' }
  const answer = (await book.app.inject({ method: 'POST', url: '/v1/orders/SO2/dismiss-duplicate', payload })).json()
  const before = BigInt(answer.position) - 1n
  expect(await suspected(`minPosition=${answer.position}`)).toEqual([])
  expect(await suspected(`knownAt=position:${before}`)).toEqual([[account, true]])
  const sales = await book.get(`/v1/kpis/net-sales?period=2025-03&minPosition=${answer.position}`)
  expect(sales.body.rows).toMatchObject([{ value: '600.0000' }])
})
