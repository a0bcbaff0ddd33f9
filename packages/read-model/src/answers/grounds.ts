import { type Currency, type Day, dayOf, type Recorded } from '@daybook/domain'
import type { PolicyInForce } from './book-reference.ts'
import { type Cell, earlier } from './cell.ts'
import { ratesOfDeals } from './deal-rates.ts'
import type { LogicalEntry } from './entries.ts'
import { eventAt, eventsAt } from './events.ts'
import { kpisOf } from './formulas.ts'
import type { View } from './view.ts'

const bookings = ['credit-rule', 'return-credit', 'backdated-assignment', 'reporting-zone']

const cohorts = ['activity-window', 'retention-transfers', 'backdated-assignment', 'reporting-zone']

const present = ['activity-window', 'backdated-assignment', 'reporting-zone']

const deals = ['reporting-currency', 'fx-rule', 'reporting-zone']

/** The policies that the folds of a ledger read. Domain 3. */
const policiesOfLedger: Readonly<Record<string, readonly string[]>> = {
  activated: present,
  turned: present,
  transferred: present,
  'merged-away': present,
  'lost-after-lapse': present,
  tenure: ['reporting-zone'],
  'retention-moves': cohorts,
  'retention-losses': cohorts,
  'buying-r12': ['buying-basis', ...bookings],
  forecast: ['reporting-currency', 'fx-rule', 'reporting-zone'],
  sales: ['sales-basis', ...bookings, 'reporting-currency', 'fx-rule'],
  buying: ['buying-basis', ...bookings],
  active: ['activity-window', 'backdated-assignment', 'reporting-zone'],
  overdue: ['overdue-rule', 'backdated-assignment', 'reporting-zone'],
  'key-accounts': ['backdated-assignment', 'reporting-zone'],
  'seller-lists': ['reporting-zone'],
  'list-leads': ['reporting-zone'],
  'list-reviews': ['reporting-zone'],
  lost: ['backdated-assignment', 'reporting-zone'],
  retention: ['activity-window', 'retention-transfers', 'backdated-assignment', 'reporting-zone'],
  quota: ['quota-rollup', 'reporting-currency', 'fx-rule'],
  commitments: ['reporting-zone'],
  'commitments-on-time': ['reporting-zone'],
  'commitments-missed': ['reporting-zone'],
  'commitments-added': ['reporting-zone'],
  lineages: ['reporting-zone'],
  initiatives: ['reporting-zone'],
  'initiatives-on-time': ['reporting-zone'],
  pipeline: deals,
  won: deals,
  'lost-deals': deals,
  contested: ['reporting-zone'],
  plans: ['reporting-zone'],
  'plan-reviews': ['reporting-zone'],
  'plan-targets': ['reporting-currency', 'fx-rule'],
  gsit: ['reporting-zone'],
  'gsit-tactics': ['reporting-zone'],
  demos: ['reporting-zone'],
  'demo-wins': ['reporting-zone'],
  touchpoints: ['reporting-zone'],
  dependencies: ['reporting-zone'],
  'dependencies-met': ['reporting-zone'],
  'key-programs': ['reporting-zone', 'reporting-currency', 'fx-rule'],
  roles: ['reporting-zone'],
  satisfaction: ['reporting-zone'],
  wallet: ['reporting-zone', 'reporting-currency', 'fx-rule'],
  'wallet-sales': ['sales-basis', 'reporting-zone', 'reporting-currency', 'fx-rule'],
  wins: bookings,
  'new-products': bookings,
  margin: ['sales-basis', ...bookings, 'reporting-currency', 'fx-rule'],
}

/** The policies that measures follow when they are computed. */
const policiesOfMeasure: Readonly<Record<string, readonly string[]>> = {
  'average-order-size': ['order-size-basis'],
  'previous-year-sales': ['year-comparison'],
  'sales-growth': ['year-comparison'],
}

/** The policies that a cell's value follows, as they hold on its last day. */
export const policiesOf = ({ view, measure, period }: Cell): readonly PolicyInForce[] => {
  const posted = kpisOf(view.measures, measure, view.rules)
  const own = policiesOfMeasure[measure.name] ?? []
  // Which accounts one customer has decides on all that is folded by account.
  const merges = posted.some(({ fold }) => fold === 'account') ? ['merge-history'] : []
  const names = new Set([...own, ...posted.flatMap(({ ledger }) => policiesOfLedger[ledger] ?? []), ...merges])
  return [...names].map((name) => view.reference.policy(name, earlier(view.at.asOf, period.last)))
}

/** A rate that an amount was converted at. */
export type RateUsed = {
  readonly eventId: string
  readonly base: string
  readonly quote: string
  readonly effectiveOn: string
  readonly rate: string
}

/** The rates that the amounts of some entries were converted at. P-08: credit notes follow the day of their order. */
export const ratesUsed = async (view: View, entries: readonly LogicalEntry[]): Promise<readonly RateUsed[]> => {
  const { log } = view.sources
  const money = entries.filter(({ input }) => input.kpi.unit === 'money' && input.kpi.ledger === 'sales')
  const events = await eventsAt(
    log,
    money.flatMap(({ because }) => because),
  )
  const positions = new Set(await ratesOfDeals(view, entries))
  for (const entry of money) {
    const { position } = rateOf(view, entry, events)?.setBy ?? {}
    if (position !== undefined) positions.add(position)
  }
  const published = await Promise.all([...positions].map((position) => eventAt(log, position)))
  return published.flatMap((event) => {
    if (event.type !== 'FxRatePublished') return []
    const { base, quote, rate } = event.data
    return [{ eventId: event.eventId, base, quote, effectiveOn: event.effectiveOn, rate }]
  })
}

const rateOf = ({ reference }: View, entry: LogicalEntry, events: ReadonlyMap<bigint, Recorded>) => {
  const facts = entry.because.flatMap((position) => factAt(events, position))
  const currency = facts[0]?.currency
  if (currency === undefined || currency === reference.currency) return null
  return reference.rate(currency, facts.findLast(({ isOrder }) => isOrder)?.day ?? dayOf(entry.day))
}

type FactEvent = { readonly currency: Currency; readonly day: Day; readonly isOrder: boolean }

const factAt = (events: ReadonlyMap<bigint, Recorded>, position: bigint): readonly FactEvent[] => {
  const event = events.get(position)
  switch (event?.type) {
    case 'OrderAccepted':
    case 'OrderCorrected':
      return [{ currency: event.data.currency, day: event.effectiveOn, isOrder: true }]
    case 'CreditNoteIssued':
      return [{ currency: event.data.currency, day: event.effectiveOn, isOrder: false }]
    default:
      return []
  }
}
