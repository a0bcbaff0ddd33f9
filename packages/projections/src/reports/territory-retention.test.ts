import { expect, test } from 'vitest'
import { openExample } from '../../../../tests/books/example.ts'

const book = await openExample()
const at = book.at('2025-04-01')
const counts = ({
  opening,
  reactivated,
  transferredIn,
  lost,
  lapsed,
  transferredOut,
  closing,
  ...row
}: Record<string, unknown>) => [
  row.ownerId,
  [opening, row.new, reactivated, row.wonBack, transferredIn, lost, lapsed, transferredOut, closing],
  row.retention,
]

test('each rep’s accounts from the day before the quarter to its last', async () => {
  const rows = await book.report('territory-retention', { scope: 'rep', period: '2025-Q1' }, at)
  expect(rows.map(counts)).toEqual([
    ['R1', [2, 0, 0, 0, 0, 0, 0, 1, 1], '1.000000'],
    ['R2', [1, 0, 1, 0, 1, 0, 1, 0, 2], '1.000000'],
    ['R3', [1, 1, 0, 0, 0, 1, 0, 0, 1], '0.000000'],
  ])
})

test('the organisation has no transfers, and its revenue is compared with that of the quarter before', async () => {
  const rows = await book.report('territory-retention', { scope: 'org', period: ['2025-Q1', '2025-03'] }, at)
  expect(rows.map(counts)).toEqual([
    ['ORG', [4, 1, 1, 0, 0, 1, 1, 0, 4], '0.750000'],
    ['ORG', [4, 0, 1, 0, 0, 0, 1, 0, 4], null],
  ])
  expect(rows[0]).toMatchObject({
    grossRevenueRetention: '0.636364',
    netRevenueRetention: '1.090909',
    replacementNeeded: 2,
    revenueToReplace: '2000.0000',
    lostAfterLapse: 0,
  })
})

test('the columns add up to the closing for every owner and period, also to date and over twelve months', async () => {
  const period = ['2025-02', '2025-Q1', 'FY2025', '2025-02:ytd', '2025-03:r12', 'FY2024']
  const rows = await book.report('territory-retention', { period }, at)
  expect(rows.length).toBe(6 * 6)
  for (const row of rows) {
    const {
      opening,
      new: fresh,
      reactivated,
      wonBack,
      transferredIn,
      lost,
      lapsed,
      transferredOut,
      closing,
    } = row as Record<string, number>
    const sum = opening! + fresh! + reactivated! + wonBack! + transferredIn! - lost! - lapsed! - transferredOut!
    expect(sum, JSON.stringify(row)).toBe(closing)
  }
})

test('the flow is drawn as steps from the opening to the closing', async () => {
  const drawn = await book.chart('territory-retention', 'flow', book.at('2025-03-31'))
  expect(drawn.map(({ ownerId, period, what, accounts, step }) => `${ownerId} ${period} ${what} ${accounts} ${step}`)).toEqual([
    'ORG 2025-Q1 Opening 4 total',
    'ORG 2025-Q1 New 1 change',
    'ORG 2025-Q1 Reactivated 1 change',
    'ORG 2025-Q1 Won back 0 change',
    'ORG 2025-Q1 Transferred in 0 change',
    'ORG 2025-Q1 Lost -1 change',
    'ORG 2025-Q1 Lapsed -1 change',
    'ORG 2025-Q1 Transferred out 0 change',
    'ORG 2025-Q1 Closing 4 total',
  ])
})
