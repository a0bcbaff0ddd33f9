import { convertAt } from '@daybook/domain'
import { amountRows, familyOf, type OrderPiece, rateOf, sorted } from './credit.ts'
import type { Contribution } from './kpi.ts'

/** Descriptions that the two sides of the margin have in common. */
export const marginKpi = {
  unit: 'money',
  version: 1,
  kind: 'flow',
  view: 'credit',
  ledger: 'margin',
  measure: 'amount',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month'],
  fold: 'account',
  per: 'order',
} as const

/** A line whose cost is given. */
type CostedLine = { readonly net: bigint; readonly cost: bigint }

/** What the lines with a cost come to, each converted by itself as P-08 has it; lines of credit notes are taken off. M-57. */
export const costedRows = (piece: OrderPiece, worthOf: (line: CostedLine) => bigint): readonly Contribution[] => {
  const { view, fact } = piece
  if (fact.lines.every(({ cost }) => cost === null)) return []
  const rate = rateOf(view, fact)
  if (rate === null) return []
  const sign = fact.kind === 'order' ? 1n : -1n
  const byFamily = new Map<string, bigint>()
  let total = 0n
  for (const line of fact.lines) {
    const { net, cost } = line
    if (cost === null) continue
    const value = sign * convertAt(worthOf({ net, cost }), rate.rate)
    total += value
    const family = familyOf(view.reference, line)
    if (family !== null) byFamily.set(family, (byFamily.get(family) ?? 0n) + value)
  }
  return amountRows({ ...piece, byFamily, because: sorted([...piece.because, fact.detailsSetBy]) }, total, (value) => value)
}
