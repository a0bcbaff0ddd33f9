import type { RowEntity } from '@daybook/projections'

/** By UTF-16 code unit, as JSON canonicalisation sorts: the same on every engine and in every locale. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const byEntity = (a: RowEntity, b: RowEntity): number => byText(a.id, b.id) || byText(a.team, b.team)

export const byBigint = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/** Positions smallest first; the same array when they are. */
export const ascending = (positions: readonly bigint[]): readonly bigint[] => {
  for (let index = 1; index < positions.length; index += 1) {
    if ((positions[index - 1] ?? 0n) > (positions[index] ?? 0n)) return [...positions].sort(byBigint)
  }
  return positions
}
