import { addMonths, dayNumber, dayOf, decimalOf, divideHalfEven } from '@daybook/domain'
import { modelOn } from './alive-model.ts'
import { type BgNbd, probabilityAlive } from './bg-nbd.ts'
import { ownersOn, ownersText } from './book-owner.ts'
import { historyOn, type Rhythm, rhythmOf, scoreOn, standingOn } from './buying-pattern.ts'
import { spreadUnits } from './cadence.ts'
import { occasionsOf } from './day-sales.ts'
import type { Designations } from './designated.ts'
import { amountFlagOn, mayMissFamilies, missingFamilies, twiceUsualAmount } from './disruption.ts'
import type { AccountDocument } from './documents/account.ts'
import { type Exact, fraction, oneDecimal, sixDecimals } from './exact.ts'
import type { Meeting } from './meetings.ts'
import { once } from './once.ts'
import type { DaySales, ReportContext, ReportRow } from './report.ts'

/** An account that has bought: its days with orders, its net sales of twelve months and of all time. */
export type Buyer = {
  readonly document: AccountDocument
  readonly occasions: readonly DaySales[]
  readonly r12: bigint
  readonly lifetime: bigint
}

/** The buyers of a report, and what is told of one by comparing it with the others; worked out where a row asks for it. */
export type BuyerBook = {
  readonly context: ReportContext
  readonly buyers: readonly Buyer[]
  readonly designations: Designations
  readonly rhythm: (buyer: Buyer) => Rhythm | null
  /** Of the accounts that are like a buyer: see `cohortIntervals`. */
  readonly cohortInterval: (buyer: Buyer) => Exact | null
  /** The model of M-33, of all accounts that ever bought. */
  readonly model: () => BgNbd | null
  readonly lastMeeting: (accountId: string) => Meeting | null
}

/** What is told of all accounts of a book. */
type Told = {
  readonly sales: ReadonlyMap<string, readonly DaySales[]>
  readonly designations: Designations
  readonly lastMeeting: (accountId: string) => Meeting | null
}

/** The buyers of a report with what is told of all accounts. */
export const buyerBook = (
  context: ReportContext,
  buyers: readonly Buyer[],
  { sales, designations, lastMeeting }: Told,
): BuyerBook => {
  const rhythms = new Map<Buyer, Rhythm | null>()
  const rhythm = (buyer: Buyer): Rhythm | null => {
    const known = rhythms.get(buyer)
    if (known !== undefined) return known
    const found = rhythmOf(context.reference, buyer.occasions)
    rhythms.set(buyer, found)
    return found
  }
  const cohortsOf = cohortsBy(designations)
  const cohorts = once(() => cohortIntervals(buyers, rhythm, cohortsOf))
  const model = once(() => {
    const bought = [...sales.values()].map(occasionsOf).filter((occasions) => occasions.length > 0)
    return modelOn(bought, dayNumber(context.asOf))
  })
  const cohortInterval = ({ document }: Buyer): Exact | null =>
    cohortsOf(document).flatMap((cohort) => cohorts().get(cohort) ?? [])[0] ?? null
  return { context, buyers, designations, rhythm, cohortInterval, model, lastMeeting }
}

type CohortsOf = (document: AccountDocument) => readonly string[]

/**
 * Accounts of one designation and industry are alike; where none of these has a rhythm, those of the industry are. Of an account without an
 * industry nothing is known to be. M-29.
 */
const cohortsBy =
  ({ of }: Designations): CohortsOf =>
  (document) =>
    document.industry === null ? [] : [`${of(document) ?? ''} ${document.industry}`, document.industry]

/** The median of the median intervals of accounts that are alike, of those that have a rhythm of their own. M-29. */
const cohortIntervals = (
  buyers: readonly Buyer[],
  rhythm: (buyer: Buyer) => Rhythm | null,
  cohortsOf: CohortsOf,
): ReadonlyMap<string, Exact> => {
  const halves = new Map<string, number[]>()
  for (const buyer of buyers) {
    const own = rhythm(buyer)
    if (own === null) continue
    for (const cohort of cohortsOf(buyer.document)) {
      const known = halves.get(cohort)
      if (known === undefined) halves.set(cohort, [own.cadence.medianHalves])
      else known.push(own.cadence.medianHalves)
    }
  }
  return new Map([...halves].map(([cohort, all]) => [cohort, medianOfHalves(all.sort((a, b) => a - b))]))
}

const medianOfHalves = (ordered: readonly number[]): Exact => {
  const [low, high] = [ordered[(ordered.length - 1) >> 1] ?? 0, ordered[ordered.length >> 1] ?? 0]
  return fraction(BigInt(low + high), 4n)
}

/** The status of an account on the day of the report. M-30. */
export const statusIn = ({ context, rhythm }: BuyerBook, buyer: Buyer): string => {
  const own = rhythm(buyer)
  return own === null ? 'insufficient-history' : standingOn(own, dayNumber(context.asOf)).status
}

/** One row of R-144. */
export const rowOf = (book: BuyerBook, buyer: Buyer, rank: number): Promise<ReportRow> => {
  const { context } = book
  const { document } = buyer
  return Promise.all([ownersOn(context, document, context.asOf), familiesOf(context, buyer)]).then(([owners, families]) => ({
    rank,
    accountId: document.accountId,
    accountName: document.name,
    designation: book.designations.of(document),
    ownerNow: ownersText(owners.reps),
    ...historyOf(context, buyer),
    ...rhythmIn(book, buyer),
    pAlive: aliveIn(book, buyer),
    ...amountsOf(context, buyer),
    missingFamilies: families.length === 0 ? null : families.join(', '),
    ...touchedIn(book, document),
  }))
}

/** When somebody was in touch last, by what and who; a touchpoint that was planned without a kind is called one. */
const touchedIn = ({ lastMeeting }: BuyerBook, { accountId }: AccountDocument) => {
  const meeting = lastMeeting(accountId)
  return {
    lastActivityOn: meeting?.on ?? null,
    lastActivityKind: meeting === null ? null : (meeting.kind ?? 'touchpoint'),
    lastContactBy: meeting?.by ?? null,
  }
}

/** Families come from the orders themselves, which are read only where an account can miss one. */
const familiesOf = (context: ReportContext, { document, occasions }: Buyer): Promise<readonly string[]> => {
  const { asOf, reference } = context
  const days = occasions.map(({ day }) => day)
  if (!mayMissFamilies(reference, days, asOf)) return Promise.resolve([])
  return context.bookOf(document.accountId).then((book) => (book === null ? [] : missingFamilies(book, asOf)))
}

const historyOf = ({ asOf }: ReportContext, { occasions, r12, lifetime }: Buyer) => {
  const [first, last] = [occasions[0]?.day ?? 0, occasions.at(-1)?.day ?? 0]
  const yearAgo = dayNumber(addMonths(asOf, -12))
  return {
    r12Sales: decimalOf(r12),
    lifetimeSales: decimalOf(lifetime),
    firstOrderOn: dayOf(first),
    lastOrderOn: dayOf(last),
    daysSince: dayNumber(asOf) - last,
    r12Orders: Number(occasions.reduce((sum, { day, orders }) => (day > yearAgo ? sum + orders : sum), 0n)),
    averageInterval: occasions.length < 2 ? null : oneDecimal(fraction(BigInt(last - first), BigInt(occasions.length - 1))),
  }
}

/** M-29, M-30: the rhythm of the account, and how far it is beyond it; of too short a history what accounts like it do. */
const rhythmIn = (book: BuyerBook, buyer: Buyer) => {
  const own = book.rhythm(buyer)
  if (own === null) return cohortIn(book, buyer)
  const day = dayNumber(book.context.asOf)
  const { last, cadence, overdueOn } = own
  const { medianHalves, madQuarters, spread } = cadence
  const { status, note } = standingOn(own, day)
  const beyond = 2 * (day - last) - medianHalves
  return {
    medianInterval: oneDecimal(fraction(BigInt(medianHalves), 2n)),
    mad: oneDecimal(fraction(BigInt(madQuarters), 4n)),
    sigma: sixDecimals(fraction(BigInt(spread), BigInt(spreadUnits))),
    expectedOn: dayOf(last + Math.round(medianHalves / 2)),
    overdueOn: dayOf(overdueOn),
    z: sixDecimals(scoreOn(own, day)),
    status,
    valueAtRisk: decimalOf(beyond <= 0 ? 0n : divideHalfEven(buyer.r12 * BigInt(beyond), 730n)),
    seasonalNote: note,
  }
}

const unknown = {
  medianInterval: null,
  mad: null,
  sigma: null,
  expectedOn: null,
  overdueOn: null,
  z: null,
  status: 'insufficient-history',
  valueAtRisk: null,
  seasonalNote: null,
}

/** The interval of the cohort says when an order may be expected, and no more: it makes nobody overdue. */
const cohortIn = (book: BuyerBook, buyer: Buyer) => {
  const interval = book.cohortInterval(buyer)
  if (interval === null) return unknown
  const last = buyer.occasions.at(-1)?.day ?? 0
  const expectedOn = dayOf(last + Math.round(Number(interval.num) / Number(interval.den)))
  return { ...unknown, medianInterval: oneDecimal(interval), expectedOn, seasonalNote: 'cohort' }
}

/** M-33: nothing of who bought once, of whom the model says 1 whatever has happened since. */
const aliveIn = ({ context, model }: BuyerBook, { occasions }: Buyer): string | null => {
  const fitted = occasions.length < 2 ? null : model()
  return fitted === null ? null : probabilityAlive(fitted, historyOn(occasions, dayNumber(context.asOf))).toFixed(6)
}

/** M-31: what was bought on the last day, the median of the twelve days of orders before it, and whether amounts are shrinking. */
const amountsOf = ({ asOf }: ReportContext, { occasions }: Buyer) => {
  const twice = twiceUsualAmount(occasions)
  return {
    lastAmount: decimalOf(occasions.at(-1)?.gross ?? 0n),
    medianAmount: twice === null ? null : decimalOf(divideHalfEven(twice, 2n)),
    amountFlag: amountFlagOn(occasions, asOf),
  }
}
