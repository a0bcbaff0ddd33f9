import type { Day } from '@daybook/domain'
import { expect, test } from 'vitest'
import { type Line, openBook, workedExample } from '../../../../tests/books/worked-example.ts'
import { openAnswers } from './answers.ts'
import type { Asked } from './question.ts'

const reopened: Line = {
  id: 'open-02',
  type: 'PeriodReopened',
  effectiveOn: '2025-04-01',
  recordedAt: '2025-04-01T09:00:00Z',
  stream: 'period-org~FY2025',
  data: { period: '2025-02', reason: 'late invoices' },
}
const closedAgain: Line = {
  id: 'close-02b',
  type: 'PeriodClosed',
  effectiveOn: '2025-04-02',
  recordedAt: '2025-04-02T09:00:00Z',
  stream: 'period-org~FY2025',
  data: { period: '2025-02' },
}

const compared = async (lines: readonly Line[], asked: Asked) => {
  const answers = openAnswers(await openBook(lines))
  const result = await answers.valuesWithClose(asked, { asOf: '2025-04-02' as Day, position: BigInt(lines.length - 1) })
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value.rows.map(({ entity, period, asClosed, current, adjustment }) => [
    entity,
    period,
    asClosed,
    current,
    adjustment,
  ])
}
const february: Asked = { kpi: 'net-sales', scope: 'rep', periods: ['2025-02', '2025-03'] }

test('a closed month shows what it was, what it is, and what has come since', async () => {
  expect(await compared(workedExample, february)).toEqual([
    ['R1', '2025-02', '1000.0000', '1100.0000', '100.0000'],
    ['R1', '2025-03', null, '2200.0000', null],
    ['R2', '2025-02', '0.0000', '0.0000', '0.0000'],
    ['R2', '2025-03', null, '1300.0000', null],
    ['R3', '2025-02', '-500.0000', '-500.0000', '0.0000'],
    ['R3', '2025-03', null, '0.0000', null],
  ])
})

test('a ratio has both values, and no adjustment', async () => {
  expect(await compared(workedExample, { kpi: 'average-order-size', scope: 'org', periods: ['2025-02'] })).toEqual([
    [null, '2025-02', '516.6667', '550.0000', null],
  ])
})

test('a month that was opened again has no close, and then its latest', async () => {
  const org: Asked = { kpi: 'net-sales', scope: 'org', periods: ['2025-02'] }
  expect(await compared([...workedExample, reopened], org)).toEqual([[null, '2025-02', null, '600.0000', null]])
  expect(await compared([...workedExample, reopened, closedAgain], org)).toEqual([
    [null, '2025-02', '600.0000', '600.0000', '0.0000'],
  ])
})
