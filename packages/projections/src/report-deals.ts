import { byText, type Day, dayNumber, decimalOf } from '@daybook/domain'
import { z } from 'zod'
import { familyOf } from './credit.ts'
import { competitorsOf, type Deal, dealOn, worthOf } from './deal.ts'
import { dealValue, weighted } from './deal-value.ts'
import type { OpportunityDocument } from './documents/opportunity.ts'
import { teamOn } from './reference.ts'
import { type ReportColumn, type ReportContext, type ReportRow, repeated } from './report.ts'
import { resolve } from './resolution.ts'

/** The parameters that choose deals: those of some reps, teams or accounts; without them, all. */
export const dealParameters = { scope: z.enum(['org', 'team', 'rep', 'account']).optional(), entity: repeated }

type DealsAsked = {
  readonly scope?: 'org' | 'team' | 'rep' | 'account' | undefined
  readonly entity?: readonly string[] | undefined
}

/** A deal as it is on the day of a report, with its value in the reporting currency; null where no rate converts it. */
export type ReportedDeal = {
  readonly opportunityId: string
  readonly deal: Deal<string>
  readonly value: bigint | null
  readonly weighted: bigint | null
  readonly teamId: string
  /** The account that stands for its own, on the same day as the team. P-15. */
  readonly accountId: string | null
  /** Its own, else that of its product: as a line of an order has it. */
  readonly family: string | null
}

/** The deals that a report is asked for, by id. An owner's team, and who stands for an account that was merged, is that of the day of the end, of an open deal that of the report. */
export const dealsAsked = (context: ReportContext, asked: DealsAsked): Promise<readonly ReportedDeal[]> =>
  context
    .documents<OpportunityDocument>('opportunity')
    .then((documents) => documents.flatMap((document) => reported(context, document)).filter(isOf(asked)))

const reported = ({ asOf, reference }: ReportContext, { opportunityId, told }: OpportunityDocument): readonly ReportedDeal[] => {
  const deal = dealOn(told, asOf)
  if (deal === null) return []
  const value = dealValue(deal, reference)
  const { family, ownerId, productId, accountId } = deal.data
  const day = dayNumber(deal.ending?.effectiveOn ?? asOf)
  return [
    {
      opportunityId,
      deal,
      value,
      weighted: value === null ? null : weighted(deal, value),
      teamId: teamOn(reference, ownerId, day),
      accountId: accountId === undefined ? null : resolve(reference, accountId, day),
      family: familyOf(reference, { family: family ?? null, productId: productId ?? null }),
    },
  ]
}

const isOf =
  ({ scope, entity }: DealsAsked) =>
  ({ deal, teamId, accountId }: ReportedDeal): boolean => {
    if (entity === undefined || scope === 'org') return true
    const ids: Readonly<Record<string, string | null>> = { team: teamId, rep: deal.data.ownerId, account: accountId }
    return scope === undefined ? Object.values(ids).some((id) => isIn(entity, id)) : isIn(entity, ids[scope])
  }

const isIn = (list: readonly string[], id: string | null | undefined): boolean => (id ?? '') !== '' && list.includes(id ?? '')

/** The columns that say which deal a row is about, and what it is worth. */
export const dealColumns: readonly ReportColumn[] = [
  { id: 'opportunityId', title: 'Opportunity', type: 'id' },
  { id: 'name', title: 'Name', type: 'text' },
  { id: 'accountId', title: 'Account', type: 'id' },
  { id: 'ownerId', title: 'Owner', type: 'id' },
  { id: 'teamId', title: 'Team', type: 'id' },
  { id: 'productId', title: 'Product', type: 'id' },
  { id: 'family', title: 'Family', type: 'id' },
  { id: 'stage', title: 'Stage', type: 'id' },
]

/** The amount of a deal as it was told, for who asks how it was converted. */
export const ownAmountColumns: readonly ReportColumn[] = [
  { id: 'dealAmount', title: 'Amount in own currency', type: 'number' },
  { id: 'dealCurrency', title: 'Own currency', type: 'id' },
]

/** What those columns hold for a deal. */
export const dealCells = ({ opportunityId, deal, family, teamId, accountId }: ReportedDeal): ReportRow => ({
  opportunityId,
  name: deal.data.name ?? null,
  accountId,
  ownerId: deal.data.ownerId,
  teamId: teamId === '' ? null : teamId,
  productId: deal.data.productId ?? null,
  family,
  stage: deal.stage,
  dealAmount: worthOf(deal),
  dealCurrency: deal.worth.currency,
})

/** Who else is after a deal, in one cell; null when nobody was named. */
export const competitorCell = ({ deal }: ReportedDeal): string | null => competitorsOf(deal).join(', ') || null

/** Money as a cell holds it. */
export const moneyCell = (amount: bigint | null): string | null => (amount === null ? null : decimalOf(amount))

/** Whole days from one day to another. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from)

/** A yes or no as a cell holds it. */
export const flagCell = (is: boolean): 'yes' | 'no' => (is ? 'yes' : 'no')

/** The largest first; what has no value comes last, and of equal ones the id decides. */
export const byValue =
  (amountOf: (deal: ReportedDeal) => bigint | null) =>
  (a: ReportedDeal, b: ReportedDeal): number => {
    const [left, right] = [amountOf(a), amountOf(b)]
    if (left === right) return byText(a.opportunityId, b.opportunityId)
    if (left === null || right === null) return left === null ? 1 : -1
    return left > right ? -1 : 1
  }
