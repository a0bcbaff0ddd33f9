import type { Line } from './worked-example.ts'

type Said = {
  readonly id: string
  readonly stream: string
  readonly type: Line['type']
  readonly on: string
  readonly data: object
}

const line = ({ on, data, ...said }: Said): Line => ({
  ...said,
  effectiveOn: on,
  recordedAt: `${on}T20:00:00Z`,
  data: { ...data },
})

/** A review of the key accounts that set a level. */
export const keyReview = (reviewId: string, on: string, more: object = {}): Line => {
  const figures = { nClients: 4, k: 1, keyLevel: '3000', keyCount: 1, rounding: 'ceil', nextReviewOn: '2025-12-31' }
  return line({ id: `review-${reviewId}`, stream: 'alms-org', type: 'KeyReviewRun', on, data: { reviewId, ...figures, ...more } })
}

/** What a review made of accounts. */
export const classified = (reviewId: string, on: string, made: Readonly<Record<string, 'KEY' | 'SECONDARY'>>): readonly Line[] =>
  Object.entries(made).map(([accountId, designation]) => {
    const data = { accountId, designation, reviewId, r12Sales: '1000' }
    return line({ id: `class-${reviewId}-${accountId}`, stream: 'alms-org', type: 'AccountClassified', on, data })
  })

export const custodian = (custodianId: string, on: string): Line =>
  line({ id: `custodian-${custodianId}`, stream: 'alms-org', type: 'ListCustodianAssigned', on, data: { custodianId } })

/** The whole list of targets or leads of a seller, from a day on. */
export const prospects = (
  type: 'TargetsSet' | 'LeadsSet',
  repId: string,
  [on, accountIds]: readonly [string, readonly string[]],
): Line => line({ id: `${type}-${repId}-${on}`, stream: `sellerlist-${repId}`, type, on, data: { repId, accountIds } })

export const listReview = (repId: string, on: string, by: string): Line =>
  line({ id: `review-${repId}-${on}`, stream: `sellerlist-${repId}`, type: 'ListReviewed', on, data: { repId, by } })

/** How promising an account is: access to the decision maker, potential, openness to ideas. */
export const evaluated = (accountId: string, on: string, scores: readonly [number, number, number]): Line => {
  const [decisionMakerAccess, potential, openness] = scores
  const data = { accountId, decisionMakerAccess, potential, openness }
  return line({ id: `evaluated-${accountId}-${on}`, stream: `account-${accountId}`, type: 'AccountEvaluated', on, data })
}

export const movedToLka = (accountId: string, previousRepId: string, on: string): Line =>
  line({ id: `lka-${accountId}`, stream: `account-${accountId}`, type: 'MovedToLka', on, data: { accountId, previousRepId } })

export const takenFromLka = (accountId: string, repId: string, on: string): Line =>
  line({ id: `taken-${accountId}`, stream: `account-${accountId}`, type: 'TakenFromLka', on, data: { accountId, repId } })

/** Somebody is to be in touch with an account by a day. */
export const touchpoint = (accountId: string, kind: string, due: string): Line => {
  const data = { touchpointId: `T-${due}`, accountId, due, kind }
  return line({ id: `touch-${due}`, stream: `touchpoint-T-${due}`, type: 'TouchpointPlanned', on: '2025-03-01', data })
}
