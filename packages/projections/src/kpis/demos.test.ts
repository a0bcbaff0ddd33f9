import { expect, test } from 'vitest'
import { given, joined } from '../example-book.ts'
import { did, neverDid } from '../example-relations.ts'

const told = [joined('R1', 'T-East'), did('V1', '2025-01-10'), did('V2', '2025-02-03'), did('V3', '2025-02-04', 'visit')]

test('a demo counts on its day for who gave it, his team, the account and the organisation; a visit is none', () => {
  const { value } = given(...told)
  expect([
    value('demos', { scope: 'rep', entity: 'R1', period: '2025-Q1' }),
    value('demos', { scope: 'team', entity: 'T-East', period: '2025-Q1' }),
    value('demos', { scope: 'account', entity: 'A1', period: '2025-01' }),
    value('demos', { period: '2025-Q1', asOf: '2025-02-02' }),
  ]).toEqual([2n, 2n, 1n, 1n])
})

test('a void demo never was', () => {
  expect(given(...told, neverDid('V2', '2025-03-01')).value('demos', { period: '2025-Q1' })).toBe(1n)
})
