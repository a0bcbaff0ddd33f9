import {
  type AccountCommand,
  type AccountId,
  account,
  addDays,
  type Day,
  type Recorded,
  type RepCommand,
  type RepId,
  rep,
  type TeamId,
} from '@daybook/domain'
import { decide, pastOf } from './decide.ts'
import { businessDay, daysFromToday, owners, today, type World } from './world.ts'

// What people decide about accounts and people, as the deciders of the domain allow it. What they refuse leaves no event.

const streamOf = (accountId: AccountId): string => `account-${accountId}`

type OfOneAccount = Extract<AccountCommand, { data: { accountId: AccountId } }>

const decideOn = (world: World, command: OfOneAccount): void => {
  decide(world, { decider: account, stream: streamOf(command.data.accountId), command })
}

const someAccount = (world: World): AccountId => world.random.pick(world.accounts).accountId

const around = { departed: [], closedUntil: null, backdating: 'adjust' } as const

/** One of the events of some types that a stream holds, or null. */
const someOf = <Type extends Recorded['type']>(world: World, stream: string, types: readonly Type[]) => {
  const found = pastOf(world, stream).filter((event) => types.some((type) => type === event.type))
  return found.length === 0 ? null : (world.random.pick(found) as Extract<Recorded, { type: Type }>) // Sound: filtered by these names
}

/** Another owner, from today or from a day long past, or a split. */
export const assignAccount = (world: World): void => {
  const effectiveOn = world.random.chance(40) ? businessDay(world) : daysFromToday(world, -2, 10)
  const data = { accountId: someAccount(world), owners: [...owners(world)] }
  decideOn(world, { type: 'AssignAccount', effectiveOn, data, around })
}

/** Nobody's account from a day on. */
export const endAssignment = (world: World): void => {
  const effectiveOn = daysFromToday(world, -30, 10)
  decideOn(world, { type: 'EndAssignment', effectiveOn, data: { accountId: someAccount(world) }, around })
}

/** An assignment, an end or an earlier correction was wrong: other owners, another day, perhaps only for a time. */
export const correctAssignment = (world: World): void => {
  const { random } = world
  const accountId = someAccount(world)
  const effectiveOn = businessDay(world)
  const until = random.chance(30) ? { effectiveUntil: addDays(effectiveOn, random.between(1, 90)) } : {}
  const corrects = someOf(world, streamOf(accountId), ['AccountAssigned', 'AssignmentEnded', 'AssignmentCorrected'])
  const data = { accountId, owners: [...owners(world)], ...until }
  decideOn(world, { type: 'CorrectAssignment', effectiveOn, data, corrects, around })
}

/** An account is lost, from today or from a day past. */
export const loseAccount = (world: World): void => {
  const { random } = world
  const reasonClass = random.pick(['preventable', 'inevitable', 'unknown'] as const)
  decideOn(world, {
    type: 'DeclareLost',
    effectiveOn: daysFromToday(world, -40, 0),
    data: { accountId: someAccount(world), reasonCode: 'competitor' as never, reasonClass }, // Sound: a code of the schema's shape
    today: today(world),
  })
}

/** It was never lost, or it is a customer again. */
export const regainAccount = (world: World): void => {
  const { random } = world
  const losses = world.events.filter((event) => event.type === 'AccountLost')
  if (losses.length === 0) return
  const corrects = random.pick(losses)
  const { accountId } = corrects.data
  if (random.chance(35)) {
    decideOn(world, {
      type: 'RetractLoss',
      effectiveOn: today(world),
      data: { accountId, reason: 'mistaken for another' },
      corrects,
    })
  } else {
    const effectiveOn = addDays(corrects.effectiveOn, random.between(1, 60))
    decideOn(world, { type: 'WinBack', effectiveOn, data: { accountId } })
  }
}

const decideAbout = (world: World, command: RepCommand): void => {
  decide(world, { decider: rep, stream: `rep-${command.data.repId}`, command })
}

const someTeam = (world: World): TeamId => world.random.pick(world.teams)

/** A rep joins a team, perhaps on a day past, and so leaves the former one. */
export const joinTeam = (world: World): void => {
  const data = { repId: world.random.pick(world.reps), teamId: someTeam(world) }
  decideAbout(world, { type: 'JoinTeam', effectiveOn: businessDay(world), data })
}

/** A rep is in no team. */
export const leaveTeam = (world: World): void => {
  const data = { repId: world.random.pick(world.reps) }
  decideAbout(world, { type: 'LeaveTeam', effectiveOn: daysFromToday(world, -20, 10), data })
}

/** A joining or leaving was wrong. */
export const correctMembership = (world: World): void => {
  const { random } = world
  const repId: RepId = random.pick(world.reps)
  const effectiveOn: Day = businessDay(world)
  const corrects = someOf(world, `rep-${repId}`, ['RepHired', 'TeamJoined', 'TeamLeft', 'MembershipCorrected'])
  const team = random.chance(80) ? { teamId: someTeam(world) } : {}
  const until = random.chance(20) ? { effectiveUntil: addDays(effectiveOn, random.between(1, 60)) } : {}
  decideAbout(world, { type: 'CorrectMembership', effectiveOn, data: { repId, ...team, ...until }, corrects })
}
