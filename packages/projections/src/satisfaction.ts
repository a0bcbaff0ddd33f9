import { atAccount, heldRows } from './held-rows.ts'
import type { Contribution } from './kpi.ts'
import { type RelationView, relationKpi } from './relation-book.ts'
import { byDay, type SatisfactionScale, type Score } from './relation-statements.ts'

/** Descriptions that the sums of answers have in common: two of each scale, which are never added to those of the other. M-54. */
export const satisfactionKpi = { ...relationKpi, ledger: 'satisfaction' } as const

/** The latest answer of each respondent of a customer on a scale, each from its day until he answers again; in the amount that it counts. */
export const latestScores = (
  { book }: RelationView,
  scale: SatisfactionScale,
  amountOf: (score: Score) => bigint,
): readonly Contribution[] => {
  const own = book.scores.filter((score) => score.scale === scale)
  return [...Map.groupBy(own, ({ respondentId }) => respondentId).values()].flatMap((answers) => {
    const inOrder = byDay(answers).filter(({ from }, place, all) => from !== all[place + 1]?.from)
    return inOrder.flatMap((score, place) => {
      const next = inOrder[place + 1]
      return heldRows(atAccount(book.accountId), {
        from: score.from,
        until: next?.from ?? book.end?.on ?? null,
        amount: amountOf(score),
        startedBy: [score.setBy],
        endedBy: [next ?? book.end].flatMap((end) => end?.setBy ?? []),
      })
    })
  })
}
