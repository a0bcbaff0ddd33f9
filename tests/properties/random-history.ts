import { addDays, type Day, type Recorded, type RepId, type TeamId } from '@daybook/domain'
import { randomFrom } from './random.ts'
import { sayOfAccounts } from './random-care.ts'
import { advanceDeal } from './random-deals.ts'
import {
  assignAccount,
  correctAssignment,
  correctMembership,
  endAssignment,
  joinTeam,
  leaveTeam,
  loseAccount,
  regainAccount,
} from './random-decisions.ts'
import {
  acceptOrder,
  cancelOrder,
  correctOrder,
  issueCreditNote,
  moveOrder,
  overrideCredit,
  registerProduct,
  restateRate,
  voidCreditNote,
  voidOrder,
} from './random-facts.ts'
import { changeProfile, mergeAccounts, unmergeAccounts } from './random-merges.ts'
import { closePeriod, defineCalendar, setPolicy, setQuota, submitForecast, withdrawQuota } from './random-plans.ts'
import { advanceQbr } from './random-reviews.ts'
import { owners, record, type World } from './world.ts'

/** What may happen, and how often in comparison. */
const steps = {
  acceptOrder: { weight: 52, step: acceptOrder },
  correctOrder: { weight: 6, step: correctOrder },
  moveOrder: { weight: 2, step: moveOrder },
  cancelOrder: { weight: 5, step: cancelOrder },
  voidOrder: { weight: 2, step: voidOrder },
  issueCreditNote: { weight: 8, step: issueCreditNote },
  voidCreditNote: { weight: 1, step: voidCreditNote },
  overrideCredit: { weight: 2, step: overrideCredit },
  restateRate: { weight: 2, step: restateRate },
  registerProduct: { weight: 1, step: registerProduct },
  assignAccount: { weight: 6, step: assignAccount },
  endAssignment: { weight: 1, step: endAssignment },
  correctAssignment: { weight: 3, step: correctAssignment },
  joinTeam: { weight: 2, step: joinTeam },
  leaveTeam: { weight: 1, step: leaveTeam },
  correctMembership: { weight: 1, step: correctMembership },
  loseAccount: { weight: 2, step: loseAccount },
  regainAccount: { weight: 6, step: regainAccount },
  setQuota: { weight: 6, step: setQuota },
  withdrawQuota: { weight: 1, step: withdrawQuota },
  submitForecast: { weight: 1, step: submitForecast },
  advanceQbr: { weight: 14, step: advanceQbr },
  advanceDeal: { weight: 10, step: advanceDeal },
  setPolicy: { weight: 3, step: setPolicy },
  defineCalendar: { weight: 1, step: defineCalendar },
  closePeriod: { weight: 2, step: closePeriod },
  mergeAccounts: { weight: 4, step: mergeAccounts },
  unmergeAccounts: { weight: 4, step: unmergeAccounts },
  changeProfile: { weight: 3, step: changeProfile },
} as const

/** One kind of thing that happens in a random history. */
export type Step = keyof typeof steps

/** A made-up book: the events as the log would give them back, in position order. */
export type RandomHistory = { readonly seed: number; readonly events: readonly Recorded[] }

const millisecondsOfDay = 86_400_000
const begin = Date.UTC(2024, 0, 2, 8)
const durationDays = 425

/** A world in which nothing has happened yet. */
export const emptyWorld = (seed: number): World => ({
  random: randomFrom(seed),
  events: [],
  revisions: new Map(),
  now: begin,
  reps: ['R1', 'R2', 'R3', 'R4'] as readonly string[] as readonly RepId[], // Sound: ids of the schema's shape
  teams: ['T-East', 'T-West'] as readonly string[] as readonly TeamId[], // Sound: as above
  accounts: [],
  orders: [],
  creditNotes: [],
  awaited: new Map(),
  calendars: [],
  closed: [],
})

/** All kinds of steps but some: what is left out for a history of these alone. */
export const allBut = (...kept: readonly Step[]): readonly Step[] =>
  Object.keys(steps).filter((name) => !kept.includes(name as Step)) as readonly Step[] // Sound: the keys of steps

/** People and accounts: all accounts but one are assigned, all reps but one are in a team; some have no industry or territory. */
const populate = (world: World): void => {
  const { random } = world
  const effectiveOn = '2024-01-01' as Day // Sound: a date
  for (const teamId of world.teams)
    record(world, { stream: `team-${teamId}`, type: 'TeamFormed', effectiveOn, data: { teamId, name: teamId } })
  for (const [index, repId] of world.reps.entries()) {
    const teamId = index === 3 ? {} : { teamId: world.teams[index % 2] }
    record(world, {
      stream: `rep-${repId}`,
      type: 'RepHired',
      effectiveOn,
      data: { repId, name: 'Someone', ...teamId },
    })
  }
  for (let number = 1; number <= 6; number++) {
    const accountId = `A${number}` as World['accounts'][number]['accountId'] // Sound: an id of the schema's shape
    const industry = random.chance(80) ? { industry: random.pick(['manufacturing', 'health', 'retail']) } : {}
    const territory = random.chance(60) ? { territory: random.pick(['north', 'south']) } : {}
    record(world, {
      stream: `account-${accountId}`,
      type: 'AccountRegistered',
      effectiveOn,
      data: { accountId, name: `Account ${number}`, ...industry, ...territory },
    })
    const intervalDays = number <= 3 ? random.between(15, 35) : random.between(50, 100)
    world.accounts.push({
      accountId,
      intervalDays,
      dueOn: addDays(effectiveOn, random.below(intervalDays)),
    })
    if (number === 6 && random.chance(70)) continue
    record(world, {
      stream: `account-${accountId}`,
      type: 'AccountAssigned',
      effectiveOn,
      data: { accountId, owners: owners(world) },
    })
  }
}

/** Time goes on: not at all, by minutes, or by days, so that the whole spans fourteen months. */
const wait = (world: World, size: number): void => {
  const kind = world.random.below(10)
  if (kind === 0) return
  if (kind < 3) world.now += world.random.between(1, 60) * 60_000
  else
    world.now += Math.floor((world.random.below(1_000) / 1_000) * 2 * (10 / 7) * 1.2 * (durationDays / size) * millisecondsOfDay)
}

/**
 * A random history of about `size` events over fourteen months: the same for the same seed, size and `without`.
 *
 * Six accounts, four reps, two teams. Orders with lines, families and currencies, late and dated ahead, corrected, cancelled, void;
 * credits with and without an order; assignments backdated, corrected, ended and split; losses, returns, merges, changes of profile,
 * quotas, quarterly reviews, deals, policies, rates, calendars and closes, and what is said of accounts that moves no figure of sales. `without`
 * leaves out kinds of steps, for a property that holds only without them.
 */
export const randomHistory = (seed: number, size = 140, without: readonly Step[] = []): RandomHistory => {
  const world = emptyWorld(seed)
  populate(world)
  const allowed = Object.entries(steps).filter(([name]) => !without.includes(name as Step)) // Sound: the keys of steps
  const lottery = allowed.flatMap(([, { weight, step }]) => new Array<(world: World) => void>(weight).fill(step))
  // By a chance of its own, and not counted: all else happens as if it had not been said.
  const aside = { ...world, random: randomFrom(seed + 7_919) }
  let said = 0
  while (world.events.length - said < size) {
    wait(world, size)
    world.random.pick(lottery)(world)
    const before = world.events.length
    aside.now = world.now
    if (aside.random.chance(18)) sayOfAccounts(aside)
    said += world.events.length - before
  }
  return { seed, events: world.events }
}

/** How a seed is shown when a property fails, so that it can be run again. */
export const describeHistory = ({ seed, events }: RandomHistory): string =>
  [
    `seed ${seed}`,
    ...events.map(
      (event) =>
        `${event.position} ${new Date(event.recordedAt).toISOString()} ${event.effectiveOn} ${event.type} ${JSON.stringify(event.data)}`,
    ),
  ].join('\n')
