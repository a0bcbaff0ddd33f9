import { z } from 'zod'
import { event, Text } from './event.ts'
import { ActorId, Code, OwnerId, PeriodId } from './ids.ts'
import { Currency, Decimal } from './money.ts'

const quotaOf = { ownerType: z.enum(['rep', 'team', 'org']), ownerId: OwnerId, period: PeriodId }

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** The quota of one owner for a month, quarter or year, as entered; `quotaMonths` gives its months. The latest wins. P-17. */
export const QuotaSet = event('QuotaSet', {
  ...quotaOf,
  amount: Decimal,
  currency: Currency,
  spread: z.enum(['even', 'days', 'weights']).exactOptional(),
  weights: z.array(Decimal).min(1).max(100).exactOptional(),
  approvedBy: ActorId.exactOptional(),
  transferId: Code.exactOptional(),
  override: z.boolean().exactOptional(),
  reason: Text.exactOptional(),
})

/** No quota is set any more for the months of the period: another thing than a quota of zero. */
export const QuotaWithdrawn = event('QuotaWithdrawn', { ...quotaOf, override: z.boolean().exactOptional(), reason: Text })

/** What can happen to the quotas of one owner and fiscal year. */
export const quotaEvents = [QuotaSet, QuotaWithdrawn] as const
export type QuotaEvent = z.infer<(typeof quotaEvents)[number]>
