import {
  type AccountId,
  accountCare,
  activity,
  addDays,
  type CareCommand,
  dependency,
  externalId,
  keyProgram,
  order,
  type RelationCommand,
  type RepId,
  relations,
  rep,
  touchpoints,
} from '@daybook/domain'
import { decide, pastOf } from './decide.ts'
import { amount, daysFromToday, decimal, type World } from './world.ts'

// What is said of accounts, the people at them and the work on them. It moves figures of its own, and must change no other.

const someAccount = (world: World): AccountId => world.random.pick(world.accounts).accountId
const someRep = (world: World): RepId => world.random.pick(world.reps)
const number = (world: World): number => world.random.between(1, 4)
/** So few that more than one thing happens to each. */
const few = (world: World): number => world.random.between(1, 2)
const fewAccounts = (world: World): AccountId => world.random.pick(world.accounts.slice(0, 2)).accountId

/** Ids, codes and amounts of the schema's shape. */
const shaped = (value: unknown) => value as never // Sound: parsed when it is recorded

const takeCare = (world: World): void => {
  const { random } = world
  const accountId = someAccount(world)
  const effectiveOn = daysFromToday(world, -10, 0)
  const stream = `account-${accountId}`
  const losses = pastOf(world, stream).filter(({ type }) => type === 'AccountLost')
  const reason = { reasonCode: shaped(random.pick(['service', 'price'])), reasonClass: 'preventable' as const }
  const corrects = losses.length === 0 ? null : shaped(losses.at(-1))
  const scores = { decisionMakerAccess: random.between(1, 5), potential: random.between(1, 5), openness: random.between(1, 5) }
  const commands: readonly CareCommand[] = [
    { type: 'CorrectLossReason', effectiveOn, data: { accountId, ...reason }, corrects },
    { type: 'PlanWinBackContact', effectiveOn, data: { accountId, managerId: someRep(world), due: addDays(effectiveOn, 14) } },
    { type: 'RecordWinBackContact', effectiveOn, data: { accountId, outcome: shaped('interested') } },
    { type: 'EvaluateAccount', effectiveOn, data: { accountId, ...scores } },
  ]
  // Only of a lost account there is more to say than how promising it is.
  const command = random.pick(losses.length === 0 ? commands.slice(3) : commands)
  decide(world, { decider: accountCare, stream, command })
}

const relate = (world: World): void => {
  const { random } = world
  const accountId = fewAccounts(world)
  const contactId = shaped(`P${number(world)}`)
  const effectiveOn = daysFromToday(world, -40, 0)
  const part = {
    level: random.pick(['executive', 'decision-maker', 'influencer', 'user'] as const),
    relationship: random.pick(['none', 'friendly', 'trusted-advisor', 'trusted-advisor'] as const),
  }
  const wallet = { basis: shaped('guess'), confidence: shaped('low'), currency: shaped(random.pick(['USD', 'USD', 'EUR'])) }
  const answer = random.chance(60)
    ? { scale: 'csat' as const, score: number(world) }
    : { scale: 'nps' as const, score: random.between(-100, 100) }
  const commands: readonly RelationCommand[] = [
    { type: 'AddContact', effectiveOn, data: { accountId, contactId, name: 'Someone', ...(random.chance(50) ? part : {}) } },
    { type: 'SetContactRole', effectiveOn, data: { accountId, contactId, ...part } },
    {
      type: 'EstimateWallet',
      effectiveOn,
      data: {
        accountId,
        category: shaped(random.pick(['bikes', 'parts', 'boats'])),
        ...wallet,
        amount: shaped(decimal(1 + amount(random))),
        effectiveUntil: addDays(effectiveOn, random.between(10, 400)),
      },
    },
    { type: 'RecordSatisfaction', effectiveOn, data: { accountId, respondentId: contactId, ...answer } },
  ]
  const stream = `relations-${accountId}`
  // Somebody has to be known before more can be said of him.
  const isKnown = pastOf(world, stream).some(({ type, data }) => type === 'ContactAdded' && data.contactId === contactId)
  decide(world, {
    decider: relations,
    stream,
    command: random.pick(isKnown ? commands : [commands[0], commands[2], commands[3]]) as RelationCommand,
  }) // Sound: there are four
}

const act = (world: World): void => {
  const activityId = shaped(`V${world.random.between(1, 6)}`)
  const effectiveOn = daysFromToday(world, -5, 0)
  const kind = world.random.pick(['visit', 'demo', 'demo'] as const)
  const data = { activityId, accountId: someAccount(world), kind, by: someRep(world) }
  const isVoided = world.random.chance(30)
  decide(world, {
    decider: activity,
    stream: `activity-${activityId}`,
    command: isVoided
      ? { type: 'VoidActivity', effectiveOn, data: { activityId } }
      : { type: 'RecordActivity', effectiveOn, data },
  })
}

const keepInTouch = (world: World): void => {
  const touchpointId = shaped(`T${world.random.between(1, 6)}`)
  const stream = `touchpoint-${touchpointId}`
  const effectiveOn = daysFromToday(world, -5, 0)
  const [planned] = pastOf(world, stream)
  const accountId = planned?.type === 'TouchpointPlanned' ? planned.data.accountId : someAccount(world)
  const data = { touchpointId, accountId }
  const owner = world.random.chance(70) ? { ownerId: someRep(world) } : {}
  const plan = {
    type: 'PlanTouchpoint',
    effectiveOn,
    data: { ...data, due: addDays(effectiveOn, world.random.between(-5, 30)), ...owner },
  } as const
  const ends = [
    { type: 'HoldTouchpoint', effectiveOn, data },
    { type: 'HoldTouchpoint', effectiveOn, data },
    { type: 'SkipTouchpoint', effectiveOn, data },
  ] as const
  decide(world, { decider: touchpoints, stream, command: planned === undefined ? plan : world.random.pick([plan, ...ends]) })
}

const depend = (world: World): void => {
  const dependencyId = shaped(`D${world.random.between(1, 6)}`)
  const effectiveOn = daysFromToday(world, -5, 0)
  const owed = {
    owingFunction: shaped('legal'),
    ownerId: shaped('L7'),
    neededBy: addDays(effectiveOn, world.random.between(-3, 20)),
  }
  const stream = `dependency-${dependencyId}`
  const raise = { type: 'RaiseDependency', effectiveOn, data: { dependencyId, accountId: someAccount(world), ...owed } } as const
  const ends = [
    { type: 'MeetDependency', effectiveOn, data: { dependencyId } },
    { type: 'MeetDependency', effectiveOn, data: { dependencyId } },
    { type: 'DropDependency', effectiveOn, data: { dependencyId } },
  ] as const
  decide(world, {
    decider: dependency,
    stream,
    command: pastOf(world, stream).length === 0 ? raise : world.random.pick([raise, ...ends]),
  })
}

const runProgram = (world: World): void => {
  const programId = shaped(`K${few(world)}`)
  const effectiveOn = daysFromToday(world, -5, 0)
  decide(world, {
    decider: keyProgram,
    stream: `program-${programId}`,
    command: world.random.pick([
      { type: 'OpenKeyProgram', effectiveOn, data: { programId, accountId: someAccount(world), name: 'Fleet' } },
      { type: 'UpdateKeyProgram', effectiveOn, data: { programId, stage: shaped(`S${number(world)}`) } },
      { type: 'CloseKeyProgram', effectiveOn, data: { programId } },
    ] as const),
  })
}

const linkId = (world: World): void => {
  const id = { system: shaped('erp'), externalId: shaped(`C${few(world)}`) }
  const type = world.random.pick(['LinkExternalId', 'UnlinkExternalId'] as const)
  const command = { type, effectiveOn: daysFromToday(world, -5, 0), data: { accountId: fewAccounts(world), ...id } }
  decide(world, { decider: externalId, stream: `extid-erp~${id.externalId}`, command })
}

const changeRole = (world: World): void => {
  const data = { repId: someRep(world), role: shaped(world.random.pick(['account-manager', 'team-lead'])) }
  const command = { type: 'ChangeRole', effectiveOn: daysFromToday(world, -20, 20), data } as const
  decide(world, { decider: rep, stream: `rep-${data.repId}`, command })
}

const dismiss = (world: World): void => {
  if (world.orders.length < 2) return
  const [one, other] = [world.random.pick(world.orders), world.random.pick(world.orders)]
  if (one === other) return
  const otherSource = one.source === other.source ? {} : { otherSource: other.source }
  const data = { orderId: one.orderId, otherOrderId: other.orderId, ...otherSource }
  const command = { type: 'DismissDuplicate', effectiveOn: daysFromToday(world, -2, 0), data, other: 'known' } as const
  decide(world, { decider: order, stream: `order-${one.source}~${one.orderId}`, command, source: one.source })
}

const steps = [
  takeCare,
  takeCare,
  ...[relate, relate, relate, relate],
  act,
  act,
  keepInTouch,
  keepInTouch,
  depend,
  depend,
  runProgram,
  linkId,
  changeRole,
  dismiss,
]

/** Something is said that moves no figure of sales. */
export const sayOfAccounts = (world: World): void => world.random.pick(steps)(world)
