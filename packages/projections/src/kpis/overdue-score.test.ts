import { expect, test } from 'vitest'
import { exactly, given, ordered, registered } from '../example-book.ts'

const bought = (...days: readonly string[]) => [
  registered('A1'),
  ...days.map((on, index) => ordered(`O${index}`, 'A1', { on, net: '100.0000' })),
]

const acme = bought('2024-10-10', '2024-11-09', '2024-12-10', '2025-01-09', '2025-02-08', '2025-03-12')
const on = (asOf: string) => ({ scope: 'account', entity: 'A1', period: 'FY2025', asOf }) as const

test('M-30 example 1: a clockwork buyer has the score 3 on the last day that is late, and 6.666667 on 1 May', () => {
  const book = given(...acme)
  expect(exactly(book.outcome('overdue-score', on('2025-04-20')))).toEqual({ num: 3n, den: 1n })
  expect(exactly(book.outcome('overdue-score', on('2025-05-01')))).toEqual({ num: 20n, den: 3n })
})

test('the status stands beside the score', () => {
  const noted = (asOf: string) => given(...acme).outcome('overdue-score', on(asOf))
  expect(noted('2025-04-11')).toMatchObject({ notes: { status: 'on-track' } })
  expect(noted('2025-04-14')).toMatchObject({ notes: { status: 'due' } })
  expect(noted('2025-04-20')).toMatchObject({ notes: { status: 'late' } })
  expect(noted('2025-04-21')).toMatchObject({ notes: { status: 'overdue' } })
})

test('M-30 example 2: intervals 20, 28, 35, 25, 42 and 30 have the median 29 and the spread 7.413', () => {
  const book = given(...bought('2025-01-01', '2025-01-21', '2025-02-18', '2025-03-25', '2025-04-19', '2025-05-31', '2025-06-30'))
  expect(exactly(book.outcome('overdue-score', on('2025-08-20')))).toEqual({ num: 22_000n, den: 7_413n })
  expect(book.outcome('overdue-score', on('2025-08-20'))).toMatchObject({ notes: { status: 'late' } })
  expect(book.outcome('overdue-score', on('2025-08-21'))).toMatchObject({ notes: { status: 'overdue' } })
})

test('what is usual for the season is late, whatever the score', () => {
  const days = [2022, 2023, 2024].flatMap((year) =>
    ['03', '04', '05', '06', '07', '08', '09', '10'].map((month) => `${year}-${month}-15`),
  )
  const outcome = given(...bought(...days)).outcome('overdue-score', on('2025-01-15'))
  expect(outcome).toMatchObject({ kind: 'quotient', notes: { status: 'late', note: 'seasonal-gap' } })
})

test('with two intervals there is no score', () => {
  const book = given(...bought('2024-11-20', '2025-01-15', '2025-03-10'))
  expect(book.outcome('overdue-score', on('2025-05-01'))).toEqual({ kind: 'none', reason: 'insufficient-history' })
})
