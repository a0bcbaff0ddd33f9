import { z } from 'zod'
import { Text } from './event.ts'
import type { DomainEvent } from './events.ts'
import { ActorId, Code, OwnerId, orgId, PeriodId, type StreamName } from './ids.ts'
import { amountOf, Currency, Decimal } from './money.ts'
import { closings, periodSurroundings } from './outside-plan.ts'
import { outsideType, type Place, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { quota } from './quota.ts'
import { type QuotaOwner, transferQuota } from './quota-transfer.ts'
import { accept, refuse } from './result.ts'
import { streams, yearOfPeriod } from './streams.ts'

const owner = z.strictObject({ ownerType: z.enum(['rep', 'team', 'org']), ownerId: OwnerId.exactOptional() })
type Named = z.infer<typeof owner>

const transfer = wire({
  from: owner,
  to: owner,
  period: PeriodId,
  amount: Decimal,
  currency: Currency,
  transferId: Code.exactOptional(),
  approvedBy: ActorId.exactOptional(),
  override: z.boolean().exactOptional(),
  reason: Text.exactOptional(),
})
  .refine(({ amount }) => amountOf(amount) > 0n, {
    message: 'must be more than zero',
    path: ['amount'],
    // Zod refines also what has already failed in one of its parts: an amount that is none cannot be compared.
    when: ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0,
  })
  .refine(({ from }) => hasOwner(from), { message: 'is needed for a rep or a team', path: ['from', 'ownerId'] })
  .refine(({ to }) => hasOwner(to), { message: 'is needed for a rep or a team', path: ['to', 'ownerId'] })
type Transfer = z.infer<typeof transfer>

const hasOwner = ({ ownerType, ownerId }: Named): boolean => ownerType === 'org' || ownerId !== undefined

const ownerOf = ({ ownerType, ownerId = orgId }: Named): QuotaOwner =>
  ownerType === 'org' ? { ownerType, ownerId: orgId } : { ownerType, ownerId }

const streamOf = (one: Named, { period }: Pick<Transfer, 'period'>, { calendar }: Pick<Place, 'calendar'>): StreamName =>
  streams.quota(ownerOf(one), yearOfPeriod(calendar, period))

const decided = (situation: Situation<Transfer>) => {
  const { data, effectiveOn, streams: known, id } = situation
  const { from, to, transferId = id as string as Code | undefined, ...rest } = undated(data) // Sound: an id is shaped as a code is
  if (transferId === undefined) throw new Error('a transfer needs an id of its own, or that of its decision')
  const stateFor = (one: Named) => stateOf(quota, known.get(streamOf(one, data, situation)))
  return transferQuota({
    effectiveOn,
    data: { ...rest, from: ownerOf(from), to: ownerOf(to), transferId },
    states: { from: stateFor(from), to: stateFor(to) },
    around: periodSurroundings(situation),
  })
}

/**
 * A part of a quota goes to another owner: two quotas with one `transferId`, recorded together. PM-3, P-07.
 *
 * Without a `transferId` it is the id of the decision.
 */
export const transferType = outsideType<Transfer>('TransferQuota', {
  kind: 'decision',
  mayBeForwardDated: true,
  data: transfer,
  stream: (data, place) => streamOf(data.from, data, place),
  reads: (data, place) => [streamOf(data.to, data, place), ...closings(data, place)],
  decide: (situation) => {
    const { data } = situation
    if (streamOf(data.from, data, situation) === streamOf(data.to, data, situation)) return refuse({ code: 'transfer-to-itself' })
    const result = decided(situation)
    return result.ok ? accept(result.value.from) : result
  },
  legs: (_events, situation) => {
    const result = decided(situation)
    const events: readonly DomainEvent[] = result.ok ? result.value.to : []
    return [{ stream: streamOf(situation.data.to, situation.data, situation), events, by: 'decision' }]
  },
})
