import type { ExternalId } from './account-events.ts'
import type { FiscalCalendar } from './calendar.ts'
import type {
  AccountId,
  ActivityId,
  CreditNoteId,
  DependencyId,
  OpportunityId,
  OrderId,
  OwnerId,
  PdpId,
  PlanId,
  ProductId,
  ProgramId,
  QbrId,
  RepId,
  Source,
  StreamName,
  TeamId,
  TouchpointId,
} from './ids.ts'
import type { Currency } from './money.ts'

/** Where the events of each aggregate stand: `category-id`. Domain 5.2. */
export const streams = {
  account: (accountId: AccountId) => named(`account-${accountId}`),
  /** The id of another system: whose it is stands here, so that it is one account's. */
  externalId: ({ system, externalId }: ExternalId) => named(`extid-${system}~${externalId}`),
  /** Contacts, wallet and satisfaction of an account: apart from it, since they are many and decide nothing about it. */
  relations: (accountId: AccountId) => named(`relations-${accountId}`),
  activity: (activityId: ActivityId) => named(`activity-${activityId}`),
  touchpoint: (touchpointId: TouchpointId) => named(`touchpoint-${touchpointId}`),
  dependency: (dependencyId: DependencyId) => named(`dependency-${dependencyId}`),
  program: (programId: ProgramId) => named(`program-${programId}`),
  order: (source: Source, orderId: OrderId) => named(`order-${source}~${orderId}`),
  creditNote: (source: Source, creditNoteId: CreditNoteId) => named(`credit-${source}~${creditNoteId}`),
  quota: (owner: { ownerType: string; ownerId: OwnerId }, year: string) =>
    named(`quota-${owner.ownerType}~${owner.ownerId}~${year}`),
  forecast: (scope: { scopeType: string; scopeId: OwnerId }, year: string) =>
    named(`forecast-${scope.scopeType}~${scope.scopeId}~${year}`),
  qbr: (qbrId: QbrId) => named(`qbr-${qbrId}`),
  rep: (repId: RepId) => named(`rep-${repId}`),
  team: (teamId: TeamId) => named(`team-${teamId}`),
  product: (productId: ProductId) => named(`product-${productId}`),
  rates: (base: Currency, quote: Currency) => named(`fx-${base}${quote}`),
  calendar: 'calendar-org' as StreamName,
  policies: 'policy-org' as StreamName,
  periods: (year: string) => named(`period-org~${year}`),
  plan: (planId: PlanId) => named(`plan-${planId}`),
  opportunity: (opportunityId: OpportunityId) => named(`opportunity-${opportunityId}`),
  pdp: (pdpId: PdpId) => named(`pdp-${pdpId}`),
  keyReviews: 'alms-org' as StreamName,
  sellerList: (repId: RepId) => named(`sellerlist-${repId}`),
} as const

const named = (name: string): StreamName => name as StreamName // Sound: every name above begins with its category and a dash

/** The fiscal year in which a period lies, as it stands in stream names; `none` for an id that names no period. */
export const yearOfPeriod = (calendar: FiscalCalendar, period: string): string => calendar.period(period)?.year ?? 'none'
