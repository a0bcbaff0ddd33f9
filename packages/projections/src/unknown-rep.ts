import type { Contribution, DayNumber } from './kpi.ts'
import { bucketKey, type Reference } from './reference.ts'
import { rowEntity } from './seats.ts'

/** Who is named, by what, and by which day he should have been hired. */
type Named = { readonly repId: string; readonly by: DayNumber; readonly on: DayNumber; readonly setBy: bigint }

/**
 * The flag of what names a rep who was never hired in this book, or is hired later: it is recorded all the same, since streams come out of
 * order, and the flag is gone once his hiring is there. Domain 5.4, 8.6.
 */
export const unknownRep = ({ hired }: Reference, { repId, by, on, setBy }: Named): readonly Contribution[] => {
  const hiredOn = hired.get(repId)
  if (hiredOn !== undefined && hiredOn <= by) return []
  const cell = { entity: rowEntity('quality', 'unknown-rep'), period: bucketKey(on) }
  return [{ cell, from: on, until: null, amounts: [1n], because: [setBy] }]
}

/** Descriptions that the KPIs of such flags have in common: they stand beside those of facts. */
export const unknownRepKpi = {
  unit: 'flags',
  version: 1,
  kind: 'stock',
  ledger: 'quality',
  measure: 'amount',
  scopes: [],
  grain: [],
} as const
