import { type AccountId, addDays, addMonths, type Day, type OrderId, type Recorded, type Source } from '@daybook/domain'
import { expect, test } from 'vitest'
import { oracleAt } from './oracle.ts'
import { checkPosting } from './posting-checked.ts'
import { foldedAlong } from './probed-book.ts'
import { type Random, randomFrom, shuffled } from './random.ts'
import { describeHistory, emptyWorld, type RandomHistory } from './random-history.ts'
import { effort, reproduce, seedsOf, tell } from './seeds.ts'
import { record, type World } from './world.ts'

const erp = 'erp' as Source
const accountId = 'A1' as AccountId
const stream = `account-${accountId}`

/** A day on which the account buys every so many days but in winter; some winters it buys on, some seasons end early. */
const seasonDays = (random: Random): readonly Day[] => {
  const days: Day[] = []
  const every = random.pick([10, 20, 30])
  for (let year = 2019; year < 2019 + random.between(3, 6); year += 1) {
    let day = addDays(`${year}-03-01` as Day, random.below(12))
    const end = addDays(`${year}-10-15` as Day, random.between(-20, 20))
    while (day < (random.chance(4) ? addMonths(end, 4) : end)) {
      days.push(day)
      day = addDays(day, every + random.between(-2, 2))
    }
  }
  return days
}

const order = (world: World, { id, effectiveOn }: { readonly id: number; readonly effectiveOn: Day }): void => {
  const orderId = `O${id}` as OrderId
  const data = { orderId, accountId, currency: 'USD', lines: [{ lineId: '1', net: '10.0000' }] }
  record(world, { stream: `order-erp~${orderId}`, type: 'OrderAccepted', effectiveOn, source: erp, data })
}

/** Most orders come in time, some late, some of them years late; some turn out void, or to be of another day. */
const seasonalHistory = (seed: number): RandomHistory => {
  const random = randomFrom(seed)
  const world = emptyWorld(seed)
  record(world, {
    stream,
    type: 'AccountRegistered',
    effectiveOn: '2019-01-01' as Day,
    data: { accountId, name: 'Seasonal' },
  })
  const days = seasonDays(random)
  const late = new Set(shuffled(random, days).slice(0, 8))
  const coming = [...days.filter((day) => !late.has(day)), ...shuffled(random, [...late])]
  for (const [id, effectiveOn] of coming.entries()) order(world, { id, effectiveOn })
  for (let count = 0; count < 8; count += 1) {
    const id = random.below(coming.length)
    const known = { orderId: `O${id}`, accountId, reason: 'entered wrongly' }
    const [name, day] = [`order-erp~O${id}`, coming[id]!]
    if (random.chance(50)) record(world, { stream: name, type: 'OrderVoided', effectiveOn: day, source: erp, data: known })
    else {
      const data = { ...known, currency: 'USD', lines: [{ lineId: '1', net: '10.0000' }] }
      const effectiveOn = addDays(day, random.between(-200, 200))
      record(world, { stream: name, type: 'OrderCorrected', effectiveOn, source: erp, data })
    }
  }
  return { seed, events: world.events }
}

/** Days in winters and springs, where seasons end and begin. */
const someDays = (random: Random): readonly Day[] =>
  Array.from({ length: 6 }, () => addDays(`${random.between(2020, 2026)}-10-01` as Day, random.below(200)))

/** The first day on which brute force and the fold differ. */
const differingOverdue = (events: readonly Recorded[], random: Random): string | null => {
  const position = BigInt(random.between(events.length - 20, events.length - 1))
  const oracle = oracleAt(events, position)
  for (const [, folded] of foldedAlong(events, [position])) {
    for (const asOf of someDays(random)) {
      const cell = { scope: 'org', entity: null, period: asOf.slice(0, 7), asOf } as const
      const [brute, fold] = [oracle({ kpi: 'overdue-buyers', ...cell }), folded.value('overdue-buyers', cell)]
      if (brute !== fold) return `${asOf} at ${position}: oracle ${brute}, fold ${fold}`
    }
  }
  return null
}

test('seasons, with orders that come years late and others that turn out otherwise: ledger, fold and brute force are one', {
  timeout: 120_000 * effort,
}, async () => {
  const seeds = seedsOf(40)
  for (const seed of seeds) {
    const history = seasonalHistory(seed)
    const { problem } = await checkPosting(history, 'in-memory')
    const wrong = problem ?? differingOverdue(history.events, randomFrom(seed + 3))
    if (wrong !== null) expect.fail(`${reproduce(seed, import.meta.filename)}\n${wrong}\n${describeHistory(history)}`)
  }
  tell(import.meta.filename, seeds, {})
})
