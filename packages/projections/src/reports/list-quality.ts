import { accept, addMonths, type Day, leadsMax, targetsMax } from '@daybook/domain'
import { z } from 'zod'
import { type AccountLists, accountLists, type Listed, lastOrderOf, type Prospects } from '../account-lists.ts'
import { ownersText } from '../book-owner.ts'
import { keyReviewsOf } from '../designated.ts'
import type { KeyReviewsDocument } from '../documents/key-reviews.ts'
import { house } from '../kpi.ts'
import { isLostOn } from '../lost-on.ts'
import { defineReport, type ReportRow, repeated } from '../report.ts'

/** R-A6 of the domain specification: what somebody should put right. */
export const listQuality = defineReport({
  name: 'list-quality',
  title: 'Quality of the account lists',
  definition:
    'What is wrong with the lists: clients of the last review that were lost, accounts on lists that have bought nothing for twelve months, prospects that buy, lists that are too long or were not reviewed for a month, a key review that is due, no custodian.',
  whenEmpty: { means: 'no list has anything to be put right' },
  version: 1,
  view: 'book',
  parameters: z.strictObject({ kind: repeated }),
  columns: [
    { id: 'kind', title: 'Kind', type: 'id' },
    { id: 'severity', title: 'Severity', type: 'id' },
    { id: 'repId', title: 'Seller', type: 'id' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'since', title: 'Since', type: 'date' },
    { id: 'count', title: 'Count', type: 'integer' },
    { id: 'note', title: 'Note', type: 'text' },
  ],
  rows: (context, { kind }) =>
    Promise.all([accountLists(context), keyReviewsOf(context)]).then(([lists, reviews]) => {
      const rows = [
        ...ofCustody(reviews, context.asOf),
        ...lists.sellers.flatMap((seller) => ofSeller(lists, seller)),
        ...lists.accounts.flatMap((one) => ofAccount(one, context.asOf)),
      ]
      return accept(rows.filter((row) => kind?.includes(String(row.kind)) ?? true))
    }),
})

const ofCustody = ({ reviews, custodians }: KeyReviewsDocument, asOf: Day): readonly ReportRow[] => {
  const last = reviews.findLast(({ reviewOn }) => reviewOn <= asOf)
  const isDue = last !== undefined && last.nextReviewOn <= asOf
  const isKept = custodians.some(({ on }) => on <= asOf)
  return [
    ...(isKept ? [] : [{ kind: 'no-custodian', severity: 'warning', note: 'nobody keeps the account lists' }]),
    ...(isDue
      ? [{ kind: 'key-review-due', severity: 'warning', since: last.nextReviewOn, note: `the last was ${last.reviewId}` }]
      : []),
  ]
}

const ofSeller = (
  { context, accounts }: AccountLists,
  { repId, targets, leads, lastReview }: Prospects,
): readonly ReportRow[] => {
  const { asOf } = context
  const spending = accounts.filter(
    ({ document: { accountId }, r12 }) => r12 > 0n && (targets.has(accountId) || leads.has(accountId)),
  )
  const isReviewed = lastReview !== null && lastReview.on > addMonths(asOf, -1)
  return [
    ...overLimit(repId, ['targets', targets.size, targetsMax]),
    ...overLimit(repId, ['leads', leads.size, leadsMax]),
    ...(isReviewed
      ? []
      : [
          { kind: 'not-reviewed', severity: 'warning', repId, since: lastReview?.on ?? null, note: 'lists are reviewed monthly' },
        ]),
    ...spending.map((one) => ({
      kind: 'spending-prospect',
      severity: 'info',
      repId,
      accountId: one.document.accountId,
      since: lastOrderOf(one),
      note: 'a prospect that buys is a client',
    })),
  ]
}

const overLimit = (repId: string, [list, count, max]: readonly [string, number, number]): readonly ReportRow[] =>
  count <= max ? [] : [{ kind: 'over-limit', severity: 'warning', repId, count, note: `${list}: at most ${max}` }]

/** Lost since it was classified, or on a seller's list and silent for a year. */
const ofAccount = ({ document, designation, occasions, owners, isOnLka }: Listed, asOf: Day): readonly ReportRow[] => {
  const about = { repId: ownersText(owners.reps), accountId: document.accountId }
  const loss = document.losses.find((each) => isLostOn(each, asOf))
  if (loss !== undefined)
    return designation === null
      ? []
      : [
          {
            kind: 'attrition',
            severity: 'warning',
            ...about,
            since: loss.lostOn,
            note: `${designation}, lost: ${loss.reasonCode}`,
          },
        ]
  const last = lastOrderOf({ occasions })
  const isOwned = owners.reps.some((rep) => rep !== house)
  if (last === null || !isOwned || last > addMonths(asOf, -12)) return []
  const where = isOnLka ? 'still assigned to a seller' : 'on the list of a seller'
  return [{ kind: 'dormant', severity: 'info', ...about, since: last, note: `no order for twelve months, ${where}` }]
}
