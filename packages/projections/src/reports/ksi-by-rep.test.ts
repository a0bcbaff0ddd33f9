import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'

const book = await openExample()
const rowsOf = async (parameters: object, asOf = '2025-04-01') => book.report('ksi-by-rep', { ...parameters }, book.at(asOf))

test('a rep has a page with the months, quarters and years to date of each indicator', async () => {
  expect(await rowsOf({ entity: 'R1', ksi: 'net-sales' })).toMatchObject([
    {
      repId: 'R1',
      ksi: 'net-sales',
      m01: '1800.0000',
      m03: '2200.0000',
      m12: '0.0000',
      q1: '5100.0000',
      ytd: '5100.0000',
      priorYtd: '0.0000',
      change: '5100.0000',
      orgBenchmarkYtd: '2316.6667',
      gap: '2783.3333',
    },
  ])
})

test('all reps stand together, and an indicator has empty cells where it has no value', async () => {
  const rows = await rowsOf({ ksi: ['retention', 'orders'] })
  expect(rows.map(({ repId, ksi }) => `${repId} ${ksi}`)).toEqual([
    'R1 retention',
    'R1 orders',
    'R2 retention',
    'R2 orders',
    'R3 retention',
    'R3 orders',
  ])
  expect(rows[0]).toMatchObject({ m01: null, q1: '1.000000' })
})

test('a year is asked for by its id', async () => {
  expect(await rowsOf({ year: 'FY2024', entity: 'R3', ksi: 'net-sales' })).toMatchObject([{ m12: '2000.0000', ytd: '2000.0000' }])
})

test('the year before is found by its place where its months have other names', async () => {
  const weeks = { fromFiscalYear: 2025, generator: '4-4-5', yearStartsOn: '2025-01-01' }
  const { report, at } = await openExample([
    {
      id: 'weeks',
      type: 'FiscalCalendarDefined',
      effectiveOn: '2024-12-01',
      recordedAt: '2024-12-01T09:00:00Z',
      stream: 'calendar-org',
      data: weeks,
    },
  ])
  const [page] = await report('ksi-by-rep', { entity: 'R2', ksi: 'net-sales' }, at('2025-03-26'))
  expect(page).toMatchObject({ ytd: '1300.0000', priorYtd: '800.0000', change: '500.0000' })
})
