import type { AccountId, Day, Recorded } from '@daybook/domain'
import { accountsOf, type Cohort, cohort, isActive, isInBook, isOverdue, losses, tenureOf } from './oracle/accounts.ts'
import { type Known, knownAt } from './oracle/book.ts'
import { minusMonths, plusDays, type Span } from './oracle/days.ts'
import { contested, endedValue, endings, openDeals } from './oracle/deals.ts'
import { type Flow, flowOf } from './oracle/flow.ts'
import { carriedOver, repeatMisses } from './oracle/lineages.ts'
import { isKey, listed } from './oracle/lists.ts'
import { kept, missed, quotaOf, said } from './oracle/plans.ts'
import { relationAnswers, relationKpis } from './oracle/relations.ts'
import { amountFor, concerns, orderSales, type Place, returns, type Sale, shareFor } from './oracle/sales.ts'

/** A question about one cell. A stock may be asked without a period. */
export type Question = {
  readonly kpi: string
  readonly scope: string
  readonly entity: string | null
  readonly period: string | null
  readonly asOf: Day
}

/** Whole ten-thousandths for money and shares, whole numbers for counts, two sides for a ratio; null where no quota is set. */
export type Answer = bigint | null | { readonly num: bigint; readonly den: bigint }

/** The figures this oracle knows. */
export const oracleKpis = [
  'net-sales',
  'gross-sales',
  'orders',
  'credited-orders',
  'buying-accounts',
  'active-accounts',
  'overdue-buyers',
  'new-accounts',
  'reactivated-accounts',
  'won-back-accounts',
  'active-accounts-lost',
  'lapsed-accounts',
  'accounts-transferred-in',
  'accounts-transferred-out',
  'accounts-merged-away',
  'lost-accounts',
  'retention',
  'retention-by-loss',
  'retention-by-activity',
  'tenure-days',
  'net-new-accounts',
  'quota',
  'commitments-said',
  'commitments-kept',
  'key-accounts',
  'targets',
  'leads',
  'commitments-missed',
  'commitments-carried-over',
  'repeat-misses',
  'pipeline',
  'weighted-pipeline',
  'won-opportunities',
  'lost-opportunities',
  'won-value',
  'lost-value',
  'competitive-wins',
  'competitive-losses',
  ...relationKpis,
] as const
type OracleKpi = (typeof oracleKpis)[number]

type Asked = { readonly place: Place; readonly span: Span; readonly period: string; readonly asOf: Day; readonly day: Day }

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n)

const isWithin = (day: Day, { span, asOf }: Asked): boolean => span.first <= day && day < span.until && day <= asOf

const sold = (known: Known, asked: Asked): readonly Sale[] =>
  orderSales(known).filter((sale) => sale.isQualifying && sale.lines !== null && isWithin(sale.day, asked))

const netSales = (known: Known, asked: Asked): bigint => {
  const sales = [...orderSales(known), ...returns(known)].filter((sale) => isWithin(sale.day, asked))
  return sum(sales.map((sale) => amountFor(known, sale, asked.place)))
}

const buyingAccounts = (known: Known, asked: Asked): bigint => {
  const buyers = orderSales(known).filter(
    (sale) => sale.isQualifying && isWithin(sale.day, asked) && concerns(known, sale, asked.place),
  )
  return BigInt(new Set(buyers.map((sale) => sale.customerId)).size)
}

/** Accounts that bought in the twelve fiscal months that end with the day's: a stock, M-10. */
const buyingInTwelveMonths = (known: Known, asked: Asked): bigint => {
  let first = known.months.monthOf(asked.day)
  for (let count = 1; count < 12 && first !== null; count++) first = known.months.monthOf(plusDays(first.first, -1))
  const start = first?.first ?? minusMonths(asked.day, 12)
  return buyingAccounts(known, { ...asked, span: { first: start, until: plusDays(asked.day, 1) } })
}

const lostAccounts = (known: Known, asked: Asked): bigint =>
  BigInt(
    losses(known).filter(
      ({ accountId, day }) => isWithin(day, asked) && isInBook(known, asked.place, { accountId, day: plusDays(day, -1) }),
    ).length,
  )

const flowing =
  (way: keyof Flow) =>
  (known: Known, { place, span, day }: Asked): bigint =>
    flowOf(known, place, { span, day })[way]

const retained =
  (measure: Exclude<keyof Cohort, 'opening'>) =>
  (known: Known, asked: Asked): Answer => {
    const found = cohort(known, asked.place, asked)
    return { num: found[measure], den: found.opening }
  }

const inBookWhere = (known: Known, { place, day }: Asked, holds: typeof isActive): bigint =>
  BigInt(
    accountsOf(known).filter((accountId) => isInBook(known, place, { accountId, day }) && holds(known, accountId, day)).length,
  )

const answers: Readonly<Record<OracleKpi, (known: Known, asked: Asked) => Answer>> = {
  'net-sales': netSales,
  'gross-sales': (known, asked) => sum(sold(known, asked).map((sale) => amountFor(known, sale, asked.place))),
  orders: (known, asked) => BigInt(sold(known, asked).filter((sale) => concerns(known, sale, asked.place)).length),
  'credited-orders': (known, asked) => sum(sold(known, asked).map((sale) => shareFor(known, sale, asked.place))),
  'buying-accounts': (known, asked) =>
    asked.period.endsWith(':r12') ? buyingInTwelveMonths(known, asked) : buyingAccounts(known, asked),
  'active-accounts': (known, asked) => inBookWhere(known, asked, isActive),
  'overdue-buyers': (known, asked) => inBookWhere(known, asked, isOverdue),
  'new-accounts': flowing('new'),
  'reactivated-accounts': flowing('reactivated'),
  'won-back-accounts': flowing('wonBack'),
  'active-accounts-lost': flowing('lost'),
  'lapsed-accounts': flowing('lapsed'),
  'accounts-transferred-in': flowing('transferredIn'),
  'accounts-transferred-out': flowing('transferredOut'),
  'accounts-merged-away': flowing('mergedAway'),
  'lost-accounts': lostAccounts,
  retention: retained('kept'),
  'retention-by-loss': retained('byLoss'),
  'retention-by-activity': retained('byActivity'),
  'tenure-days': (known, { place, day }) => tenureOf(known, (place.entity ?? '') as AccountId, day), // Sound: a text
  'net-new-accounts': (known, asked) =>
    flowing('new')(known, asked) + flowing('wonBack')(known, asked) - lostAccounts(known, asked),
  quota: (known, asked) => quotaOf(known, asked.place, asked.span),
  'commitments-said': (known, asked) => said(known, asked.place, asked),
  'commitments-kept': (known, asked) => kept(known, asked.place, asked),
  'key-accounts': (known, asked) => inBookWhere(known, asked, isKey),
  targets: (known, { place, day }) => listed(known, 'TargetsSet', { place, day }),
  leads: (known, { place, day }) => listed(known, 'LeadsSet', { place, day }),
  'commitments-missed': (known, asked) => missed(known, asked.place, asked),
  'commitments-carried-over': (known, asked) => carriedOver(known, asked.place, asked),
  'repeat-misses': (known, asked) => repeatMisses(known, asked.place, asked),
  pipeline: (known, asked) => openDeals(known, asked, false),
  'weighted-pipeline': (known, asked) => openDeals(known, asked, true),
  'won-opportunities': (known, asked) => endings(known, asked, 'OpportunityWon'),
  'lost-opportunities': (known, asked) => endings(known, asked, 'OpportunityLost'),
  'won-value': (known, asked) => endedValue(known, asked, 'OpportunityWon'),
  'lost-value': (known, asked) => endedValue(known, asked, 'OpportunityLost'),
  'competitive-wins': (known, asked) => contested(known, asked, 'OpportunityWon'),
  'competitive-losses': (known, asked) => contested(known, asked, 'OpportunityLost'),
  ...relationAnswers,
}

const earlierOf = (left: Day, right: Day): Day => (left < right ? left : right)

/**
 * The figures of a book by brute force: the events known at a position are searched anew for each question, by the words of the
 * domain specification. No fold, nothing incremental, nothing kept, and no code of the product but its event types.
 *
 * Gives null for a period that the calendar does not have.
 */
export const oracleAt = (events: readonly Recorded[], position: bigint): ((question: Question) => Answer) => {
  const known = knownAt(events, position)
  return ({ kpi, scope, entity, period, asOf }) => {
    const span = period === null ? { first: asOf, until: plusDays(asOf, 1) } : known.months.span(period)
    if (span === null) return null
    const day = earlierOf(asOf, plusDays(span.until, -1))
    const answer = answers[kpi as OracleKpi] // Sound: questions are made from the list above
    return answer(known, { place: { scope, entity }, span, period: period ?? '', asOf, day })
  }
}
