import { ledgers, type PeriodKey, type RowEntity, type RowScope, type StoredRow } from '@daybook/projections'
import type { Generations, ReadModel } from '@daybook/read-model'

/** Where two generations part: the first position whose rows differ, and the first row on each side that the other lacks. */
export type Difference = { readonly position: bigint; readonly active: string | null; readonly other: string | null }

type Posted = { readonly generation: number; readonly readModel: ReadModel; readonly position: bigint }

/** Where two generations differ: row by row only where they are not identical, as the same program makes the same file. */
export const differenceBetween = async (generations: Generations, active: Posted, other: Posted): Promise<Difference | null> =>
  (await generations.areIdentical(active.generation, other.generation))
    ? null
    : compareGenerations(active.readModel, other.readModel, other.position)

/** A difference as a sentence. */
export const describeDifference = ({ position, active, other }: Difference): string =>
  `the generations differ from position ${position} on: ${active ?? 'nothing'} against ${other ?? 'nothing'}`

const scopes: readonly RowScope[] = ['seat', 'team', 'org', 'account', 'industry', 'territory', 'family', 'quality']

/**
 * Compares all rows that two generations hold up to a position, without what is mere layout (`ord`, totals). Null when they are equal.
 *
 * It goes cell by cell, in the order in which rows are stored: by position each row would have to be looked up.
 */
export const compareGenerations = async (active: ReadModel, other: ReadModel, position: bigint): Promise<Difference | null> => {
  let first: Difference | null = null
  for (const { ledger, scope } of tables) {
    for (const entity of await entitiesOf([active, other], { ledger, scope, position })) {
      const found = await compareEntity([active, other], { ledger, entity, position })
      if (found !== null && (first === null || found.position < first.position)) first = found
    }
  }
  return first
}

const tables = [...ledgers.keys()].flatMap((ledger) => scopes.map((scope) => ({ ledger, scope })))

type Sides = readonly [active: ReadModel, other: ReadModel]
type Asked = { readonly ledger: string; readonly position: bigint }

const entitiesOf = async (sides: Sides, asked: Asked & { readonly scope: RowScope }): Promise<readonly RowEntity[]> => {
  const found = new Map<string, RowEntity>()
  for (const side of sides) {
    for (const entity of await side.entities({ ...asked, periods: null, day: null }))
      found.set(`${entity.id}\u0000${entity.team}`, entity)
  }
  return [...found.values()]
}

const compareEntity = async (sides: Sides, { ledger, entity, position }: Asked & { readonly entity: RowEntity }) => {
  const [active, other] = await Promise.all(
    sides.map(async (side) => {
      const periods = await side.periods({ ledger, entities: [entity], position })
      return side.rows({ ledger, periods: periods.toSorted(byTime), entities: [entity], position })
    }),
  )
  if (active === undefined || other === undefined || isSame(active, other)) return null
  return firstDifference(active, other)
}

const byTime = (a: PeriodKey, b: PeriodKey): number => a - b

const isSame = (ours: readonly StoredRow[], theirs: readonly StoredRow[]): boolean =>
  ours.length === theirs.length && ours.every((row, index) => isSameRow(row, theirs[index]))

const isSameRow = (a: StoredRow, b: StoredRow | undefined): boolean =>
  a.position === b?.position &&
  a.day === b.day &&
  a.period === b.period &&
  a.reason === b.reason &&
  a.partition === b.partition &&
  isSameList(a.deltas, b.deltas) &&
  isSameList(a.because, b.because)

const isSameList = (a: readonly bigint[], b: readonly bigint[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index])

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

/** Null when the rows differ in nothing but the order of equal positions. */
const firstDifference = (ours: readonly StoredRow[], theirs: readonly StoredRow[]): Difference | null => {
  const [left, right] = [sorted(ours), sorted(theirs)]
  const at = Array.from({ length: Math.max(left.length, right.length) }).findIndex(
    (_, index) => left[index]?.line !== right[index]?.line || left[index]?.position !== right[index]?.position,
  )
  if (at < 0) return null
  const [active, other] = [left[at], right[at]]
  const earlier = active === undefined || (other !== undefined && other.position < active.position) ? other : active
  const position = earlier?.position ?? 0n
  const lineAt = (line: Line | undefined): string | null => (line?.position === position ? line.line : null)
  return { position, active: lineAt(active), other: lineAt(other) }
}
