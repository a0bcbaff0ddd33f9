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

// What is said of accounts, the people at them and the work on them. It moves no figure, and so must change none.

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
  const contactId = shaped(`P${few(world)}`)
  const effectiveOn = daysFromToday(world, -20, 0)
  const wallet = { category: shaped('bikes'), currency: shaped('USD'), basis: shaped('guess'), confidence: shaped('low') }
  const commands: readonly RelationCommand[] = [
    { type: 'AddContact', effectiveOn, data: { accountId, contactId, name: 'Someone' } },
    { type: 'SetContactRole', effectiveOn, data: { accountId, contactId, level: 'user', relationship: 'friendly' } },
    {
      type: 'EstimateWallet',
      effectiveOn,
      data: { accountId, ...wallet, amount: shaped(decimal(1 + amount(random))), effectiveUntil: addDays(effectiveOn, 365) },
    },
    {
      type: 'RecordSatisfaction',
      effectiveOn,
      data: { accountId, respondentId: contactId, scale: 'csat', score: number(world) },
    },
  ]
  decide(world, { decider: relations, stream: `relations-${accountId}`, command: random.pick(commands) })
}

const act = (world: World): void => {
  const activityId = shaped(`V${few(world)}`)
  const effectiveOn = daysFromToday(world, -5, 0)
  const data = { activityId, accountId: someAccount(world), kind: 'visit' as const, by: someRep(world) }
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
  const touchpointId = shaped(`T${few(world)}`)
  const stream = `touchpoint-${touchpointId}`
  const effectiveOn = daysFromToday(world, -5, 0)
  const [planned] = pastOf(world, stream)
  const accountId = planned?.type === 'TouchpointPlanned' ? planned.data.accountId : someAccount(world)
  const data = { touchpointId, accountId }
  decide(world, {
    decider: touchpoints,
    stream,
    command: world.random.pick([
      { type: 'PlanTouchpoint', effectiveOn, data: { ...data, due: addDays(effectiveOn, 30) } },
      { type: 'HoldTouchpoint', effectiveOn, data },
      { type: 'SkipTouchpoint', effectiveOn, data },
    ] as const),
  })
}

const depend = (world: World): void => {
  const dependencyId = shaped(`D${few(world)}`)
  const effectiveOn = daysFromToday(world, -5, 0)
  const owed = { owingFunction: shaped('legal'), ownerId: shaped('L7'), neededBy: addDays(effectiveOn, 20) }
  decide(world, {
    decider: dependency,
    stream: `dependency-${dependencyId}`,
    command: world.random.pick([
      { type: 'RaiseDependency', effectiveOn, data: { dependencyId, accountId: someAccount(world), ...owed } },
      { type: 'MeetDependency', effectiveOn, data: { dependencyId } },
      { type: 'DropDependency', effectiveOn, data: { dependencyId } },
    ] as const),
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

const steps = [takeCare, takeCare, relate, relate, act, keepInTouch, depend, runProgram, linkId, changeRole, dismiss]

/** Something is said that moves no figure. */
export const sayOfAccounts = (world: World): void => world.random.pick(steps)(world)
