import { dayNumber, dayOf, decimalOf } from '@daybook/domain'
import { occasionsOf } from './day-sales.ts'
import { mayMissFamilies, missingFamilies } from './disruption.ts'
import { fraction, sixDecimals } from './exact.ts'
import { type FamilySales, familySales } from './family-sales.ts'
import type { PeriodSelection } from './period-selection.ts'
import type { DaySales, ReportContext, ReportRow } from './report.ts'
import { byColumns, isAsked } from './report-accounts.ts'

type SalesByAccount = ReadonlyMap<string, readonly DaySales[]>

/** The rows of a period for some accounts, or, without any, those of the organisation. */
export const familyShares = (
  context: ReportContext,
  period: PeriodSelection,
  accounts: readonly string[] | null,
): Promise<readonly ReportRow[]> => {
  if (accounts === null) return mixOf(context, { period, sales: new Map(), parameters: { scope: 'org' }, isOf: () => false })
  return context
    .salesByDay(accounts)
    .then((sales) => mixOf(context, { period, sales, parameters: { account: accounts }, isOf: isAsked({ account: accounts }) }))
}

/** Whose rows, and of which families, are asked for. */
export type MixAsked = {
  readonly account?: readonly string[] | undefined
  readonly scope?: 'org' | 'team' | 'rep' | 'account' | undefined
  readonly entity?: readonly string[] | undefined
  readonly family?: readonly string[] | undefined
}

/** `isOf`: which accounts have rows. */
type Mix = {
  readonly period: PeriodSelection
  readonly sales: SalesByAccount
  readonly parameters: MixAsked
  readonly isOf: (accountId: string) => boolean
}

const quartersBack = 4

/** The rows of the organisation, then those of the accounts; of the organisation alone, or of some accounts alone, where so asked. */
export const mixOf = (context: ReportContext, { period, sales, parameters, isOf }: Mix): Promise<readonly ReportRow[]> => {
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
