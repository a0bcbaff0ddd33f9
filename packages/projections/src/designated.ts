import { amountOf, type Client, type Day, dayNumber, keyCutOff, type PolicyValues } from '@daybook/domain'
import { clientsOn, rootsOf } from './clients.ts'
import type { AccountDocument } from './documents/account.ts'
import type { KeyReviewRecord, KeyReviewsDocument } from './documents/key-reviews.ts'
import { once } from './once.ts'
import { policyFor } from './reference.ts'
import type { ReportContext } from './report.ts'

export type Designation = 'KEY' | 'SECONDARY'

/** What a day's designations rest on: the review in force, or, where there was none yet, the cut-off of the day itself. M-36. */
export type Designations = {
  readonly review: KeyReviewRecord | null
  /** The level from which on an account is KEY, in ten-thousandths; null where there is no client. */
  readonly level: bigint | null
  readonly of: (document: AccountDocument) => Designation | null
  /** The first day of the reviews, without a break, that made it so; null where no review did. */
  readonly since: (document: AccountDocument) => string | null
}

/** The designations of any day, found once for each. Sales are read only for a day before the first review. */
export const designationsIn = (context: ReportContext): Promise<(day: Day) => Promise<Designations>> => {
  const known = new Map<Day, Promise<Designations>>()
  const families = once(() => familiesIn(context))
  return keyReviewsOf(context).then(({ reviews }) => (day) => {
    const before = known.get(day)
    if (before !== undefined) return before
    const review = reviews.findLast(({ reviewOn }) => reviewOn <= day) ?? null
    const found =
      review === null
        ? context.salesByDay(null).then((all) => computed(clientsOn(all, day), roundingOn(context, day)))
        : (review.isRolledUp ? families() : Promise.resolve(itself)).then((headOf) => reviewed(reviews, review, headOf))
    known.set(day, found)
    return found
  })
}

/** The reviews of the key accounts as they are known. */
export const keyReviewsOf = ({ documents }: ReportContext): Promise<KeyReviewsDocument> =>
  documents<KeyReviewsDocument>('key-reviews').then(([only]) => only ?? { reviews: [], custodians: [] })

/** Whom a review has classified in place of an account: its parent, where subsidiaries were counted there. */
type HeadOf = (document: AccountDocument) => AccountDocument

const itself: HeadOf = (document) => document

const familiesIn = (context: ReportContext): Promise<HeadOf> =>
  context.accounts().then((documents) => {
    const rootOf = rootsOf(documents, context.reference)
    const byId = new Map(documents.map((document) => [document.accountId, document]))
    return (document) => byId.get(rootOf(document.accountId)) ?? document
  })

const reviewed = (reviews: readonly KeyReviewRecord[], review: KeyReviewRecord, headOf: HeadOf): Designations => {
  const made = (document: AccountDocument, reviewId: string): Designation | null =>
    headOf(document).classifications.findLast((one) => one.reviewId === reviewId)?.designation ?? null
  const before = reviews.slice(0, reviews.indexOf(review) + 1).reverse()
  return {
    review,
    level: amountOf(review.keyLevel),
    of: (document) => made(document, review.reviewId),
    since: (document) => {
      const designation = made(document, review.reviewId)
      if (designation === null) return null
      const other = before.findIndex(({ reviewId }) => made(document, reviewId) !== designation)
      return before[(other < 0 ? before.length : other) - 1]?.reviewOn ?? null
    },
  }
}

const computed = (clients: readonly Client[], rounding: PolicyValues['key-rounding']): Designations => {
  const cutOff = keyCutOff(clients, rounding)
  const level = cutOff === null ? null : amountOf(cutOff.keyLevel)
  const found = new Map<string, Designation>(
    cutOff?.ranked.map(({ accountId, r12Sales }) => [accountId, amountOf(r12Sales) >= (level ?? 0n) ? 'KEY' : 'SECONDARY']),
  )
  return { review: null, level, of: ({ accountId }) => found.get(accountId) ?? null, since: () => null }
}

/** The rule by which a quarter of the clients is rounded on a day. P-24. */
export const roundingOn = ({ reference }: ReportContext, day: Day): PolicyValues['key-rounding'] =>
  policyFor(reference, 'key-rounding', dayNumber(day))
