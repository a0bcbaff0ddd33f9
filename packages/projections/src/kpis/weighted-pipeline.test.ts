import { expect, test } from 'vitest'
import { deal, given, toldOf } from '../example-book.ts'

test('each deal counts by its probability', () => {
  const book = given(
    deal('OP1', '2025-01-10', { amount: '30000.0000' }),
    deal('OP2', '2025-01-12', { amount: '50000.0000', probability: '0.2000' }),
  )
  expect(book.value('weighted-pipeline', { period: '2025-03' })).toBe(250_000_000n)
})

test('each deal is rounded by itself, half to even', () => {
  const book = given(deal('OP1', '2025-01-10', { amount: '0.0001' }), deal('OP2', '2025-01-10', { amount: '0.0003' }))
  expect(book.value('weighted-pipeline', { period: '2025-03' })).toBe(2n)
})

test('a probability, or a stage that brings one, counts from its day on', () => {
  const book = given(
    deal('OP1', '2025-01-10'),
    toldOf('OP1', ['ProbabilitySet', '2025-01-20'], { probability: '0.6000' }),
    toldOf('OP1', ['StageChanged', '2025-01-30'], { stage: 'closing', probability: '0.9000' }),
    toldOf('OP1', ['StageChanged', '2025-02-05'], { stage: 'signing' }),
  )
  const on = (asOf: string) => book.value('weighted-pipeline', { period: '2025-03', asOf }) / 10_000n
  expect([on('2025-01-19'), on('2025-01-20'), on('2025-01-30'), on('2025-02-05')]).toEqual([50n, 60n, 90n, 90n])
})
