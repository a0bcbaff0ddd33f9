import type { Day } from '@daybook/domain'
import { expect, test } from 'vitest'
import { told } from '../../../../tests/books/deals.ts'
import { type Line, openBook } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'

const rate = (on: string, text: string): Line => ({
  id: `eur-${on}`,
  type: 'FxRatePublished',
  effectiveOn: on,
  recordedAt: `${on}T09:00:00Z`,
  stream: 'fx-EURUSD',
  data: { base: 'EUR', quote: 'USD', kind: 'daily', rate: text },
})
const terms = { ownerId: 'R1', amount: '100.0000', currency: 'EUR', probability: '0.5000', expectedCloseOn: '2025-03-31' }
const lines = [
  rate('2025-01-10', '1.10'),
  told('OP1', ['OpportunityOpened', '2025-01-10'], terms),
  rate('2025-02-20', '1.20'),
  told('OP1', ['OpportunityWon', '2025-02-20']),
]
const answers = openAnswers(await openBook(lines))
const explained = async (kpi: string, period: string) => {
  const cell = { kpi, scope: 'org' as const, entity: null, period }
  const result = await answers.explain(cell, { asOf: '2025-04-01' as Day, position: 3n }) // Sound: a date
  return result.ok ? result.value : expect.fail(JSON.stringify(result.refusal))
}

test('an explanation names the rates that deals were converted at: while they were open, and when they were won', async () => {
  const open = await explained('pipeline', '2025-03')
  expect(open.entries.map(({ delta }) => delta)).toEqual(['110.0000', '-110.0000'])
  expect(open.rates).toMatchObject([{ effectiveOn: '2025-01-10', rate: '1.1000' }])
  const won = await explained('won-value', '2025-02')
  expect(won.value).toBe('120.0000')
  expect(won.rates).toMatchObject([{ effectiveOn: '2025-02-20', rate: '1.2000' }])
  expect((await explained('won-opportunities', '2025-02')).rates).toEqual([])
})
