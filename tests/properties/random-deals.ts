import { type EventOf, type OpportunityCommand, type OpportunityId, type OpportunityNews, opportunity } from '@daybook/domain'
import { decide } from './decide.ts'
import { amount, daysFromToday, decimal, type World } from './world.ts'

// The pipeline: deals opened, told of late and ahead, moved, won, lost and opened again, as their decider allows it.

const someProbability = (world: World): string =>
  world.random.pick(['0.0000', '0.1000', '0.2500', '0.3333', '0.5000', '0.9000', '1.0000'])

const open = (world: World, opportunityId: OpportunityId): OpportunityCommand => {
  const { random } = world
  const account = random.chance(75) ? { accountId: random.pick(world.accounts).accountId } : {}
  const worth = { amount: decimal(amount(random)), currency: random.pick(['USD', 'USD', 'USD', 'EUR', 'JPY']) }
  const data = {
    opportunityId,
    ...account,
    ownerId: random.pick(world.reps),
    ...worth,
    probability: someProbability(world),
    expectedCloseOn: daysFromToday(world, -20, 120),
  }
  const effectiveOn = daysFromToday(world, -30, 2)
  return { type: 'OpenOpportunity', effectiveOn, data: data as EventOf<'OpportunityOpened'>['data'] } // Sound: fields of the schema's shapes
}

const news = (world: World, opportunityId: OpportunityId): OpportunityCommand => {
  const { random } = world
  const effectiveOn = daysFromToday(world, -40, 5)
  if (random.chance(15))
    return {
      type: 'ChangeAmount',
      effectiveOn,
      data: { opportunityId, amount: decimal(amount(random)) } as Omit<EventOf<'OpportunityAmountChanged'>['data'], 'currency'>, // Sound: as above
    }
  const won = random.chance(40) ? { amount: decimal(amount(random)) } : {}
  const lost = random.chance(40) ? { competitor: 'Rival Ltd' } : {}
  const [type, data] = random.pick<readonly [OpportunityNews['type'], object]>([
    ['OpportunityStageChanged', { stage: random.pick(['engaging', 'closing']) }],
    ['OpportunityStageChanged', { stage: 'closing', probability: someProbability(world) }],
    ['OpportunityProbabilitySet', { probability: someProbability(world) }],
    ['OpportunityExpectedCloseChanged', { expectedCloseOn: daysFromToday(world, -20, 120) }],
    ['OpportunityCompetitorAttached', { competitor: random.pick(['Rival Ltd', 'Other Ltd']) }],
    ['OpportunityMarkedKeyDeal', {}],
    ['OpportunityWon', won],
    ['OpportunityWon', won],
    ['OpportunityLost', lost],
    ['OpportunityReopened', {}],
    ['OpportunityReopened', {}],
  ])
  const event = { type, effectiveOn, data: { opportunityId, ...data } } as OpportunityNews // Sound: one of the pairs above
  return { type: 'RecordNews', event }
}

/** A new deal, or something about one that there is. */
export const advanceDeal = (world: World): void => {
  const { random } = world
  const known = world.events.flatMap((event) => (event.type === 'OpportunityOpened' ? [event.data.opportunityId] : []))
  const isNew = known.length === 0 || random.chance(20)
  const opportunityId = isNew ? (`OP${known.length + 1}` as OpportunityId) : random.pick(known) // Sound: an id of the schema's shape
  const command = isNew ? open(world, opportunityId) : news(world, opportunityId)
  decide(world, { decider: opportunity, stream: `opportunity-${opportunityId}`, command })
}
