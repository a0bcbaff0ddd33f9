import { expect, test } from 'vitest'
import { exactly, given } from '../example-book.ts'
import { answered } from '../example-relations.ts'

const told = [
  answered('P1', '2025-01-10', { csat: 3 }),
  answered('P1', '2025-02-10', { csat: 5 }),
  answered('P2', '2025-01-10', { csat: 2 }),
  answered('P1', '2025-01-10', { nps: -20 }),
  answered('P1', '2025-01-20', { csat: 4, accountId: 'A2' }),
]
const ofA1 = { scope: 'account', entity: 'A1', period: 'FY2025' } as const

test('it is on the one scale on which most have answered', () => {
  expect(given(...told).outcome('satisfaction', ofA1)).toMatchObject({
    kind: 'quotient',
    num: 7n,
    den: 2n,
    notes: { scale: 'csat' },
  })
  const more = ['P2', 'P3'].map((respondent) => answered(respondent, '2025-03-01', { nps: 50 }))
  const { outcome } = given(...told, ...more)
  expect(exactly(outcome('satisfaction', ofA1))).toEqual({ num: 80n, den: 3n })
  expect(outcome('satisfaction', ofA1)).toMatchObject({ notes: { scale: 'nps' } })
})

test('where nobody has answered there is none', () => {
  expect(given().outcome('satisfaction', ofA1)).toEqual({ kind: 'none', reason: 'no-base' })
})
