import type { DomainEvent } from '@daybook/domain'
import type { Line } from './worked-example.ts'

type Terms = Readonly<Record<string, unknown>>
type About = Extract<DomainEvent['type'], `Opportunity${string}`>

/** What was told of a deal on a day, and recorded that evening unless another instant is named. */
export const told = (
  opportunityId: string,
  [type, day, recordedAt]: readonly [About, string, string?],
  data: Terms = {},
): Line => ({
  id: `${opportunityId}-${type}-${day}`,
  type,
  effectiveOn: day,
  recordedAt: recordedAt ?? `${day}T19:00:00Z`,
  stream: `opportunity-${opportunityId}`,
  data: { opportunityId, ...data },
})

const opened = (opportunityId: string, day: string, terms: Terms): Line =>
  told(opportunityId, ['OpportunityOpened', day], {
    currency: 'USD',
    probability: '0.5000',
    expectedCloseOn: '2025-03-31',
    stage: 'engaging',
    ...terms,
  })

/**
 * Six deals beside the example book: two open in March and one in May, one won against a competitor, one lost on its price, and one that
 * was lost and is open again. OP3 is of no account, OP6 in a currency without a rate.
 */
export const deals: readonly Line[] = [
  opened('OP1', '2025-01-10', {
    accountId: 'A1',
    ownerId: 'R1',
    amount: '30000.0000',
    name: 'Two more halls',
    productId: 'HALL',
    family: 'buildings',
  }),
  opened('OP2', '2025-01-12', {
    accountId: 'A3',
    ownerId: 'R2',
    amount: '50000.0000',
    probability: '0.2000',
    stage: 'prospecting',
  }),
  opened('OP3', '2025-02-01', { ownerId: 'R3', amount: '8000.0000', probability: '0.2500', expectedCloseOn: '2025-05-02' }),
  opened('OP4', '2025-01-15', { accountId: 'A2', ownerId: 'R1', amount: '9000.0000' }),
  opened('OP5', '2025-01-20', { accountId: 'A5', ownerId: 'R3', amount: '4000.0000' }),
  opened('OP6', '2025-02-03', {
    accountId: 'A1',
    ownerId: 'R1',
    amount: '700.0000',
    currency: 'EUR',
    expectedCloseOn: '2025-06-30',
  }),
  told('OP1', ['OpportunityCompetitorAttached', '2025-01-25'], { competitor: 'Rival Ltd' }),
  told('OP1', ['OpportunityMarkedKeyDeal', '2025-01-26'], { reason: 'Opens the plant' }),
  told('OP4', ['OpportunityCompetitorAttached', '2025-01-27'], { competitor: 'Rival Ltd' }),
  told('OP4', ['OpportunityMarkedKeyDeal', '2025-01-28']),
  told('OP4', ['OpportunityWon', '2025-02-20'], { amount: '9500.0000', orderId: 'O99', note: 'Signed at the fair' }),
  told('OP5', ['OpportunityLost', '2025-02-25'], { reasonCode: 'price', note: 'A third cheaper elsewhere' }),
  told('OP2', ['OpportunityLost', '2025-03-03'], { competitor: 'Other Ltd' }),
  told('OP2', ['OpportunityReopened', '2025-03-10']),
]
