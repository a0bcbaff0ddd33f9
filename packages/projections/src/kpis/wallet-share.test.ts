import { expect, test } from 'vitest'
import { exactly, given, registered, sold } from '../example-book.ts'
import { estimated } from '../example-relations.ts'

const year = { from: '2025-01-01', until: '2026-01-01' }
const told = [
  registered('A1'),
  sold('2024-12-31', '5000.0000', 'P'),
  sold('2025-02-01', '30000.0000', 'P'),
  sold('2025-06-01', '10000.0000', 'P'),
  sold('2025-06-02', '7000.0000', 'Q'),
  estimated('P', { ...year, amount: '160000.0000' }),
]
const ofA1 = { scope: 'account', entity: 'A1', period: 'FY2025' } as const

const of = (question: object, ...more: typeof told) => given(...told, ...more).outcome('wallet-share', { ...ofA1, ...question })

test('40 000 of 160 000 is a quarter', () => {
  expect(exactly(of({}))).toEqual({ num: 1n, den: 4n })
  expect(of({})).toMatchObject({ notes: { estimates: '1', estimateAgeDays: '364' } })
})

test('several categories are pooled; a family is its category over all accounts', () => {
  const more = [estimated('Q', { ...year, amount: '40000.0000' }), estimated('P', { ...year, amount: '40000.0000' }, 'A2')]
  expect(exactly(of({}, ...more))).toEqual({ num: 47n, den: 200n })
  expect(exactly(of({ scope: 'family', entity: 'P' }, ...more))).toEqual({ num: 1n, den: 5n })
})

test('more than all is allowed, and the estimate is suspect', () => {
  const small = estimated('P', { from: '2025-02-01', until: '2026-01-01', amount: '20000.0000' })
  expect(of({}, small)).toMatchObject({ kind: 'quotient', notes: { flag: 'estimate-suspect' } })
})

test('without an estimate there is none', () => {
  expect(of({ period: 'FY2024', asOf: '2024-12-31' })).toEqual({ kind: 'none', reason: 'no-estimate' })
})
