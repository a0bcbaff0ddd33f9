import { type Happened, happens } from './example-book.ts'

/** The type of an event, its day, and what else it says. */
type Happening = readonly [type: string, on: string, data?: object]

/** Something that happened in a review. */
export const inReview = (qbrId: string, [type, on, data = {}]: Happening): Happened =>
  happens(`qbr-${qbrId}`, { type, on, data: { qbrId, ...data } })

/** The review of R1 for a quarter, locked on its first day, with commitments that are due on its last. */
export const reviewOf = (
  { quarter, first, last }: { readonly quarter: string; readonly first: string; readonly last: string },
  ...commitments: readonly (readonly [commitmentId: string, outcome: string | null, lineageId?: string])[]
): readonly Happened[] => [
  inReview(quarter, ['QbrOpened', first, { ownerId: 'R1', quarter }]),
  ...commitments.map(([commitmentId, , lineageId]) => {
    const lineage = lineageId === undefined ? {} : { lineageId }
    return inReview(quarter, ['CommitmentMade', first, { commitmentId, text: 'call them', due: last, ...lineage }])
  }),
  inReview(quarter, ['QbrCommitmentsLocked', first]),
  ...commitments.flatMap(([commitmentId, outcome]) =>
    outcome === null ? [] : [inReview(quarter, ['CommitmentOutcomeRecorded', last, { commitmentId, outcome, why: 'so' }])],
  ),
]

/** The development plan of R1 and his manager M1 for the first quarter of 2025, with what happened in it. */
export const developed = (...happened: readonly Happening[]): readonly Happened[] => {
  const opened = { repId: 'R1', managerId: 'M1', period: '2025-Q1', sourceGaps: ['retention'] }
  return [['PdpOpened', '2025-01-02', opened] as const, ...happened].map(([type, on, data]) =>
    happens('pdp-D1', { type, on, data: { pdpId: 'D1', ...data } }),
  )
}

/** An initiative of that plan as it was agreed on. */
export const agreedOn = (on: string, initiative: { initiativeId: string; committedBy: string; due: string }): Happening => [
  'PdpInitiativeAgreed',
  on,
  { ...initiative, requirement: 'ten calls a day' },
]
