import { byBigint, byText } from '@daybook/domain'
import type { RowEntity } from '@daybook/projections'
import type { DaySum, DocumentRow, IncompleteRow } from './read-model.ts'

export const byEntity = (a: RowEntity, b: RowEntity): number => byText(a.id, b.id) || byText(a.team, b.team)

/** By entity and day, then by partition where sums are told apart by it. */
export const byEntityAndDay = (a: DaySum, b: DaySum): number =>
  byEntity(a.entity, b.entity) || a.day - b.day || byText(a.partition ?? '', b.partition ?? '')

/** Documents at one position. */
export const byKindAndId = (a: DocumentRow, b: DocumentRow): number => byText(a.kind, b.kind) || byText(a.id, b.id)

/** What could not be applied, in the order in which it was met. */
export const byPlace = (a: IncompleteRow, b: IncompleteRow): number =>
  byBigint(a.position, b.position) || byText(a.kpi, b.kpi) || byText(a.partition, b.partition)

/** Positions smallest first; the same array when they are. */
export const ascending = (positions: readonly bigint[]): readonly bigint[] => {
  for (let index = 1; index < positions.length; index += 1) {
    if ((positions[index - 1] ?? 0n) > (positions[index] ?? 0n)) return [...positions].sort(byBigint)
  }
  return positions
}
