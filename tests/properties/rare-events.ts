import { addDays, type Day, type DomainEvent, dayOf, parseEvent, type Recorded } from '@daybook/domain'
import type { Random } from './random.ts'
import type { RandomHistory } from './random-history.ts'
import { renumbered } from './rewritten-history.ts'

/** Rules that are seldom touched, with what they may be set to. */
const policies: readonly { readonly policyId: string; readonly values: readonly unknown[] }[] = [
  { policyId: 'fx-rule', values: ['effective-date', 'month-average', 'plan-rate'] },
  { policyId: 'reporting-currency', values: ['USD', 'EUR'] },
  { policyId: 'reporting-zone', values: ['UTC', 'America/New_York', 'Pacific/Auckland'] },
  { policyId: 'order-size-basis', values: ['gross-of-credits', 'net-of-credits'] },
  { policyId: 'buying-basis', values: ['any-order', 'net-positive-only'] },
  { policyId: 'backdated-assignment', values: ['adjust', 'next-open-period'] },
  { policyId: 'activity-window', values: [1, 12, 24] },
  { policyId: 'retention-transfers', values: ['exclude', 'keep'] },
  { policyId: 'merge-history', values: ['restate', 'from-date'] },
  { policyId: 'overdue-rule', values: [{ method: 'median-factor', factor: 1, minOccasions: 2 }] },
]

type Made = { readonly type: DomainEvent['type']; readonly stream: string; readonly effectiveOn: Day; readonly data: object }

/** A rule is set, for all time or from a day on. */
const setPolicy = (random: Random, today: Day): readonly Made[] => {
  const { policyId, values } = random.pick(policies)
  const from = random.chance(40) ? { effectiveOn: addDays(today, random.between(-150, 60)) } : {}
  const data = { policyId, value: random.pick(values), ...from }
  return [{ type: 'PolicySet', stream: 'policy-org', effectiveOn: today, data }]
}

/** A rate of a month or of a plan is published, or a daily one the other way round. */
const publishRate = (random: Random, today: Day): readonly Made[] => {
  const [base, quote] = random.pick([
    ['EUR', 'USD'],
    ['JPY', 'USD'],
    ['USD', 'EUR'],
    ['JPY', 'EUR'],
  ] as const)
  const kind = random.pick(['daily', 'month', 'plan'])
  const rate = base === 'JPY' ? `0.00${random.between(60, 75)}` : `${random.pick(['0.9', '1.0', '1.1'])}${random.below(10)}`
  const effectiveOn = addDays(today, random.between(-120, 0))
  return [{ type: 'FxRatePublished', stream: `fx-${base}${quote}`, effectiveOn, data: { base, quote, kind, rate } }]
}

/** A rep leaves the company, and with it his team. */
const leave = (random: Random, today: Day): readonly Made[] => {
  const repId = random.pick(['R1', 'R2', 'R3', 'R4'])
  return [{ type: 'RepLeft', stream: `rep-${repId}`, effectiveOn: addDays(today, random.between(-60, 20)), data: { repId } }]
}

/** An order is entered a second time under another id, and mostly found out. P-13. */
const enterTwice = (random: Random, known: readonly Recorded[], count: number): readonly Made[] => {
  const orders = known.filter((event) => event.type === 'OrderAccepted')
  if (orders.length === 0) return []
  const { effectiveOn, data } = random.pick(orders)
  const [orderId, stream] = [`TWICE${count}`, `order-erp~TWICE${count}`]
  const again: Made = {
    type: 'OrderAccepted',
    stream,
    effectiveOn: addDays(effectiveOn, random.between(-1, 2)),
    data: { ...data, orderId },
  }
  const found = { orderId, accountId: data.accountId, reason: 'duplicate', duplicateOf: data.orderId }
  return random.chance(70) ? [again, { type: 'OrderVoided', stream, effectiveOn, data: found }] : [again]
}

/** The history with what seldom happens put in, here and there: each thing after those that it speaks of. */
export const withRareEvents = ({ seed, events }: RandomHistory, random: Random): RandomHistory => {
  let all = [...events]
  const added = random.between(4, 14)
  for (let count = 0; count < added; count += 1) {
    let place = random.between(18, all.length)
    const today = dayOf(Math.floor(all[place - 1]!.recordedAt / 86_400_000))
    const kind = random.below(10)
    const made =
      kind < 4
        ? setPolicy(random, today)
        : kind < 7
          ? publishRate(random, today)
          : kind < 8
            ? leave(random, today)
            : enterTwice(random, all.slice(0, place), count)
    for (const [part, one] of made.entries()) {
      all = all.toSpliced(place, 0, recorded(one, all[place - 1]!, `${count}-${part}`))
      place = random.between(place + 1, all.length)
    }
  }
  return { seed, events: renumbered(all) }
}

/** An event as the log gives it back, recorded right after another. */
const recorded = (made: Made, after: Recorded, number: string): Recorded => {
  const { type, stream, effectiveOn, data } = made
  const [count, part] = number.split('-')
  const eventId = `ffff${count!.padStart(4, '0')}-${part!.padStart(4, '0')}-5000-8000-000000000000`
  const identity = { eventId, stream, id: `rare-${number}`, payloadHash: `s1:rare-${number}` }
  return { ...after, ...parseEvent({ type, effectiveOn, data }), ...identity } as Recorded // Sound: an event with the envelope of all
}
