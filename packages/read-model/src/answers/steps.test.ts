import type { Day } from '@daybook/domain'
import { describe, expect, test } from 'vitest'
import { type Line, openBook, workedExample } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'
import type { AskedCell } from './question.ts'
import type { ReplayOptions } from './steps.ts'

const quota = (id: string, amount: string): Line => ({
  id,
  type: 'QuotaSet',
  effectiveOn: '2025-03-01',
  recordedAt: '2025-04-01T12:00:00Z',
  stream: 'quota-rep~R1~FY2025',
  data: { ownerType: 'rep', ownerId: 'R1', period: '2025-03', amount, currency: 'USD' },
})

const answers = openAnswers(await openBook([...workedExample, quota('q1', '0.0000'), quota('q2', '2000.0000')]))

const replayed = async (cell: Partial<AskedCell>, options?: ReplayOptions) => {
  const asked = { kpi: 'net-sales', scope: 'rep' as const, entity: 'R1', period: '2025-03', ...cell }
  const result = await answers.replay(asked, { asOf: '2025-04-01' as Day, position: 27n }, options)
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}

describe('a replay', () => {
  test('shows the value before and after each entry', async () => {
    const { steps, value } = await replayed({ period: '2025-02' })
    expect(steps.map(({ position, delta, valueBefore, valueAfter }) => [position, delta, valueBefore, valueAfter])).toEqual([
      ['14', '1000.0000', '0.0000', '1000.0000'],
      ['20', '-1000.0000', '1000.0000', '0.0000'],
      ['20', '1100.0000', '0.0000', '1100.0000'],
    ])
    expect(steps[1]).toMatchObject({ step: 2, event: { type: 'OrderCorrected' }, recordedAt: '2025-03-06T15:00:00Z' })
    expect(value).toBe('1100.0000')
  })

  test('merges the inputs of a ratio in the order in which they were recorded', async () => {
    const { steps } = await replayed({ kpi: 'average-order-size' })
    expect(steps.map(({ input, delta, inputAfter, valueAfter }) => [input.kpi, delta, inputAfter, valueAfter])).toEqual([
      ['gross-sales', '700.0000', '700.0000', { value: null, reason: 'no-orders' }],
      ['orders', 1, 1, '700.0000'],
      ['gross-sales', '1500.0000', '2200.0000', '2200.0000'],
      ['orders', 1, 2, '1100.0000'],
    ])
  })

  test('tells when a quota was set at all', async () => {
    const { steps, value } = await replayed({ kpi: 'quota-attainment' })
    expect(steps.map(({ position, input, valueBefore, valueAfter }) => [position, input.kpi, valueBefore, valueAfter])).toEqual([
      ['22', 'net-sales', { value: null, reason: 'no-quota' }, { value: null, reason: 'no-quota' }],
      ['23', 'net-sales', { value: null, reason: 'no-quota' }, { value: null, reason: 'no-quota' }],
      ['26', 'quota', { value: null, reason: 'no-quota' }, { value: null, reason: 'zero-quota' }],
      ['27', 'quota', { value: null, reason: 'zero-quota' }, { value: null, reason: 'zero-quota' }],
      ['27', 'quota', { value: null, reason: 'zero-quota' }, '1.100000'],
    ])
    expect(value).toBe('1.100000')
  })

  test('may be asked for between two positions, page by page', async () => {
    const { steps, stepsTotal, nextOffset } = await replayed({ period: '2025-02' }, { from: 15n, to: 25n, limit: 1 })
    expect(steps.map(({ step }) => step)).toEqual([2])
    expect([stepsTotal, nextOffset]).toEqual([2, 1])
  })

  test.each([
    { kpi: 'net-revenue-retention', scope: 'org', entity: null, period: 'FY2025' },
    { kpi: 'weekly-linearity', scope: 'org', entity: null, period: '2025-Q1' },
    { kpi: 'quota-attainment' },
  ] as const)('page by page has the steps of the whole: $kpi', async (cell) => {
    const whole = await replayed(cell, { limit: 1_000 })
    const pages = []
    for (let offset: number | null = 0; offset !== null; ) {
      const { steps, nextOffset } = await replayed(cell, { offset, limit: 2 })
      pages.push(...steps)
      offset = nextOffset
    }
    expect(pages).toEqual(whole.steps)
    expect(pages.length).toBe(whole.stepsTotal)
    expect(pages.at(-1)?.valueAfter).toEqual(whole.value)
  })
})
