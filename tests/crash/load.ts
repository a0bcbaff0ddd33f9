import { type Random, randomFrom } from '../properties/random.ts'

/** One CloudEvent as it is sent. */
export type SentEvent = { readonly id: string; readonly source: string; readonly [attribute: string]: unknown }

/** What an event is known by. */
export const identityOf = ({ source, id }: Pick<SentEvent, 'source' | 'id'>): string => `${source} ${id}`

const source = 'crash'
const accounts = 60
const reps = 8
const firstDay = Date.parse('2024-01-01T00:00:00Z')
const days = 500

/** What must be known before any order: teams, reps, accounts, owners, quotas. */
export const setUp = (): readonly SentEvent[] => [
  ...['East', 'West'].map((teamId) => event(`team-${teamId}`, 'TeamFormed', { teamId, name: teamId, effectiveOn: '2023-01-01' })),
  ...numbers(reps).flatMap((rep) => [
    event(`rep-${rep}`, 'RepHired', { repId: `R${rep}`, name: `Rep ${rep}`, effectiveOn: '2023-01-01' }),
    event(`join-${rep}`, 'TeamJoined', { repId: `R${rep}`, teamId: rep % 2 === 0 ? 'East' : 'West', effectiveOn: '2023-01-01' }),
    event(`quota-${rep}`, 'QuotaSet', {
      ownerType: 'rep',
      ownerId: `R${rep}`,
      period: 'FY2024',
      amount: '120000.0000',
      currency: 'USD',
    }),
  ]),
  ...numbers(accounts).flatMap((account) => [
    event(`account-${account}`, 'AccountRegistered', { accountId: `A${account}`, name: `Account ${account}` }),
    event(`owner-${account}`, 'AccountAssigned', {
      accountId: `A${account}`,
      repId: `R${account % reps}`,
      effectiveOn: '2023-06-01',
    }),
  ]),
]

/**
 * A run of orders, some of them corrected, cancelled, void or credited: the same for the same seed and number. Facts alone, since what
 * decisions lead to may depend on the order in which they arrive, and a killed book takes them in another one than a clean run.
 */
export const slice = (seed: number, number: number, size: number): readonly SentEvent[] => {
  const random = randomFrom(seed * 100_003 + number)
  return numbers(size).flatMap((index) => orderAndAfter(random, `${number}-${index}`))
}

const orderAndAfter = (random: Random, key: string): readonly SentEvent[] => {
  const accountId = `A${random.below(accounts)}`
  const effectiveOn = new Date(firstDay + random.below(days) * 86_400_000).toISOString().slice(0, 10)
  const body = { orderId: `O${key}`, accountId, effectiveOn, currency: 'USD', net: `${1 + random.below(900)}.5000` }
  const order = event(`O${key}`, 'OrderAccepted', body)
  const chance = random.below(100)
  if (chance < 4) return [order, event(`C${key}`, 'OrderCorrected', { ...body, net: '77.0000', reason: 'price' })]
  if (chance < 6) return [order, event(`X${key}`, 'OrderCancelled', { orderId: body.orderId, reason: 'withdrawn' })]
  if (chance < 7) return [order, event(`V${key}`, 'OrderVoided', { orderId: body.orderId, reason: 'twice' })]
  if (chance < 11) return [order, event(`N${key}`, 'CreditNoteIssued', { ...body, creditNoteId: `N${key}`, net: '1.0000' })]
  return [order]
}

const event = (id: string, type: string, data: object): SentEvent => ({
  specversion: '1.0',
  id,
  source,
  type,
  time: '2024-01-01T12:00:00Z',
  data,
})

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)
