import { type AccountCommand, type AccountId, account, type DomainEvent, type Identified } from '@daybook/domain'
import { pastOf } from './decide.ts'
import { businessDay, daysFromToday, record, today, type World } from './world.ts'

// What is decided about two accounts at once, and about the profile of one, as the decider of the domain allows it.

const streamOf = (accountId: AccountId): string => `account-${accountId}`

const stateOf = (world: World, accountId: AccountId) =>
  (pastOf(world, streamOf(accountId)) as readonly unknown[] as readonly Identified<never>[]).reduce(
    account.evolve,
    account.initialState,
  ) // Sound: the stream of an account

/** Records what is decided in the stream of each account, the first of them being the one that decides: PM-2. */
const decideFor = (world: World, command: AccountCommand, accountIds: readonly [AccountId, ...AccountId[]]): void => {
  const decided = account.decide(stateOf(world, accountIds[0]), command)
  if (!decided.ok) return
  for (const event of decided.value as readonly DomainEvent[])
    for (const accountId of accountIds) record(world, { stream: streamOf(accountId), ...event })
}

/** One account turns out to be another one, mostly today; if one of them is lost and the other is not, somebody says what holds. */
export const mergeAccounts = (world: World): void => {
  const { random } = world
  const [survivorId, absorbedId] = [random.pick(world.accounts).accountId, random.pick(world.accounts).accountId]
  const keepStatus = random.chance(70) ? { keepStatus: random.pick(['active', 'lost'] as const) } : {}
  const data = { survivorId, absorbedId, reason: 'one company after all', ...keepStatus }
  const effectiveOn = random.chance(60) ? today(world) : daysFromToday(world, -200, 0)
  const absorbed = stateOf(world, absorbedId)
  decideFor(world, { type: 'MergeAccounts', effectiveOn, data, absorbed }, [survivorId, absorbedId])
}

/** They are two after all. */
export const unmergeAccounts = (world: World): void => {
  const merges = world.events.filter((event) => event.type === 'AccountsMerged')
  if (merges.length === 0) return
  const { survivorId, absorbedId } = world.random.pick(merges).data
  const data = { survivorId, absorbedId, reason: 'two companies after all' }
  decideFor(world, { type: 'UnmergeAccounts', effectiveOn: today(world), data }, [survivorId, absorbedId])
}

/** Another industry or territory, or none any more, from a day on. */
export const changeProfile = (world: World): void => {
  const { random } = world
  const { accountId } = random.pick(world.accounts)
  const industry = random.chance(60) ? { industry: random.pick(['manufacturing', 'health', 'retail', null]) } : {}
  const territory = random.chance(60) ? { territory: random.pick(['north', 'south', null]) } : {}
  const changes = { name: `Account ${accountId}`, ...industry, ...territory } as Extract<
    AccountCommand,
    { type: 'ChangeProfile' }
  >['data']['changes'] // Sound: codes of the schema's shape
  decideFor(world, { type: 'ChangeProfile', effectiveOn: businessDay(world), data: { accountId, changes } }, [accountId])
}
