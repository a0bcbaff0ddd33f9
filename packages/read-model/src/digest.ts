import { createHash } from 'node:crypto'
import { byBigint, byText, dayOf } from '@daybook/domain'
import {
  type KpiDescription,
  type LedgerLayout,
  type PeriodKey,
  reasonOf,
  type Scope,
  type StoredRow,
} from '@daybook/projections'
import { blockPositions } from './block.ts'
import type { ReadModel } from './read-model.ts'

/** What of a KPI decides its digest. */
export type DigestedKpi = Pick<KpiDescription, 'name' | 'version' | 'ledger' | 'scopes' | 'reasons'>

/** Where the measures of each ledger's KPIs lie in its rows. */
export type DigestLayouts = ReadonlyMap<string, Pick<LedgerLayout, 'columnOf'>>

/** Digests of one KPI, as hexadecimal SHA-256: of each block of 8,192 positions, the last perhaps not full, and of all of them. */
export type KpiDigest = {
  readonly kpi: string
  readonly version: number
  readonly blocks: readonly string[]
  readonly digest: string
}

/**
 * Digests of the logical entries of KPIs up to a position: the same on every engine, for any batch size and any packing of measures into
 * rows. Computed when asked for, block by block, from the rows in position order. Audit 8.3.
 *
 * `digest` chains the blocks: SHA-256 of the digest before and the block's, beginning with 32 zero bytes.
 */
export const kpiDigests = async (
  readModel: ReadModel,
  options: { readonly kpis: readonly DigestedKpi[]; readonly layouts: DigestLayouts; readonly through: bigint },
): Promise<readonly KpiDigest[]> => {
  const { kpis, layouts, through } = options
  const blocks = new Map<DigestedKpi, Buffer[]>(kpis.map((kpi) => [kpi, []]))
  for (let from = 0n; from <= through; from += BigInt(blockPositions)) {
    const end = from + BigInt(blockPositions) - 1n
    const rows = await readModel.rowsBetween(from, end < through ? end : through)
    for (const [kpi, digests] of blocks) digests.push(sha256(digestLines(rows, kpi, layouts).join('')))
  }
  return [...blocks].map(([{ name, version }, digests]) => ({
    kpi: name,
    version,
    blocks: digests.map((digest) => digest.toString('hex')),
    digest: digests.reduce((before, digest) => sha256(Buffer.concat([before, digest])), Buffer.alloc(32)).toString('hex'),
  }))
}

const sha256 = (content: string | Buffer): Buffer => createHash('sha256').update(content).digest()

/**
 * The logical entries of one KPI that rows hold, one canonical JSON array a line (RFC 8785, which for strings and whole numbers is what
 * `JSON.stringify` gives), sorted: position, KPI, version, period, scope, entity, day, delta, reason, partition, what it rests on.
 *
 * A period is written as its month (`2025-02`) where it is one or a stock's bucket, else as first day and grain (`2025-01-01/quarter`); the
 * entity of the organisation is null.
 */
export const digestLines = (rows: readonly StoredRow[], kpi: DigestedKpi, layouts: DigestLayouts): readonly string[] => {
  const entries = logicalEntries(rows, kpi, layouts).sort(byPlace)
  const nets = new Map<string, bigint>()
  for (const entry of entries) nets.set(dayOfCell(entry), (nets.get(dayOfCell(entry)) ?? 0n) + entry.delta)
  return entries.map((entry) => {
    const { position, period, scope, entity, day, delta, partition, because } = entry
    const reason = nets.get(dayOfCell(entry)) === 0n ? 'basis' : reasonOf(entry.event, delta, kpi.reasons)
    const line = [position, kpi.name, kpi.version, period, scope, entity, day, `${delta}`, reason, partition, because]
    return `${JSON.stringify(line)}\n`
  })
}

type LogicalEntry = {
  readonly position: number
  readonly period: string
  readonly scope: string
  readonly entity: string | null
  readonly day: string
  readonly event: string
  readonly partition: string
  readonly because: readonly number[]
  delta: bigint
}

/** Sums of the rows' measures by cell, position, day, partition and what they rest on; what adds up to zero is no entry. */
const logicalEntries = (rows: readonly StoredRow[], kpi: DigestedKpi, layouts: DigestLayouts): LogicalEntry[] => {
  const layout = layouts.get(kpi.ledger)
  if (layout === undefined) throw new Error(`there is no layout of ledger ${kpi.ledger}`)
  const entries = new Map<string, LogicalEntry>()
  for (const row of rows.filter(({ ledger }) => ledger === kpi.ledger)) {
    const because = row.because.map(Number)
    for (const { scope, entity } of cellsOf(row, kpi.scopes)) {
      const key = JSON.stringify([scope, entity, row.period, `${row.position}`, row.day, row.partition, because])
      const delta = row.deltas[layout.columnOf(kpi.name, scope)] ?? 0n
      const known = entries.get(key)
      if (known === undefined) entries.set(key, { ...namesOf(row), because, scope, entity, delta })
      else known.delta += delta
    }
  }
  return [...entries.values()].filter(({ delta }) => delta !== 0n)
}

type LogicalCell = { readonly scope: Scope; readonly entity: string | null }

/** The cells that a row belongs to: a seat to its rep, his team and the organisation, any other to the one it names. */
const cellsOf = ({ entity }: StoredRow, scopes: readonly Scope[]): readonly LogicalCell[] => {
  if (entity.scope === 'quality') return [{ scope: 'org', entity: entity.id }]
  if (entity.scope === 'org') return [{ scope: 'org', entity: null }]
  if (entity.scope !== 'seat') return [{ scope: entity.scope, entity: entity.id }]
  const cells: readonly LogicalCell[] = [
    { scope: 'rep', entity: entity.id },
    { scope: 'team', entity: entity.team },
    { scope: 'org', entity: null },
  ]
  return cells.filter(({ scope, entity: name }) => scopes.includes(scope) && name !== '')
}

const namesOf = ({ position, period, day, reason, partition }: StoredRow) => ({
  position: Number(position),
  period: periodText(period),
  day: dayOf(day),
  event: reason,
  partition,
})

const grains = ['month', 'month', 'quarter', 'year']

/** A period as digests and lists of cells name it, without a calendar: its month, or its first day and grain. */
export const periodText = (period: PeriodKey): string => {
  const first = dayOf(Math.floor(period / 8))
  const grain = grains[period & 7]
  return grain === 'month' && first.endsWith('-01') ? first.slice(0, 7) : `${first}/${grain}`
}

const dayOfCell = ({ position, period, scope, entity, day }: LogicalEntry): string =>
  JSON.stringify([position, period, scope, entity, day])

const byPlace = (a: LogicalEntry, b: LogicalEntry): number =>
  a.position - b.position ||
  byText(a.period, b.period) ||
  byText(a.scope, b.scope) ||
  byText(a.entity ?? '', b.entity ?? '') ||
  byText(a.day, b.day) ||
  byBigint(a.delta, b.delta) ||
  byCauses(a.because, b.because) ||
  byText(a.partition, b.partition)

const byCauses = (a: readonly number[], b: readonly number[]): number => {
  const differing = a.findIndex((position, index) => position !== b[index])
  if (differing < 0) return a.length - b.length
  return (a[differing] ?? 0) - (b[differing] ?? -1)
}
