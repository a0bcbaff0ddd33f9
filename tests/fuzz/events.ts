import { readdirSync, readFileSync } from 'node:fs'
import { type Random, randomFrom } from '../properties/random.ts'
import { damaged } from './byte-mutations.ts'
import { type Json, mutated, rewritten } from './json-mutations.ts'

const folder = new URL('../fixtures/events/', import.meta.url)

type Template = { readonly type: string; readonly effectiveOn: string; readonly data: Json }

/** One event of every type, as it is stored. */
const templates: readonly Template[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .toSorted()
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Template) // Sound: a test parses each

const accounts = 20
const wire = (id: string, { type, effectiveOn, data }: Template): Json => ({
  specversion: '1.0',
  id,
  source: 'fuzz',
  type,
  ...(type === 'PolicySet' ? { data } : { data: { ...data, effectiveOn } }),
})

/** What stands in the book before anything else: accounts, people and a team. */
export const setUp = (): readonly Json[] => [
  wire('team', { type: 'TeamFormed', effectiveOn: '2023-01-01', data: { teamId: 'T1', name: 'T1' } }),
  ...Array.from({ length: 5 }, (_, rep) => {
    const data = { repId: `R${rep + 1}`, name: `R${rep + 1}`, teamId: 'T1' }
    return wire(`rep-${rep}`, { type: 'RepHired', effectiveOn: '2023-01-01', data })
  }),
  ...Array.from({ length: accounts }, (_, account) => {
    const data = { accountId: `A${account + 1}`, name: `A${account + 1}` }
    return wire(`account-${account}`, { type: 'AccountRegistered', effectiveOn: '2023-01-01', data })
  }),
]

const order = (id: string, random: Random): Json => {
  const data = { orderId: id, accountId: `A${1 + random.below(accounts)}`, currency: 'USD', net: `${random.below(1_000)}.5000` }
  const effectiveOn = `2025-0${1 + random.below(3)}-${10 + random.below(18)}`
  return wire(id, { type: 'OrderAccepted', effectiveOn, data })
}

/** A good event; one of ten has the identity of another. */
const goodEvent = (random: Random): Json => {
  const id = random.chance(10) ? `F${random.below(50)}` : `F${random.below(1e9)}-${random.below(1e9)}`
  if (random.chance(55)) return order(id, random)
  const event = wire(id, structuredClone(random.pick(templates)))
  const data = event.data as Json // Sound: as it was made
  if ('accountId' in data && random.chance(90)) data.accountId = `A${1 + random.below(accounts)}`
  for (const key of ['orderId', 'activityId', 'touchpointId', 'dependencyId', 'programId'])
    if (key in data && random.chance(60)) data[key] = id
  return event
}

/** The bytes of one event: one of three is as it should be, the others are changed in structure, in syntax or in their bytes. */
export const eventBytes = (random: Random): Buffer => {
  const chance = random.below(100)
  // One of twenty was sent before, or will be again.
  const good = goodEvent(random.chance(5) ? randomFrom(random.below(300)) : random)
  if (chance < 30) return Buffer.from(JSON.stringify(good))
  const text = JSON.stringify(mutated(good, random.pick([0, 1, 1, 1, 2, 4]), random))
  if (chance < 70) return Buffer.from(text)
  if (chance < 85) return Buffer.from(rewritten(text, random))
  return damaged(Buffer.from(text), random)
}

const none = { data: {}, effectiveOn: '2025-03-05' }

/** The decision that no event stands for. */
const transfer: Template = {
  type: 'TransferQuota',
  effectiveOn: '2025-03-05',
  data: {
    from: { ownerType: 'rep', ownerId: 'R1' },
    to: { ownerType: 'rep', ownerId: 'R2' },
    period: '2025-03',
    amount: '5.0000',
    currency: 'USD',
    reason: 'territory change',
  },
}

/** The data of an event of a type as a decision takes them, without what stands in its path: changed in two of three cases. */
export const decisionData = (type: string, inPath: readonly string[], random: Random): Json => {
  const { data, effectiveOn } = [...templates, transfer].find((template) => template.type === type) ?? none
  const kept = Object.fromEntries(Object.entries({ ...data, effectiveOn }).filter(([key]) => !inPath.includes(key)))
  const suffix = String(random.below(1e6))
  const fresh = Object.fromEntries(
    Object.entries(kept).map(([key, value]) => [
      key,
      /^(?:account|qbr|plan|opportunity|pdp|review)Id$/.test(key) ? suffix : value,
      /^(?:account|qbr|activity|touchpoint|dependency|program)Id$/.test(key) ? suffix : value,
    ]),
  )
  return mutated(fresh, random.pick([0, 1, 2]), random)
}
