import { byText, type Day, dayOf } from '@daybook/domain'
import { type BookOwners, ownersOn } from './book-owner.ts'
import { netOfYearTo, occasionsOf } from './day-sales.ts'
import { type Designation, type Designations, designationsIn } from './designated.ts'
import type { AccountDocument } from './documents/account.ts'
import type { SellerListDocument } from './documents/seller-list.ts'
import type { DaySales, ReportContext } from './report.ts'
import { customerOn } from './report-accounts.ts'

/** An account as the lists of the day have it. */
export type Listed = {
  readonly document: AccountDocument
  readonly own: readonly DaySales[]
  readonly occasions: readonly DaySales[]
  /** Net sales of the twelve months up to the day. */
  readonly r12: bigint
  readonly designation: Designation | null
  readonly owners: BookOwners
  readonly isOnLka: boolean
}

/** The prospects of a seller on the day, with the day since when each has stood there, and the last review of his list. */
export type Prospects = {
  readonly repId: string
  readonly targets: ReadonlyMap<string, string>
  readonly leads: ReadonlyMap<string, string>
  readonly lastReview: SellerListDocument['reviews'][number] | null
}

/** All account lists at one pair of times: what R-A1 and R-A3 to R-A6 read. */
export type AccountLists = {
  readonly context: ReportContext
  readonly designations: Designations
  readonly accounts: readonly Listed[]
  readonly sellers: readonly Prospects[]
}

/** The account lists of the day of a report. */
export const accountLists = (context: ReportContext): Promise<AccountLists> => {
  const { asOf } = context
  return Promise.all([
    Promise.all([context.accounts(), context.accountsRecorded()]).then(([all, recorded]) =>
      customersAmong(context, all, recorded),
    ),
    context.salesByDay(null),
    context.documents<SellerListDocument>('seller-list'),
    designationsIn(context).then((on) => on(asOf)),
  ]).then(([documents, sales, lists, designations]) => {
    const sellers = lists.map((list) => prospectsOn(list, context))
    const prospects = new Set(sellers.flatMap(({ targets, leads }) => [...targets.keys(), ...leads.keys()]))
    return Promise.all(documents.map((document) => ownersOn(context, document, asOf))).then((owners) => ({
      context,
      designations,
      sellers,
      accounts: documents.map((document, place) => {
        const own = sales.get(document.accountId) ?? []
        const listed = {
          document,
          own,
          occasions: occasionsOf(own),
          r12: netOfYearTo(own, asOf),
          designation: designations.of(document),
          owners: owners[place] ?? { reps: [], teams: [] },
        }
        return { ...listed, isOnLka: !prospects.has(document.accountId) && isOnLka(listed, asOf) }
      }),
    }))
  })
}

const prospectsOn = ({ repId, targets, leads, reviews }: SellerListDocument, context: ReportContext): Prospects => ({
  repId,
  targets: standingOn(targets, context),
  leads: standingOn(leads, context),
  lastReview: reviews.findLast(({ on }) => on <= context.asOf) ?? null,
})

/** The accounts of the list in force, each with the first day of the statements, without a break, that name it. */
const standingOn = (statements: SellerListDocument['targets'], context: ReportContext): ReadonlyMap<string, string> => {
  const { asOf } = context
  const known = statements.filter(({ on }) => on <= asOf)
  const named = (known.at(-1)?.accountIds ?? []).filter((accountId) => customerOn(context, accountId, asOf) === accountId)
  return new Map(
    named.map((accountId) => {
      const gap = known.findLastIndex(({ accountIds }) => !accountIds.includes(accountId))
      return [accountId, known[gap + 1]?.on ?? asOf]
    }),
  )
}

/**
 * The accounts that no other one stands for on the day: what was said of one that was merged is closed with it, and only what is still to
 * be done with it goes on with the survivor. P-15.
 */
const customersAmong = (
  context: ReportContext,
  documents: readonly AccountDocument[],
  recorded: readonly AccountDocument[],
): readonly AccountDocument[] => {
  if (context.reference.merges.size === 0) return documents
  const byCustomer = Map.groupBy(recorded, ({ accountId }) => customerOn(context, accountId, context.asOf))
  return documents
    .filter(({ accountId }) => customerOn(context, accountId, context.asOf) === accountId)
    .map((document) => {
      const members = byCustomer.get(document.accountId) ?? [document]
      return { ...document, touchpoints: members.flatMap(({ touchpoints }) => touchpoints) }
    })
}

/**
 * Whether an account that is nobody's prospect is on the list of those that nobody has: it was put there and has bought nothing since, or
 * it has no net sales of twelve months and nobody has taken it. M-38.
 */
const isOnLka = ({ document, occasions, r12 }: Pick<Listed, 'document' | 'occasions' | 'r12'>, day: Day): boolean => {
  const last = lkaOn(document, day)
  if (last?.kind === 'moved') return r12 <= 0n || !boughtAfter(occasions, last.on)
  return r12 <= 0n && last?.kind !== 'taken'
}

/** What was said last about an account and that list by a day. */
export const lkaOn = ({ lka }: AccountDocument, day: Day): AccountDocument['lka'][number] | undefined =>
  lka
    .filter(({ on }) => on <= day)
    .reduce<AccountDocument['lka'][number] | undefined>(
      (last, one) => (last === undefined || one.on >= last.on ? one : last),
      undefined,
    )

const boughtAfter = (occasions: readonly DaySales[], on: string): boolean => {
  const last = occasions.at(-1)
  return last !== undefined && dayOf(last.day) > on
}

/** Accounts by net sales of twelve months, most first, ties by id. */
export const bySales = (a: Listed, b: Listed): number => {
  if (a.r12 !== b.r12) return a.r12 > b.r12 ? -1 : 1
  return byText(a.document.accountId, b.document.accountId)
}

/** The last day on which an account bought, up to the day of the report. */
export const lastOrderOf = ({ occasions }: Pick<Listed, 'occasions'>): Day | null => {
  const last = occasions.at(-1)
  return last === undefined ? null : dayOf(last.day)
}
