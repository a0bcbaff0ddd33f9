import { expect, test } from 'vitest'
import { openBook } from './api-book.ts'

const event = (type: string, id: string, data: object) => ({ specversion: '1.0', id, source: 'erp', type, data })

test('what names a rep who is not hired is recorded and listed, until his hiring comes', async () => {
  await using book = await openBook()
  const send = async (...events: readonly object[]) => {
    const headers = { 'content-type': 'application/cloudevents-batch+json' }
    const { summary, position } = (
      await book.app.inject({ method: 'POST', url: '/v1/events', headers, payload: JSON.stringify(events) })
    ).json()
    expect(summary).toMatchObject({ accepted: events.length })
    const { rows } = (await book.get(`/v1/reports/data-quality?kind=unknown-rep&minPosition=${position}`)).body
    return rows.map((row: { accountId: string | null; period: string; note: string }) => [
      row.accountId,
      row.period,
      row.note.split(':')[0],
    ])
  }
  const listed = await send(
    event('AccountRegistered', 'a1', { accountId: 'A1', name: 'Acme', effectiveOn: '2024-01-01' }),
    event('AccountAssigned', 'as', { accountId: 'A1', repId: 'R9', effectiveOn: '2025-02-01' }),
    event('QuotaSet', 'q', { ownerType: 'rep', ownerId: 'R9', period: '2025-03', amount: '100', currency: 'USD' }),
    event('QbrOpened', 'r', { qbrId: 'Q9', ownerId: 'R9', quarter: '2025-Q2' }),
  )
  expect(listed.sort()).toEqual([
    [null, '2025-03', 'the quota of a rep who was not hired by the end of its period'],
    [null, '2025-Q2', 'the review of a rep who was not hired by the end of the quarter'],
    ['A1', '2025-02', 'assigned to a rep who was not hired by then'],
  ])
  expect(await send(event('RepHired', 'h', { repId: 'R9', name: 'Nine', effectiveOn: '2025-01-01' }))).toEqual([])
})
