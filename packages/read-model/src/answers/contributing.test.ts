import type { Day } from '@daybook/domain'
import { expect, test } from 'vitest'
import { openBook, workedExample } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'

const at = { asOf: '2025-04-01' as Day, position: 25n }
const answers = openAnswers(await openBook(workedExample))
const ample = { entriesMax: 1_000, countMax: 1_000 }
const february = { kpi: 'net-sales', scope: 'rep' as const, entity: 'R1', period: '2025-02' }

test('the entries of a cell are those of its explanation', async () => {
  const explained = await answers.explain(february, at, { basis: 'all' })
  const found = await answers.contributing([february], at, ample)
  expect(found).toMatchObject({ total: 3, isMore: false })
  expect(found.entries.map(({ position, delta, reason }) => [position, delta, reason])).toEqual(
    explained.ok ? explained.value.entries.map(({ position, delta, reason }) => [position, delta, reason]) : [],
  )
  expect(found.entries[2]).toMatchObject({ entity: 'R1', period: '2025-02', day: '2025-02-08', event: { id: 'O10c' } })
})

test('a cell that is asked for twice, or in a sum, is listed once', async () => {
  const months = ['2025-01', '2025-02', '2025-03'].map((period) => ({ ...february, period }))
  const quarter = { ...february, period: '2025-Q1' }
  const [apart, twice] = await Promise.all(
    [months, [...months, ...months]].map((cells) => answers.contributing(cells, at, ample)),
  )
  const whole = await answers.contributing([quarter], at, ample)
  expect([twice?.total, whole.total]).toEqual([apart?.total, apart?.total])
})

test('of many the first are given, and all are counted as far as that is worth it', async () => {
  const year = { ...february, scope: 'org' as const, entity: null, period: 'FY2025' }
  const { total } = await answers.contributing([year], at, ample)
  const few = await answers.contributing([year], at, { entriesMax: 2, countMax: 1_000 })
  expect([few.entries.length, few.total, few.isMore]).toEqual([2, total, false])
  const given = await answers.contributing([year], at, { entriesMax: 2, countMax: 3 })
  expect([given.entries.length, given.total, given.isMore]).toEqual([2, 3, true])
})

test('of a ratio both sides are given, and nothing of a cell that there is not', async () => {
  const size = { ...february, kpi: 'average-order-size' }
  const found = await answers.contributing([size], at, ample)
  expect(new Set(found.entries.map(({ kpi }) => kpi))).toEqual(new Set(['gross-sales', 'orders']))
  const none = [
    { ...february, kpi: 'luck' },
    { ...february, period: '2025-13' },
  ]
  expect(await answers.contributing(none, at, ample)).toEqual({ entries: [], total: 0, isMore: false })
})
