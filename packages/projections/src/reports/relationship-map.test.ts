import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'
import { people, touchpoints } from '../../../../tests/books/relations.ts'

const book = await openExample([...people, ...touchpoints])
const on = (asOf: string, parameters = {}) => book.report('relationship-map', parameters, book.at(asOf))

test('each contact stands in his part, with who was in touch last, and a part without anybody too', async () => {
  const rows = await on('2025-03-01')
  expect(
    rows.map(({ level, contactId, relationship, lastContactOn, lastContactKind }) => [
      level,
      contactId,
      relationship,
      lastContactOn,
      lastContactKind,
    ]),
  ).toEqual([
    ['executive', 'P1', 'trusted-advisor', '2025-02-20', 'call'],
    ['influencer', 'P3', 'trusted-advisor', null, null],
    ['user', 'P2', 'friendly', '2025-01-30', 'visit'],
    ['decision-maker', null, null, null, null],
  ])
  expect(rows[0]).toMatchObject({
    accountName: 'Acme',
    contactName: 'Ada',
    title: 'Director',
    since: '2025-01-08',
    lastContactBy: 'R1',
    coverage: '0.500000',
    missingRoles: 'decision-maker, user',
  })
})

test('it is as it was on the day', async () => {
  const [before, after] = await Promise.all([on('2025-02-01'), on('2025-03-31')])
  expect(before.find(({ contactId }) => contactId === 'P3')).toMatchObject({ level: null, coverage: '0.250000' })
  expect(after.find(({ contactId }) => contactId === 'P3')).toMatchObject({ relationship: 'friendly', since: '2025-03-10' })
})

test('accounts can be named; of one nobody is known at there is no row', async () => {
  expect(await on('2025-03-01', { account: 'A1' })).toHaveLength(4)
  expect(await on('2025-03-01', { account: 'A2' })).toEqual([])
  expect(await on('2025-01-07')).toEqual([])
})
