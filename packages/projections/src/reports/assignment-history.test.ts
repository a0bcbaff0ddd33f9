import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { assigned, eventIdOf } from '../../../../tests/books/worked-example.ts'

const book = await openExample([
  assigned('as-A3b', 'A3', ['2025-03-01', 'R3', '2025-04-09T10:00:00Z']),
  assigned('as-A3c', 'A3', ['2025-03-01', 'R2', '2025-04-09T14:00:00Z']),
])
const spans = async (account: string, knownAt?: string) =>
  (await book.report('assignment-history', { account }, book.at('2025-04-30', knownAt))).map((row) => [
    row.effectiveOn,
    row.effectiveUntil,
    (row.owners as readonly { repId: string }[]).map(({ repId }) => repId).join(),
  ])

test('an assignment holds until the next one', async () => {
  expect(await spans('A2')).toEqual([
    ['2024-01-01', '2025-03-15', 'R1'],
    ['2025-03-15', null, 'R2'],
  ])
  expect(await spans('A2', '2025-03-14T15:59:59Z')).toEqual([['2024-01-01', null, 'R1']])
})

test('of two from one day the one recorded last holds', async () => {
  expect(await spans('A3', '2025-04-09T12:00:00Z')).toEqual([
    ['2024-01-01', '2025-03-01', 'R2'],
    ['2025-03-01', null, 'R3'],
  ])
  expect(await spans('A3')).toEqual([
    ['2024-01-01', '2025-03-01', 'R2'],
    ['2025-03-01', null, 'R2'],
  ])
})

test('each row names the event it rests on', async () => {
  const rows = await book.report('assignment-history', { account: 'A5' }, book.at('2025-04-30'))
  expect(rows).toMatchObject([{ recordedAt: '2025-01-31T10:00:00Z', eventId: eventIdOf('as-A5') }])
})

test('an account that there is not has no history', async () => {
  expect(await spans('A9')).toEqual([])
})

test('its chart names the owners of each span', async () => {
  const spans = await book.chart('assignment-history', 'owners', book.at('2025-04-30'))
  expect(spans.filter(({ accountId }) => accountId === 'A2').map(({ effectiveOn, owner }) => [effectiveOn, owner])).toEqual([
    ['2024-01-01', 'R1'],
    ['2025-03-15', 'R2'],
  ])
})
