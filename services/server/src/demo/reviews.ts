import { at, type CloudEvent, day, entry } from './entry.ts'

type Commitment = {
  readonly text: string
  readonly due: string
  readonly outcome?: 'kept' | 'kept-late' | 'partial' | 'missed'
  readonly on?: string
  readonly why?: string
  readonly recovery?: string
  readonly actual?: string
  readonly withdrawn?: { readonly on: string; readonly approvedBy: string; readonly reason: string }
}

type Review = {
  readonly ownerId: string
  readonly quarter: string
  readonly opened: string
  readonly locked: string
  readonly commitments: readonly Commitment[]
  readonly learned: string
  readonly closed?: string
}

const reviews: readonly Review[] = [
  {
    ownerId: 'R1',
    quarter: '2025-Q1',
    opened: '2025-01-02',
    locked: '2025-01-07',
    commitments: [
      { text: 'Visit every account in the book', due: '2025-02-14', outcome: 'kept', on: '2025-02-12' },
      { text: 'Agree the year with Alder Ridge Machining', due: '2025-02-28', outcome: 'kept', on: '2025-02-21' },
      { text: 'Win Copperline Brewing back', due: '2025-03-14', outcome: 'kept-late', on: '2025-03-17' },
      { text: 'Raise the average order of Dunmore Freight above 6,000', due: '2025-03-28', outcome: 'kept', on: '2025-03-25' },
      {
        text: 'Open an account in food packaging',
        due: '2025-03-28',
        outcome: 'missed',
        on: '2025-03-28',
        why: 'No lead passed the second meeting.',
        recovery: 'Two referrals from Copperline in April.',
      },
    ],
    learned: 'Accounts that were visited before the tender kept their volume.',
    closed: '2025-04-02',
  },
  {
    ownerId: 'R4',
    quarter: '2025-Q3',
    opened: '2025-07-01',
    locked: '2025-07-08',
    commitments: [
      { text: 'Review delivery times with Calumet Stamping', due: '2025-07-31', outcome: 'kept', on: '2025-07-29' },
      { text: 'Offer the winter range to Summit Ridge Lifts', due: '2025-08-29', outcome: 'kept', on: '2025-08-26' },
      {
        text: 'Bring Wasatch Surgical to monthly orders',
        due: '2025-09-12',
        outcome: 'partial',
        on: '2025-09-12',
        actual: 'Every five weeks.',
      },
      {
        text: 'Call on Yellowpine Outfitters about the spring catalogue',
        due: '2025-09-26',
        withdrawn: { on: '2025-08-20', approvedBy: 'vp-sales', reason: 'Their buyer left; the new one starts in October.' },
      },
    ],
    learned: 'Rhythm follows their stock counts, not our visits.',
    closed: '2025-10-02',
  },
  {
    ownerId: 'R2',
    quarter: '2025-Q4',
    opened: '2025-10-01',
    locked: '2025-10-07',
    commitments: [
      { text: 'Sign the frame contract with Vantage Home Centers', due: '2025-11-21', outcome: 'kept', on: '2025-11-19' },
      { text: 'Two trials of the new gloves', due: '2025-12-12', outcome: 'kept', on: '2025-12-10' },
      { text: 'Settle the open credit notes of Larkspur Foods', due: '2025-12-19' },
    ],
    learned: 'Trials are best placed with the night shift.',
  },
]

/** Quarterly reviews: what was said, what was done, and what was learned. */
export const reviewEntries = (): readonly CloudEvent[] => reviews.flatMap(entriesOf)

const entriesOf = (review: Review): readonly CloudEvent[] => {
  const qbrId = `QBR-${review.ownerId}-${review.quarter}`
  const { ownerId, quarter, commitments, learned, closed } = review
  const fact = (type: string, on: string, fields: { readonly id: string; readonly minute?: number; readonly data?: object }) =>
    entry({
      source: 'reviews',
      id: `${qbrId}-${fields.id}`,
      type,
      subject: qbrId,
      day: day(on),
      minute: at(20) + (fields.minute ?? 0),
      data: { qbrId, ...fields.data },
    })
  return [
    fact('QbrOpened', review.opened, { id: 'opened', data: { ownerId, quarter } }),
    ...commitments.map(({ text, due }, index) =>
      fact('CommitmentMade', review.opened, {
        id: `c${index + 1}`,
        minute: index + 1,
        data: { commitmentId: `c${index + 1}`, text, due },
      }),
    ),
    fact('QbrCommitmentsLocked', review.locked, { id: 'locked', data: { effectiveOn: review.locked } }),
    ...commitments.flatMap((commitment, index) =>
      outcome(commitment, `c${index + 1}`).map(({ type, on, ...rest }) => fact(type, on, rest)),
    ),
    fact('LearningRecorded', closed ?? '2025-12-22', { id: 'learned', data: { text: learned } }),
    ...(closed ? [fact('QbrClosed', closed, { id: 'closed', minute: 10 })] : []),
  ]
}

type Outcome = { readonly type: string; readonly on: string; readonly id: string; readonly data: object }

const outcome = ({ due: _due, text: _text, withdrawn, on, ...said }: Commitment, commitmentId: string): readonly Outcome[] => {
  if (withdrawn) {
    const { on: day, ...decision } = withdrawn
    return [{ type: 'CommitmentWithdrawn', on: day, id: `${commitmentId}-withdrawn`, data: { commitmentId, ...decision } }]
  }
  if (on === undefined) return []
  return [
    { type: 'CommitmentOutcomeRecorded', on, id: `${commitmentId}-outcome`, data: { commitmentId, effectiveOn: on, ...said } },
  ]
}
