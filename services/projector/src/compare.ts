import { createHash } from 'node:crypto'
import type { StoredRow } from '@daybook/projections'
import type { ReadModel } from '@daybook/read-model'

/** Where two generations part: the first position whose rows differ, and the first row on each side that the other lacks. */
export type Difference = { readonly position: bigint; readonly active: string | null; readonly other: string | null }

/** Positions that are read and compared at once. */
const blockPositions = 2_048n

/**
 * Compares all rows that two generations hold up to a position, as canonical lines without what is mere layout (`ord`, totals).
 * Null when they are equal, byte for byte.
 */
export const compareGenerations = async (active: ReadModel, other: ReadModel, position: bigint): Promise<Difference | null> => {
  for (let from = 0n; from <= position; from += blockPositions) {
    const to = from + blockPositions - 1n < position ? from + blockPositions - 1n : position
    const ours = await active.rowsBetween(from, to)
    const theirs = await other.rowsBetween(from, to)
    if (digestOf(ours) !== digestOf(theirs)) return firstDifference(ours, theirs)
  }
  return null
}

/** SHA-256 over the lines of rows, sorted within a position. */
const digestOf = (rows: readonly StoredRow[]): string =>
  createHash('sha256')
    .update(
      sorted(rows)
        .map(({ line }) => line)
        .join('\n'),
    )
    .digest('hex')

type Line = { readonly position: bigint; readonly line: string }

const sorted = (rows: readonly StoredRow[]): readonly Line[] =>
  rows
    .map((row) => ({ position: row.position, line: lineOf(row) }))
    .sort((a, b) => (a.position === b.position ? (a.line < b.line ? -1 : 1) : a.position < b.position ? -1 : 1))

const lineOf = ({ ledger, period, entity, day, reason, partition, because, deltas }: StoredRow): string =>
  JSON.stringify([
    ledger,
    period,
    [entity.scope, entity.id, entity.team],
    day,
    reason,
    partition,
    because.map(String),
    deltas.map(String),
  ])

const firstDifference = (ours: readonly StoredRow[], theirs: readonly StoredRow[]): Difference => {
  const [left, right] = [sorted(ours), sorted(theirs)]
  const at = Array.from({ length: Math.max(left.length, right.length) }).findIndex(
    (_, index) => left[index]?.line !== right[index]?.line || left[index]?.position !== right[index]?.position,
  )
  const [active, other] = [left[at], right[at]]
  const earlier = active === undefined || (other !== undefined && other.position < active.position) ? other : active
  const position = earlier?.position ?? 0n
  const lineAt = (line: Line | undefined): string | null => (line?.position === position ? line.line : null)
  return { position, active: lineAt(active), other: lineAt(other) }
}
