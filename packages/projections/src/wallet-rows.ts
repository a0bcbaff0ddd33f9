import { type OrderPiece, sorted } from './credit.ts'
import { atAccount, type Held, heldRows } from './held-rows.ts'
import type { Contribution } from './kpi.ts'
import { lapseDay } from './occasions.ts'
import type { RelationView } from './relation-book.ts'
import { relationKpi } from './relation-book.ts'
import { destinationsOf } from './resolution.ts'
import { rowEntity } from './seats.ts'
import { type EstimateSpan, estimateSpans } from './wallet.ts'

/** Descriptions that the KPIs of estimates have in common. */
export const walletKpi = { ...relationKpi, ledger: 'wallet', scopes: ['org', 'account', 'family'] } as const

/** Each estimate while it holds: of the account, of its category, of the organisation. */
export const estimateRows = (
  { book, reference }: RelationView,
  amountOf: (estimate: EstimateSpan) => bigint,
): readonly Contribution[] =>
  estimateSpans(book.estimates, reference).flatMap((span) =>
    destinationsOf(reference, book.accountId).flatMap(({ customerId, from, until }) => {
      // From the day on from which another account stands for this one, its wallet is that one's. P-15.
      const merged = reference.merges.get(book.accountId)?.setBy ?? span.setBy
      return heldRows([...atAccount(customerId), rowEntity('family', span.category)], {
        from: Math.max(from, span.from),
        until: Math.min(until, span.until),
        amount: amountOf(span),
        startedBy: [span.from < from ? merged : span.setBy],
        endedBy: [until < span.until ? merged : span.endedBy],
      })
    }),
  )

const monthsOfWindow = 12

/**
 * What an order or credit note sold in categories of which the account has an estimate: on the days on which it lies within the twelve
 * months that end with the day (P-11) and an estimate holds.
 */
export const salesInWallet = ({ view, fact, byFamily, because }: OrderPiece): readonly Contribution[] => {
  const { head, reference } = view
  if (head.estimates.length === 0 || byFamily.size === 0) return []
  const sold = { from: fact.day, until: lapseDay(fact.day, monthsOfWindow) }
  return estimateSpans(head.estimates, reference).flatMap((span) => {
    const amount = byFamily.get(span.category) ?? 0n
    const held: Held = {
      from: Math.max(sold.from, span.from),
      until: Math.min(sold.until, span.until),
      amount: fact.kind === 'order' ? amount : -amount,
      startedBy: span.from > sold.from ? sorted([...because, span.setBy]) : because,
      endedBy: span.until < sold.until ? sorted([...because, span.endedBy]) : because,
    }
    return heldRows([...atAccount(head.accountId), rowEntity('family', span.category)], held)
  })
}
