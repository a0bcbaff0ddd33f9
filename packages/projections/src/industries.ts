import { type Day, dayNumber } from '@daybook/domain'
import type { Part } from './calculation.ts'
import type { AccountDocument } from './documents/account.ts'
import type { DayNumber, Scope } from './kpi.ts'
import { lastCounted, sameDayYearEarlier, yearEarlier } from './period-arithmetic.ts'
import type { PeriodSelection } from './period-selection.ts'
import type { ReportContext } from './report.ts'

/** What kind of customer an account is; null where nobody has said. */
export type Kind = { readonly industry: string | null; readonly segment: string | null }

/** The kind of an account on a day. */
export type KindOf = (account: string, day: DayNumber) => Kind

const unknown: Kind = { industry: null, segment: null }

/** The kinds of accounts as their profiles tell them. */
export const kindsOf = (documents: readonly AccountDocument[]): KindOf => {
  const known = new Map(documents.map(({ accountId, industry, segment }) => [accountId, { industry, segment }]))
  return (account) => known.get(account) ?? unknown
}

/** Sums of sales by account and day of a rep, or of all. */
export type Sold = { readonly net: readonly Part[]; readonly gross: readonly Part[]; readonly orders: readonly Part[] }

type Whose = { readonly scope: Scope; readonly entity: string | null }
type Days = { readonly from: DayNumber; readonly last: DayNumber }

/** The days of a period that have come by `asOf`. */
export const daysOf = ({ first, last }: Pick<PeriodSelection, 'first' | 'last'>, asOf: Day): Days => ({
  from: dayNumber(first),
  last: lastCounted({ last }, asOf),
})

/** What was sold on some days, told apart by account and day. */
export const soldBy = ({ parts }: Pick<ReportContext, 'parts'>, whose: Whose, days: Days): Promise<Sold> => {
  const read = (kpi: string) => parts({ kpi, by: 'account-day', ...whose, ...days })
  return Promise.all([read('net-sales'), read('gross-sales'), read('orders')]).then(([net, gross, orders]) => ({
    net,
    gross,
    orders,
  }))
}

/** Net sales of the same period one year earlier, cut as `previous-year-sales` cuts them; none where the calendar has no such period. */
export const soldYearEarlier = (
  { parts, reference, asOf }: Pick<ReportContext, 'parts' | 'reference' | 'asOf'>,
  whose: Whose,
  period: PeriodSelection,
): Promise<readonly Part[]> => {
  const before = yearEarlier(reference, period)
  if (before === null) return Promise.resolve([])
  const isRunning = period.form === 'ytd' && asOf < period.last
  return parts({
    kpi: 'net-sales',
    by: 'account-day',
    ...whose,
    ...daysOf(before, isRunning ? sameDayYearEarlier(asOf) : before.last),
  })
}

/** A sum of parts. */
export const sumOf = (parts: readonly Part[]): bigint => parts.reduce((sum, { amount }) => sum + amount, 0n)

/** The accounts that have something left of what is summed. */
export const accountsIn = (parts: readonly Part[]): readonly string[] =>
  [...Map.groupBy(parts, ({ account }) => account)].flatMap(([account, own]) => (sumOf(own) > 0n ? [account] : []))
