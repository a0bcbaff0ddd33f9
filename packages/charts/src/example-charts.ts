import type { ReportColumn, ReportRow } from '@daybook/projections'
import type { Chart } from './chart.ts'

// Tables for tests: one of each kind of picture, with what is hard to draw in each.

const column = (id: string, title: string, kind: string = 'money'): ReportColumn => {
  const [type, unit] = kind.split(' in ')
  return { id, title, type: type as ReportColumn['type'], ...(unit === undefined ? {} : { unit }) } // Sound: written below
}

const words = {
  subtitle: ['rep R1 · 2025-01 to 2025-04', 'as of 2025-04-10 · known at position 94'],
  asOf: '2025-04-10',
} as const

const table = (columns: readonly string[], ...rows: readonly (readonly unknown[])[]): readonly ReportRow[] =>
  rows.map((row) => Object.fromEntries(columns.map((id, place) => [id, row[place] ?? null])))

/** Sales against quota: closed months, one adjusted, one that turned negative after its close, and a running one. */
export const monthly: Chart = {
  ...words,
  title: 'Net sales against quota',
  drawing: {
    kind: 'course',
    mark: 'columns',
    period: 'period',
    value: 'actual',
    marker: 'quota',
    asClosed: 'closed',
    adjustment: 'ppa',
  },
  running: new Set(['2025-04']),
  panels: ['ownerType', 'ownerId'],
  columns: [column('actual', 'Net sales', 'money in USD'), column('quota', 'Quota'), column('ppa', 'Prior-period adjustment')],
  rows: table(
    ['ownerType', 'ownerId', 'period', 'actual', 'quota', 'closed', 'ppa'],
    ['rep', 'R1', '2025-01', '1800.0000', '1500.0000', '1800.0000', '0.0000'],
    ['rep', 'R1', '2025-02', '600.0000', '1500.0000', '500.0000', '100.0000'],
    ['rep', 'R1', '2025-03', '-200.0000', null, '300.0000', '-500.0000'],
    ['rep', 'R1', '2025-04', '900.0000', '2500.0000', null, null],
  ),
}

/** Average order size with a month that had no order. */
export const orderSize: Chart = {
  ...words,
  title: 'Average order size',
  drawing: { kind: 'course', mark: 'line', period: 'period', value: 'size', mean: 'r12' },
  columns: [column('size', 'Average order size', 'money in USD'), column('r12', 'Of 12 months', 'money in USD')],
  rows: table(
    ['period', 'size', 'r12'],
    ['2025-01', '900.0000', '850.0000'],
    ['2025-02', null, '860.0000'],
    ['2025-03', '1100.0000', '870.0000'],
  ),
}

/** A year that is behind, then ahead, with a month without a quota. */
export const yearToDate: Chart = {
  ...words,
  title: 'Net sales against quota, year to date',
  drawing: { kind: 'cumulative', period: 'period', actual: 'actual', target: 'quota', variance: 'variance' },
  columns: [column('actual', 'Net sales'), column('quota', 'Quota'), column('variance', 'Variance')],
  rows: table(
    ['period', 'actual', 'quota', 'variance'],
    ['2025-01', '1000.0000', '1500.0000', '-500.0000'],
    ['2025-02', '3100.0000', '3000.0000', '100.0000'],
    ['2025-03', '3100.0000', null, null],
  ),
}

/** Accounts of a territory from the opening to the closing of a year. */
export const flow: Chart = {
  ...words,
  title: 'Retention in the territory',
  drawing: { kind: 'waterfall', label: 'what', amount: 'accounts', step: 'step' },
  columns: [column('accounts', 'Accounts', 'integer in accounts')],
  rows: table(
    ['what', 'accounts', 'step'],
    ['Opening', 5, 'total'],
    ['New', 2, 'change'],
    ['Lost', -9, 'change'],
    ['Transferred in', 4, 'change'],
    ['Closing', 2, 'total'],
  ),
}

/** Overdue buyers, one of them far beyond the end of the axis, and one with a name that is meant to do harm. */
export const overdue: Chart = {
  ...words,
  title: 'Silent for longer than their own rhythm',
  drawing: { kind: 'ranked-bars', label: 'accountId', value: 'z', cap: 10, threshold: 'threshold', status: 'status' },
  columns: [column('z', 'Overdue score', 'number'), column('threshold', 'Overdue above', 'number')],
  rows: table(
    ['accountId', 'accountName', 'z', 'status', 'threshold'],
    ['A1', '<script>alert("1")</script> & Sons', '24.330000', 'overdue', '3'],
    ['A2', '=1+1', '1.500000', 'late', '3'],
  ),
}

/** Every other kind, each with a few rows. */
export const others: readonly Chart[] = [
  {
    ...words,
    title: 'Days between orders',
    drawing: { kind: 'dot-plot', label: 'accountId', value: 'interval', middle: 'median', current: 'daysSince' },
    columns: [column('interval', 'Interval', 'integer in days'), column('median', 'Median'), column('daysSince', 'Days since')],
    rows: table(
      ['accountId', 'interval', 'median', 'daysSince'],
      ['A1', 30, '30.0', 51],
      ['A1', 31, '30.0', 51],
      ['A2', 9, '9.0', 3],
    ),
  },
  {
    ...words,
    title: 'Spend by rank',
    drawing: { kind: 'cut-off', rank: 'rank', value: 'spend', cutOff: 'cutOff' },
    columns: [column('rank', 'Rank', 'integer'), column('spend', 'Spend', 'money in USD'), column('cutOff', 'Cut-off')],
    rows: table(
      ['rank', 'spend', 'cutOff'],
      [1, '5200.0000', '1300.0000'],
      [2, '1300.0000', '1300.0000'],
      [3, '550.0000', '1300.0000'],
    ),
  },
  {
    ...words,
    title: 'Commitments by outcome',
    drawing: { kind: 'stacked-bars', label: 'quarter', parts: ['kept', 'missed'] },
    columns: [column('kept', 'Kept', 'integer'), column('missed', 'Missed', 'integer')],
    rows: table(['quarter', 'kept', 'missed'], ['2024-Q4', 0, 0], ['2025-Q1', 4, 1]),
  },
  {
    ...words,
    title: 'Why accounts were lost',
    drawing: { kind: 'pareto', label: 'reason', count: 'accounts', cumulativeShare: 'share', class: 'class' },
    columns: [column('accounts', 'Accounts', 'integer'), column('share', 'Cumulative share', 'ratio')],
    rows: table(
      ['reason', 'accounts', 'share', 'class'],
      ['price', 3, '0.750000', 'preventable'],
      ['closed', 1, '1.000000', 'inevitable'],
    ),
  },
  {
    ...words,
    title: 'Audit matrix',
    drawing: { kind: 'heat-map', row: 'repId', column: 'area', value: 'index' },
    columns: [column('index', 'Index', 'ratio')],
    rows: table(['repId', 'area', 'index'], ['R1', 'sales', '1.200000'], ['R1', 'growth', '0.300000'], ['R2', 'sales', null]),
  },
  {
    ...words,
    title: 'Who owned which account',
    drawing: { kind: 'timeline', row: 'accountId', from: 'from', until: 'until', label: 'owner' },
    columns: [column('owner', 'Owner', 'text')],
    rows: table(
      ['accountId', 'from', 'until', 'owner'],
      ['A2', '2024-01-01', '2025-03-15', 'R1'],
      ['A2', '2025-03-15', null, 'R2'],
      ['A6', '2025-04-05', null, 'R1 33.33 %, R2 66.67 %'],
    ),
  },
]
