import { type Happened, happens } from './example-book.ts'

/** The words in which tests tell of key reviews and account lists: a review on a day, with what it made of each account. */
export const keyReviewed = (
  reviewId: string,
  on: string,
  designations: Readonly<Record<string, 'KEY' | 'SECONDARY'>>,
): readonly Happened[] => {
  const made = Object.entries(designations)
  const keyCount = made.filter(([, designation]) => designation === 'KEY').length
  const figures = { nClients: made.length, k: keyCount, keyLevel: '100', keyCount, rounding: 'ceil', nextReviewOn: '2026-01-01' }
  return [
    happens('alms-org', { type: 'KeyReviewRun', on, data: { reviewId, ...figures } }),
    ...made.map(([accountId, designation]) =>
      happens('alms-org', { type: 'AccountClassified', on, data: { accountId, designation, reviewId, r12Sales: '100' } }),
    ),
  ]
}

const ofSeller = (type: string, repId: string, { on, ...data }: { readonly on: string }): Happened =>
  happens(`sellerlist-${repId}`, { type, on, data: { repId, ...data } })

export const targetsSet = (repId: string, on: string, ...accountIds: readonly string[]): Happened =>
  ofSeller('TargetsSet', repId, { on, accountIds } as { on: string })

export const leadsSet = (repId: string, on: string, ...accountIds: readonly string[]): Happened =>
  ofSeller('LeadsSet', repId, { on, accountIds } as { on: string })

export const listReviewed = (repId: string, on: string): Happened =>
  ofSeller('ListReviewed', repId, { on, by: 'manager' } as { on: string })

export const leftOn = (repId: string, on: string): Happened => happens(`rep-${repId}`, { type: 'RepLeft', on, data: { repId } })

export const hiredOn = (repId: string, on: string): Happened =>
  happens(`rep-${repId}`, { type: 'RepHired', on, data: { repId, name: repId } })
