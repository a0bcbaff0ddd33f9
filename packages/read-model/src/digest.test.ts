import { createHash } from 'node:crypto'
import { type EntryRow, ledgersOf, type RowEntity, type StoredRow } from '@daybook/projections'
import { expect, test } from 'vitest'
import { type DigestedKpi, digestLines, kpiDigests } from './digest.ts'
import { openInMemoryReadModel } from './in-memory.ts'

const money = {
  title: '',
  definition: '',
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  ledger: 'sales',
  grain: ['month'],
} as const
const netSales = { ...money, name: 'net-sales', measure: 'amount', scopes: ['org', 'team', 'rep'] } as const
const orders = { ...money, name: 'orders', unit: 'orders', measure: 'count', scopes: ['org', 'team', 'rep'] } as const
const layouts = ledgersOf([netSales, orders])

const february = 20_120 * 8 + 1 // 2025-02-01
const ana: RowEntity = { scope: 'seat', id: 'R1', team: 'T-East' }
const bo: RowEntity = { scope: 'seat', id: 'R2', team: 'T-East' }
const cy: RowEntity = { scope: 'seat', id: 'R3', team: 'T-West' }

const row = (entity: RowEntity, deltas: readonly bigint[], more: Partial<StoredRow> = {}): StoredRow => ({
  ledger: 'sales',
  period: february,
  entity,
  position: 14n,
  day: 20_127,
  reason: 'OrderAccepted',
  partition: 'account:A1',
  because: [0n, 14n],
  deltas,
  ord: 0,
  totals: deltas,
  ...more,
})

test('a row of a seat is an entry of the rep, of his team and of the organisation', () => {
  expect(digestLines([row(ana, [1000n, 1n, 1n, 1n])], netSales, layouts)).toEqual([
    '[14,"net-sales",1,"2025-02","org",null,"2025-02-08","1000","order","account:A1",[0,14]]\n',
    '[14,"net-sales",1,"2025-02","rep","R1","2025-02-08","1000","order","account:A1",[0,14]]\n',
    '[14,"net-sales",1,"2025-02","team","T-East","2025-02-08","1000","order","account:A1",[0,14]]\n',
  ])
})

test('a shared order counts once for each rep, once for each team and once for the organisation', () => {
  const shared = [row(ana, [500n, 1n, 1n, 1n]), row(bo, [300n, 1n, 0n, 0n]), row(cy, [200n, 1n, 1n, 0n])]
  expect(digestLines(shared, orders, layouts).map((line) => JSON.parse(line).slice(4, 8))).toEqual([
    ['org', null, '2025-02-08', '1'],
    ['rep', 'R1', '2025-02-08', '1'],
    ['rep', 'R2', '2025-02-08', '1'],
    ['rep', 'R3', '2025-02-08', '1'],
    ['team', 'T-East', '2025-02-08', '1'],
    ['team', 'T-West', '2025-02-08', '1'],
  ])
})

test('a move between two seats of one team is no entry of the team or of the organisation', () => {
  const assigned = { reason: 'AccountAssigned', because: [14n, 24n], position: 24n }
  const moved = [row(ana, [-700n, 0n, 0n, 0n], assigned), row(bo, [700n, 0n, 0n, 0n], assigned)]
  expect(digestLines(moved, netSales, layouts).map((line) => JSON.parse(line).slice(4, 9))).toEqual([
    ['rep', 'R1', '2025-02-08', '-700', 'reassigned-out'],
    ['rep', 'R2', '2025-02-08', '700', 'reassigned-in'],
  ])
})

test('a pair that nets to zero on a day is there for its basis', () => {
  const corrected = { reason: 'AssignmentCorrected', position: 26n }
  const pair = [row(bo, [-900n], { ...corrected, because: [1n, 25n] }), row(bo, [900n], { ...corrected, because: [25n, 26n] })]
  const reps = digestLines(pair, { ...netSales, scopes: ['rep'] }, layouts)
  expect(reps.map((line) => JSON.parse(line).slice(7))).toEqual([
    ['-900', 'basis', 'account:A1', [1, 25]],
    ['900', 'basis', 'account:A1', [25, 26]],
  ])
})

test('longer periods and months that begin otherwise are named by their first day', () => {
  const periods = [20_089 * 8 + 2, 20_089 * 8 + 3, 20_115 * 8 + 1, 20_120 * 8]
  const lines = digestLines(
    periods.map((period) => row(ana, [1n], { period })),
    { ...netSales, scopes: ['rep'] },
    layouts,
  )
  expect(lines.map((line) => JSON.parse(line)[3])).toEqual([
    '2025-01-01/quarter',
    '2025-01-01/year',
    '2025-01-27/month',
    '2025-02',
  ])
})

test('blocks are chained, and an empty one has the digest of nothing', async () => {
  const readModel = openInMemoryReadModel()
  const posted: EntryRow = row(ana, [1000n, 1n, 1n, 1n], { position: 8192n })
  await readModel.post({
    epoch: await readModel.claim(),
    from: -1n,
    to: 8200n,
    rows: [posted],
    documents: [],
    partitions: [],
    facts: [],
    touches: [],
    events: [{ partition: 'account:A1', position: 8192n }],
    incomplete: [],
  })
  const kpi: DigestedKpi = netSales
  const [digest] = await kpiDigests(readModel, { kpis: [kpi], layouts, through: 8200n })
  const sha256 = (...parts: (string | Buffer)[]) =>
    createHash('sha256')
      .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
      .digest()
  const blocks = [sha256(), sha256(digestLines(await readModel.rowsAt(8192n), kpi, layouts).join(''))]
  expect(digest).toEqual({
    kpi: 'net-sales',
    version: 1,
    blocks: blocks.map((block) => block.toString('hex')),
    digest: sha256(sha256(Buffer.alloc(32), blocks[0]!), blocks[1]!).toString('hex'),
  })
})
