import { expect, test } from 'vitest'
import { deal, exactly, given, registered, sold } from '../example-book.ts'
import { planned } from '../example-plans.ts'

const deals = [
  deal('OP1', '2025-02-10', { accountId: 'A1', amount: '30000', probability: '0.5', expectedCloseOn: '2025-09-30' }),
  deal('OP2', '2025-02-10', { accountId: 'A1', amount: '50000', probability: '0.2', expectedCloseOn: '2025-12-31' }),
]
const facts = [registered('A1'), sold('2025-02-10', '40000'), ...deals]
const of = (book: ReturnType<typeof given>) =>
  book.outcome('plan-forecast-achievement', { scope: 'account', entity: 'A1', period: 'FY2025' })

test('what was achieved and what is likely to come are a part of the target', () => {
  expect(exactly(of(given(...facts, planned('PL1'))))).toEqual({ num: 13n, den: 20n })
})

test('without a plan, or of a target of nothing, there is no part', () => {
  expect(of(given(...facts))).toEqual({ kind: 'none', reason: 'no-plan' })
  expect(of(given(...facts, planned('PL1', { target: '0' })))).toEqual({ kind: 'none', reason: 'zero-target' })
})
