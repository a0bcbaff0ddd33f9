import { expect, test } from 'vitest'
import { deal, given, joined, rate, registered, toldOf } from '../example-book.ts'

const march = { period: '2025-03' } as const
const thousand = (units: number) => BigInt(units) * 10_000_000n

test('open deals stand in the month in which they should close', () => {
  const book = given(
    registered('A1'),
    deal('OP1', '2025-01-10', { amount: '30000.0000' }),
    deal('OP2', '2025-01-12', { amount: '50000.0000', probability: '0.2000' }),
    deal('OP3', '2025-01-12', { amount: '7000.0000', expectedCloseOn: '2025-05-02' }),
  )
  expect(book.value('pipeline', march)).toBe(thousand(80))
  expect(book.value('pipeline', { period: '2025-Q1' })).toBe(thousand(80))
  expect(book.value('pipeline', { period: 'FY2025' })).toBe(thousand(87))
  expect(book.value('pipeline', { ...march, scope: 'rep', entity: 'R1' })).toBe(thousand(80))
  expect(book.value('pipeline', { ...march, scope: 'account', entity: 'A1' })).toBe(thousand(80))
  expect(book.value('pipeline', { ...march, scope: 'account', entity: 'A2' })).toBe(0n)
})

test('each day keeps its own pipeline: before it was opened, changed, moved, won and reopened', () => {
  const book = given(
    deal('OP1', '2025-01-10'),
    toldOf('OP1', ['AmountChanged', '2025-01-20'], { amount: '120.0000', currency: 'USD' }),
    toldOf('OP1', ['ExpectedCloseChanged', '2025-02-01'], { expectedCloseOn: '2025-04-15' }),
    toldOf('OP1', ['Won', '2025-02-10']),
    toldOf('OP1', ['Reopened', '2025-02-20']),
  )
  const on = (asOf: string) => ['2025-03', '2025-04'].map((period) => book.value('pipeline', { period, asOf }) / 10_000n)
  expect(on('2025-01-09')).toEqual([0n, 0n])
  expect(on('2025-01-10')).toEqual([100n, 0n])
  expect(on('2025-01-20')).toEqual([120n, 0n])
  expect(on('2025-02-01')).toEqual([0n, 120n])
  expect(on('2025-02-10')).toEqual([0n, 0n])
  expect(on('2025-02-20')).toEqual([0n, 120n])
})

test('what is told late counts from its own day until the next that is known', () => {
  const amount = (on: string, to: string) => toldOf('OP1', ['AmountChanged', on], { amount: to, currency: 'USD' })
  const book = given(deal('OP1', '2025-01-10'), amount('2025-02-10', '300.0000'), amount('2025-01-20', '200.0000'))
  const on = (asOf: string) => book.value('pipeline', { ...march, asOf }) / 10_000n
  expect([on('2025-01-19'), on('2025-02-09'), on('2025-02-10')]).toEqual([100n, 200n, 300n])
})

test('it is the pipeline of the team that the owner is in on the day', () => {
  const book = given(joined('R1', 'T1'), joined('R1', 'T2', '2025-02-01'), deal('OP1', '2025-01-10'))
  const on = (asOf: string) =>
    ['T1', 'T2'].map((entity) => book.value('pipeline', { ...march, scope: 'team', entity, asOf }) / 10_000n)
  expect([on('2025-01-31'), on('2025-02-01')]).toEqual([
    [100n, 0n],
    [0n, 100n],
  ])
})

test('a deal of no account is its owner’s alone', () => {
  const opened = { ownerId: 'R1', amount: '100.0000', currency: 'USD', probability: '0.5000', expectedCloseOn: '2025-03-31' }
  const book = given(toldOf('OP1', ['Opened', '2025-01-10'], opened))
  expect(book.value('pipeline', { ...march, scope: 'rep', entity: 'R1' })).toBe(1_000_000n)
})

test('a deal in another currency is converted at the rate of the day it should close, else of the day its amount was told', () => {
  const opened = deal('OP1', '2025-01-10', { currency: 'EUR' })
  const early = rate('2025-01-08', { base: 'EUR', rate: '1.1' })
  expect(given(early, opened).value('pipeline', march)).toBe(1_100_000n)
  expect(given(early, opened, rate('2025-03-30', { base: 'EUR', rate: '1.2' })).value('pipeline', march)).toBe(1_200_000n)
  expect(given(opened).value('pipeline', march)).toBe(0n)
})
