import { byBigint, byText } from '@daybook/domain'
import type { RowEntity } from '@daybook/projections'

export const byEntity = (a: RowEntity, b: RowEntity): number => byText(a.id, b.id) || byText(a.team, b.team)

/** Positions smallest first; the same array when they are. */
export const ascending = (positions: readonly bigint[]): readonly bigint[] => {
  for (let index = 1; index < positions.length; index += 1) {
    if ((positions[index - 1] ?? 0n) > (positions[index] ?? 0n)) return [...positions].sort(byBigint)
  }
  return positions
}
