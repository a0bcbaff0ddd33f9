import { expect, test } from 'vitest'
import { openBook, smallBook } from './api-book.ts'

const senders = 10
const writesEach = 50

test('who writes reads what he wrote, while others write as well', async () => {
  await using book = await openBook()
  await book.bring(smallBook)
  const before = (await book.get('/v1/kpis/orders?scope=account&entity=A1&period=2025-03&asOf=2025-03-31')).body.rows[0].value
  const write = async (orderId: string, net: number) => {
    const data = { orderId, accountId: 'A1', effectiveOn: '2025-03-07', currency: 'USD', net: `${net}.0000` }
    const payload = { specversion: '1.0', id: orderId, source: 'erp', type: 'OrderAccepted', data }
    const answer = await book.app.inject({ method: 'POST', url: '/v1/events', payload })
    expect(answer.json().summary.accepted).toBe(1)
    return BigInt(answer.json().position)
  }
  const order = async (sender: number) => {
    for (let own = 1; own <= writesEach; own += 1) {
      const position = await write(`S${sender}-${own}`, sender * 1_000 + own)
      const asked = `/v1/kpis/orders?scope=account&entity=A1&period=2025-03&asOf=2025-03-31&minPosition=${position}`
      const { status, body } = await book.get(asked)
      expect(status).toBe(200)
      expect(BigInt(body.watermark)).toBeGreaterThanOrEqual(position)
      expect(body.rows[0].value).toBeGreaterThanOrEqual(before + own)
    }
  }
  await Promise.all(Array.from({ length: senders }, (_, sender) => order(sender)))
  const all = await book.get('/v1/kpis/orders?scope=account&entity=A1&period=2025-03&asOf=2025-03-31')
  expect(all.body.rows[0].value).toBe(before + senders * writesEach)
})
