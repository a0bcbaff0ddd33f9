import { addDays, type Day, type EventId, type RepId } from '@daybook/domain'
import { businessDay, daysFromToday, type KnownAccount, owners, record, today, type World } from './world.ts'

// What people decide about accounts and people. A decision that would be refused (an account assigned while it is lost, a loss
// of what is lost) is not made: refusals have tests of their own, and leave no event.

const streamOf = (account: KnownAccount): string => `account-${account.accountId}`

const mayBeAssigned = (account: KnownAccount, effectiveOn: Day): boolean =>
  account.loss === null || effectiveOn < account.loss.lostOn

/** Another owner, from today or from a day long past, or a split. */
export const assignAccount = (world: World): void => {
  const account = world.random.pick(world.accounts)
  const effectiveOn = world.random.chance(40) ? businessDay(world) : daysFromToday(world, -2, 10)
  if (!mayBeAssigned(account, effectiveOn)) return
  const { eventId } = record(world, {
    stream: streamOf(account),
    type: 'AccountAssigned',
    effectiveOn,
    data: { accountId: account.accountId, owners: owners(world) },
  })
  account.assignments = [...account.assignments, eventId]
}

/** Nobody's account from a day on. */
export const endAssignment = (world: World): void => {
  const account = world.random.pick(world.accounts)
  if (account.assignments.length === 0) return
  const { eventId } = record(world, {
    stream: streamOf(account),
    type: 'AssignmentEnded',
    effectiveOn: daysFromToday(world, -30, 10),
    data: { accountId: account.accountId },
  })
  account.assignments = [...account.assignments, eventId]
}

/** An assignment, an end or an earlier correction was wrong: other owners, another day, perhaps only for a time. */
export const correctAssignment = (world: World): void => {
  const { random } = world
  const account = random.pick(world.accounts)
  const effectiveOn = businessDay(world)
  const corrects = account.assignments[random.below(account.assignments.length)]
  if (corrects === undefined || !mayBeAssigned(account, effectiveOn)) return
  const { eventId } = record(world, {
    stream: streamOf(account),
    type: 'AssignmentCorrected',
    effectiveOn,
    data: {
      accountId: account.accountId,
      corrects,
      owners: owners(world),
      ...(random.chance(30) ? { effectiveUntil: addDays(effectiveOn, random.between(1, 90)) } : {}),
    },
  })
  account.assignments = [...account.assignments.filter((one) => one !== corrects), eventId]
}

/** An account is lost, from today or from a day past. */
export const loseAccount = (world: World): void => {
  const account = world.random.pick(world.accounts)
  if (account.loss !== null) return
  const effectiveOn = daysFromToday(world, -40, 0)
  const { eventId } = record(world, {
    stream: streamOf(account),
    type: 'AccountLost',
    effectiveOn,
    data: {
      accountId: account.accountId,
      reasonCode: 'competitor',
      reasonClass: world.random.pick(['preventable', 'inevitable', 'unknown']),
    },
  })
  account.loss = { eventId, lostOn: effectiveOn }
}

/** It was never lost, or it is a customer again. */
export const regainAccount = (world: World): void => {
  const { random } = world
  const account = world.accounts.find((one) => one.loss !== null)
  if (account?.loss == null) return
  const { loss, accountId } = account
  if (random.chance(35)) {
    const data = { accountId, corrects: loss.eventId, reason: 'mistaken for another' }
    record(world, { stream: streamOf(account), type: 'AccountLossRetracted', effectiveOn: today(world), data })
  } else {
    const effectiveOn = addDays(loss.lostOn, random.between(1, 60))
    record(world, { stream: streamOf(account), type: 'AccountWonBack', effectiveOn, data: { accountId } })
  }
  account.loss = null
}

const remember = (world: World, repId: RepId, eventId: EventId): void => {
  world.memberships.push({ repId, eventId })
}

/** A rep joins a team, perhaps on a day past, and so leaves the former one. */
export const joinTeam = (world: World): void => {
  const repId = world.random.pick(world.reps)
  const { eventId } = record(world, {
    stream: `rep-${repId}`,
    type: 'TeamJoined',
    effectiveOn: businessDay(world),
    data: { repId, teamId: world.random.pick(world.teams) },
  })
  remember(world, repId, eventId)
}

/** A rep is in no team. */
export const leaveTeam = (world: World): void => {
  const repId = world.random.pick(world.reps)
  const { eventId } = record(world, {
    stream: `rep-${repId}`,
    type: 'TeamLeft',
    effectiveOn: daysFromToday(world, -20, 10),
    data: { repId },
  })
  remember(world, repId, eventId)
}

/** A joining or leaving was wrong. */
export const correctMembership = (world: World): void => {
  const { random } = world
  const membership = random.pick(world.memberships)
  const { repId, eventId: corrects } = membership
  const effectiveOn = businessDay(world)
  const { eventId } = record(world, {
    stream: `rep-${repId}`,
    type: 'MembershipCorrected',
    effectiveOn,
    data: {
      repId,
      corrects,
      ...(random.chance(80) ? { teamId: random.pick(world.teams) } : {}),
      ...(random.chance(20) ? { effectiveUntil: addDays(effectiveOn, random.between(1, 60)) } : {}),
    },
  })
  membership.eventId = eventId
}
