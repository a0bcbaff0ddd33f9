import { accept, dayNumber, dayOf, decimalOf } from '@daybook/domain'
import { z } from 'zod'
import { accountsInBooks, type BookAsked } from '../book-owner.ts'
import { occasionsOf } from '../day-sales.ts'
import { mayMissFamilies, missingFamilies } from '../disruption.ts'
import { fraction, sixDecimals } from '../exact.ts'
import { type FamilySales, familySales } from '../family-sales.ts'
import type { PeriodSelection } from '../period-selection.ts'
import {
  type DaySales,
  defineReport,
  periodParameters,
  periodsOrYear,
  type ReportContext,
  type ReportRow,
  repeated,
} from '../report.ts'
import { accountParameters, byColumns, isAsked, namesOf } from '../report-accounts.ts'

type SalesByAccount = ReadonlyMap<string, readonly DaySales[]>

/**
 * RM-07 of the domain specification: M-09 and M-32, of the organisation and of each account. Without a period it is of the fiscal year
 * of the day; of a rep or a team it is that of the
 * accounts in their books on the day. Lines of no family are in no row, so that shares may add up to less than one.
 */
export const productMix = defineReport({
  name: 'product-mix',
  title: 'Product mix',
  definition: 'What each account buys of each product family, and what it bought regularly and no longer does.',
  version: 1,
  view: 'credit',
  parameters: z.strictObject({
    ...periodParameters,
    ...accountParameters,
    scope: z.enum(['org', 'team', 'rep', 'account']).optional(),
    family: repeated,
  }),
  columns: [
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Name', type: 'text' },
    { id: 'family', title: 'Family', type: 'id' },
    { id: 'netSales', title: 'Net sales', type: 'money', unit: 'currency' },
    { id: 'share', title: 'Share of net sales', type: 'ratio' },
    { id: 'reason', title: 'Reason', type: 'id' },
    { id: 'accounts', title: 'Accounts', type: 'integer' },
    { id: 'firstBoughtOn', title: 'First bought', type: 'date' },
    { id: 'lastBoughtOn', title: 'Last bought', type: 'date' },
    { id: 'status', title: 'Status', type: 'id' },
  ],
  rows: (context, parameters) => {
    const periods = periodsOrYear(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    return Promise.all([namesOf(context), context.salesByDay(null), accountsMeant(context, parameters)]).then(
      ([nameOf, sales, isOf]) =>
        Promise.all(periods.value.map((period) => mixOf(context, { period, sales, parameters, isOf }))).then((mixes) =>
          accept(mixes.flat().map((row) => ({ ...row, accountName: nameOf(String(row.accountId)) }))),
        ),
    )
  },
  cells: ({ accountId, family, period }) =>
    accountId === null ? [{ kpi: 'product-share', scope: 'family', entity: String(family), period: String(period) }] : [],
})

type Asked = BookAsked & {
  readonly account?: readonly string[] | undefined
  readonly family?: readonly string[] | undefined
}

type Mix = {
  readonly period: PeriodSelection
  readonly sales: SalesByAccount
  readonly parameters: Asked
  readonly isOf: (accountId: string) => boolean
}

/** Whether an account has rows: by name, or by whose book it is in. */
const accountsMeant = (context: ReportContext, asked: Asked): Promise<Mix['isOf']> => {
  const { account, scope, entity } = asked
  if (account !== undefined || entity === undefined || (scope !== 'rep' && scope !== 'team'))
    return Promise.resolve(isAsked(asked))
  return accountsInBooks(context, asked).then((accounts) => {
    const ids = new Set(accounts.map(({ accountId }) => accountId))
    return (accountId) => ids.has(accountId)
  })
}

/** The rows of the organisation, then those of the accounts; of the organisation alone, or of some accounts alone, where so asked. */
const mixOf = (context: ReportContext, { period, sales, parameters, isOf }: Mix): Promise<readonly ReportRow[]> => {
  const { scope, account, entity, family } = parameters
  return familiesIn(context, period).then((known) => {
    const families = known.filter((each) => family?.includes(each) ?? true)
    return familySales(context, families, period).then((found) => {
      const ofOrg = account === undefined && entity === undefined && (scope === undefined || scope === 'org')
      const own = scope === 'org' ? [] : found.filter(({ accountId }) => isOf(accountId))
      return Promise.all([ofOrg ? orgRows(context, period, found) : [], accountRows(context, { period, sales }, own)]).then(
        (rows) => rows.flat(),
      )
    })
  })
}

const quartersBack = 4

/** The families sold in the period, or in the quarters that product disruption looks at. */
const familiesIn = (
  { asOf, cells, reference: { calendar } }: ReportContext,
  { id }: PeriodSelection,
): Promise<readonly string[]> => {
  const quarter = calendar.quarterOf(asOf)
  const before = Array.from({ length: quartersBack + 1 }, (_, back) =>
    quarter === null ? null : calendar.previous(quarter, back),
  )
  const periods = [id, ...before.flatMap((each) => each?.id ?? [])]
  return cells({ kpi: 'net-sales', scope: 'family', entities: null, periods }).then(({ entities }) => entities.toSorted())
}

const orgRows = (
  { cells }: ReportContext,
  { id }: PeriodSelection,
  found: readonly FamilySales[],
): Promise<readonly ReportRow[]> => {
  const entities = [...new Set(found.map(({ family }) => family))]
  const read = { scope: 'family' as const, entities, periods: [id] }
  return Promise.all([cells({ kpi: 'net-sales', ...read }), cells({ kpi: 'product-share', ...read })]).then(([nets, shares]) =>
    entities.map((family) => {
      const own = found.filter((each) => each.family === family)
      const { value, reason = null } = shares.of(family, id)
      const days = own.flatMap(({ firstOn, lastOn }) => [firstOn, lastOn]).filter((day) => day !== null)
      return {
        ...{ period: id, accountId: null, family, netSales: nets.of(family, id).value, share: value, reason },
        accounts: own.filter(({ net }) => net !== 0n).length,
        firstBoughtOn: days.length === 0 ? null : dayOf(Math.min(...days)),
        lastBoughtOn: days.length === 0 ? null : dayOf(Math.max(...days)),
        status: null,
      }
    }),
  )
}

type OfPeriod = { readonly period: PeriodSelection; readonly sales: SalesByAccount }

const accountRows = (
  context: ReportContext,
  { period, sales }: OfPeriod,
  found: readonly FamilySales[],
): Promise<readonly ReportRow[]> => {
  const accounts = [...new Set(found.map(({ accountId }) => accountId))]
  return Promise.all([
    context.cells({ kpi: 'net-sales', scope: 'account', entities: accounts, periods: [period.id] }),
    missingIn(context, accounts, sales),
  ]).then(([totals, missing]) =>
    found
      .map((one) => {
        const outcome = totals.outcome(one.accountId, period.id)
        const total = outcome.kind === 'amount' ? outcome.amount : 0n
        const isMissing = missing.get(one.accountId)?.includes(one.family) ?? false
        return { one, total, status: isMissing ? 'missing' : statusOf(one, period, sales.get(one.accountId) ?? []) }
      })
      .filter(({ one, status }) => one.net !== 0n || status === 'missing')
      .map(({ one: { accountId, family, net, firstOn, lastOn }, total, status }) => ({
        ...{ period: period.id, accountId, family, netSales: decimalOf(net) },
        share: total <= 0n ? null : sixDecimals(fraction(net, total)),
        reason: total <= 0n ? 'no-base' : null,
        accounts: 1,
        firstBoughtOn: firstOn === null ? null : dayOf(firstOn),
        lastBoughtOn: lastOn === null ? null : dayOf(lastOn),
        status,
      }))
      .sort(byColumns('accountId', 'family')),
  )
}

/** `new`: bought for the first time in the period, by an account that had bought other things before. M-50. */
const statusOf = ({ firstOn }: FamilySales, { first }: PeriodSelection, sales: readonly DaySales[]): 'new' | 'bought' => {
  const began = occasionsOf(sales)[0]?.day
  return firstOn !== null && began !== undefined && began < firstOn && firstOn >= dayNumber(first) ? 'new' : 'bought'
}

/** The families that accounts bought regularly and no longer do, M-32; their orders are read only where one can be missing. */
const missingIn = (
  { asOf, bookOf, reference }: ReportContext,
  accounts: readonly string[],
  sales: SalesByAccount,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const daysOf = (accountId: string) => occasionsOf(sales.get(accountId) ?? []).map(({ day }) => day)
  const mayMiss = accounts.filter((accountId) => mayMissFamilies(reference, daysOf(accountId), asOf))
  return Promise.all(
    mayMiss.map((accountId) =>
      bookOf(accountId).then((book) => [accountId, book === null ? [] : missingFamilies(book, asOf)] as const),
    ),
  ).then((found) => new Map(found))
}
