import { expect, test } from 'vitest'
import { deal, given } from '../example-book.ts'
import { planned } from '../example-plans.ts'

const march = { accountId: 'A1', amount: '1000', probability: '0.5', expectedCloseOn: '2025-03-31' }
const book = given(
  planned('PL1', { effectiveUntil: '2025-04-15' }),
  deal('OP1', '2025-01-10', march),
  deal('OP2', '2025-02-10', { ...march, expectedCloseOn: '2025-04-20' }),
  deal('OP3', '2025-02-10', { ...march, expectedCloseOn: '2025-05-01' }),
  deal('OP4', '2025-02-10', { ...march, accountId: 'A2' }),
)
const on = (asOf: string, entity = 'A1') => book.outcome('plan-pipeline', { scope: 'account', entity, period: '2025-03', asOf })

test('open deals count that should close in a month of the plan, from the day they were opened', () => {
  expect(on('2025-01-09')).toEqual({ kind: 'amount', amount: 0n })
  expect(on('2025-01-10')).toEqual({ kind: 'amount', amount: 5_000_000n })
  expect(on('2025-03-31')).toEqual({ kind: 'amount', amount: 10_000_000n })
})

test('without a plan there is none', () => {
  expect(on('2025-03-31', 'A2')).toEqual({ kind: 'none', reason: 'no-plan' })
})
