import type { Day, Result } from '@daybook/domain'
import { describe, expect, test } from 'vitest'
import { openBook, workedExample } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'

const at = (position: bigint | null, asOf = '2025-04-01') => ({ asOf: asOf as Day, position })
const value = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
const answers = openAnswers(await openBook(workedExample))
const february = { kpi: 'net-sales', scope: 'org' as const, entity: null, period: '2025-02' }

describe('the difference of a value', () => {
  test('between two moments is the entries recorded in between', async () => {
    const closed = await answers.closePosition('2025-02', 25n)
    const diff = value(await answers.diff(february, { from: at(closed), to: at(25n) }))
    expect(diff).toMatchObject({
      from: { position: '19', value: '500.0000' },
      to: { position: '25', value: '600.0000' },
      difference: '100.0000',
      byReason: { correction: '100.0000' },
      entriesTotal: 2,
    })
    expect(diff.entries.map(({ position, side, delta }) => [position, side, delta])).toEqual([
      ['20', 'to', '-1000.0000'],
      ['20', 'to', '1100.0000'],
    ])
  })

  test('between two days is the entries dated in between', async () => {
    const diff = value(await answers.diff(february, { from: at(25n, '2025-02-24'), to: at(25n, '2025-02-25') }))
    expect(diff.entries.map(({ position, day }) => [position, day])).toEqual([['17', '2025-02-25']])
    expect(diff.difference).toBe('250.0000')
    const back = value(await answers.diff(february, { from: at(25n, '2025-02-25'), to: at(25n, '2025-02-24') }))
    expect(back.entries.map(({ side }) => side)).toEqual(['from'])
    expect(back.byReason).toEqual({ order: '-250.0000' })
  })

  test('along both axes tells the sides apart, and always adds up', async () => {
    const diff = value(await answers.diff(february, { from: at(16n, '2025-02-28'), to: at(25n, '2025-02-10') }))
    expect(diff.difference).toBe('850.0000')
    expect(diff.entries.map(({ position, side }) => [position, side])).toEqual([
      ['15', 'from'],
      ['16', 'from'],
      ['20', 'to'],
      ['20', 'to'],
    ])
    expect(diff.byReason).toEqual({ 'credit-note': '1050.0000', order: '-300.0000', correction: '100.0000' })
  })

  test('from one moment to a third is that to the second and on from there', async () => {
    const step = async (from: bigint, to: bigint) => value(await answers.diff(february, { from: at(from), to: at(to) }))
    const [first, second, whole] = [await step(14n, 17n), await step(17n, 25n), await step(14n, 25n)]
    expect(whole.entriesTotal).toBe(first.entriesTotal + second.entriesTotal)
    expect(Number(whole.difference)).toBe(Number(first.difference) + Number(second.difference))
  })

  test('of a ratio is given in points, with the entries of both sides', async () => {
    const size = { ...february, kpi: 'average-order-size' }
    const diff = value(await answers.diff(size, { from: at(19n), to: at(25n) }))
    expect(diff).toMatchObject({ from: { value: '516.6667' }, to: { value: '550.0000' }, difference: '33.3333', byReason: {} })
    expect(diff.entries.map(({ input }) => input.kpi)).toEqual(['gross-sales', 'gross-sales'])
  })
})

test('of a whole KPI there is one row for each cell that differs', async () => {
  const asked = { kpi: 'net-sales', scope: 'rep' as const, periods: ['2025-02', '2025-03'] }
  expect(value(await answers.diffAll(asked, { from: at(19n), to: at(25n) })).rows).toEqual([
    { entity: 'R1', period: '2025-02', from: '1000.0000', to: '1100.0000', difference: '100.0000' },
    { entity: 'R1', period: '2025-03', from: '0.0000', to: '2200.0000', difference: '2200.0000' },
    { entity: 'R2', period: '2025-03', from: '400.0000', to: '1300.0000', difference: '900.0000' },
  ])
})
