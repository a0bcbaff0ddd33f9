import { byBigint, byText } from '@daybook/domain'
import { type PeriodKey, reasonOf, type StoredRow } from '@daybook/projections'
import type { ReadModel } from '../read-model.ts'
import type { Input } from './input.ts'
import { readRows } from './input-rows.ts'

/**
 * One logical entry of a cell: what one event added to it on one day, resting on the same events.
 *
 * `ord` counts within cell and position; `total` is the running total over the entries listed. Of a pair that nets to zero on one day
 * the reason is `basis`: only what the number rests on has changed. Audit 2.1, 2.5.
 */
export type LogicalEntry = {
  readonly input: Input
  readonly position: bigint
  readonly ord: number
  readonly period: PeriodKey
  readonly day: number
  readonly delta: bigint
  readonly total: bigint
  readonly reason: string
  readonly partition: string
  readonly because: readonly bigint[]
}

/** The logical entries of an input at a position, later than `after`, by position and place within it. */
export const entriesOf = async (
  readModel: ReadModel,
  input: Input,
  span: { readonly after?: bigint; readonly position: bigint | null },
): Promise<readonly LogicalEntry[]> => {
  if (span.position === null) return []
  const rows = await readRows(readModel, input, { after: span.after ?? -1n, position: span.position })
  return logicalEntries(input, rows)
}

/** What rows say about one input: their measures added up by position, day and basis, zeros dropped. */
const logicalEntries = (input: Input, rows: readonly StoredRow[]): readonly LogicalEntry[] => {
  const sums = new Map<string, Sum>()
  for (const row of rows) {
    const key = `${row.position} ${row.period} ${row.partition} ${row.day} ${row.because.join()}`
    const delta = row.deltas[input.column] ?? 0n
    const known = sums.get(key)
    if (known === undefined) sums.set(key, { row, delta })
    else known.delta += delta
  }
  // A plan of zero is set by a row whose amount is zero.
  const kept = [...sums.values()].filter(
    ({ row, delta }) => delta !== 0n || (input.kpi.kind === 'plan' && row.deltas.some(isSome)),
  )
  return numbered(input, kept.sort(byPlace))
}

const isSome = (delta: bigint): boolean => delta !== 0n

type Sum = { readonly row: StoredRow; delta: bigint }

const byPlace = (a: Sum, b: Sum): number =>
  byBigint(a.row.position, b.row.position) ||
  a.row.period - b.row.period ||
  a.row.day - b.row.day ||
  byBigint(a.delta, b.delta) ||
  byBasis(a.row.because, b.row.because) ||
  byText(a.row.partition, b.row.partition)

const byBasis = (a: readonly bigint[], b: readonly bigint[]): number => {
  for (const [place, position] of a.entries()) {
    const other = b[place]
    const order = other === undefined ? 1 : byBigint(position, other)
    if (order !== 0) return order
  }
  return a.length - b.length
}

const numbered = (input: Input, sums: readonly Sum[]): readonly LogicalEntry[] => {
  const balanced = balancedDays(sums)
  let total = 0n
  let ord = 0
  return sums.map(({ row, delta }, place) => {
    const before = sums[place - 1]?.row
    ord = before?.position === row.position && before.period === row.period ? ord + 1 : 0
    total += delta
    const reason = balanced.has(dayKey(row)) ? 'basis' : reasonOf(row.reason, delta, input.kpi.reasons)
    const { position, period, day, partition, because } = row
    return { input, position, ord, period, day, delta, total, reason, partition, because }
  })
}

/** The days of a cell on which the legs of one partition at one position net to zero. */
const balancedDays = (sums: readonly Sum[]): ReadonlySet<string> => {
  const byDay = Map.groupBy(sums, ({ row }) => dayKey(row))
  const balanced = [...byDay].filter(([, legs]) => legs.length > 1 && legs.reduce((sum, { delta }) => sum + delta, 0n) === 0n)
  return new Set(balanced.map(([key]) => key))
}

const dayKey = (row: StoredRow): string => `${row.position} ${row.period} ${row.partition} ${row.day}`
