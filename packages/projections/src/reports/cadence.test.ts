import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { touchpoints } from '../../../../tests/books/relations.ts'

const book = await openExample(touchpoints)
const on = (asOf: string, parameters = {}) => book.report('cadence', parameters, book.at(asOf))

test('each touchpoint due in the period stands with what became of it', async () => {
  const rows = await on('2025-03-31', { period: '2025-Q1' })
  expect(
    rows.map(({ touchpointId, due, status, heldOn, heldBy, daysLate, note }) => [
      touchpointId,
      due,
      status,
      heldOn,
      heldBy,
      daysLate,
      note,
    ]),
  ).toEqual([
    ['T1', '2025-01-31', 'held', '2025-01-30', 'R1', 0, null],
    ['T3', '2025-02-10', 'skipped', null, null, null, 'They are moving'],
    ['T2', '2025-02-28', 'held-late', '2025-03-03', 'R1', 3, null],
  ])
  expect(rows[0]).toMatchObject({
    period: '2025-Q1',
    accountName: 'Acme',
    accountPlanned: 3,
    accountHeld: 2,
    compliance: '0.666667',
  })
})

test('what is not held is planned until it is due, and overdue after it', async () => {
  const statusOf = async (asOf: string) => (await on(asOf, { owner: 'R2' })).map(({ status, daysLate }) => [status, daysLate])
  expect(await statusOf('2025-06-30')).toEqual([['planned', null]])
  expect(await statusOf('2025-07-02')).toEqual([['overdue', 2]])
})

test('without a period it is of the fiscal year', async () => {
  expect(await on('2025-03-31')).toHaveLength(4)
  expect(await on('2024-12-31')).toEqual([])
})
