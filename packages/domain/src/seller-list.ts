import { z } from 'zod'
import type { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, Text } from './event.ts'
import { AccountId, ActorId, RepId } from './ids.ts'
import { accept, type Result, refuse } from './result.ts'

const list = { repId: RepId, accountIds: z.array(AccountId).max(1_000) }

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** The prospects that a seller goes for first: the whole list, in place of the former one. M-37. */
export const TargetsSet = event('TargetsSet', list)

/** The prospects that come next: the whole list, in place of the former one. M-37. */
export const LeadsSet = event('LeadsSet', list)

/** The list of a seller was gone through with him. M-39. */
export const ListReviewed = event('ListReviewed', { repId: RepId, by: ActorId, note: Text.exactOptional() })

/** What can happen to the account list of a seller. */
export const sellerListEvents = [TargetsSet, LeadsSet, ListReviewed] as const
export type SellerListEvent = z.infer<(typeof sellerListEvents)[number]>

type Data<Type extends SellerListEvent['type']> = Extract<SellerListEvent, { type: Type }>['data']

/** What setting targets or leads has to respect beyond the seller's own list. */
export type ListSurroundings = {
  /** Of the accounts named, those that have bought in the last twelve months, as whoever asks has found. */
  readonly spendingClients: readonly AccountId[]
  /** Who else has which accounts on his list. */
  readonly others: readonly { readonly repId: RepId; readonly accountIds: readonly AccountId[] }[]
}

/** What may be decided about the account list of a seller. */
export type SellerListCommand =
  | { type: 'SetTargets'; effectiveOn: Day; data: Data<'TargetsSet'>; around: ListSurroundings }
  | { type: 'SetLeads'; effectiveOn: Day; data: Data<'LeadsSet'>; around: ListSurroundings }
  | { type: 'RecordListReview'; effectiveOn: Day; data: Data<'ListReviewed'> }
  /** What follows when an account is put on the list of those that nobody has. */
  | { type: 'DropProspect'; effectiveOn: Day; data: { readonly repId: RepId; readonly accountId: AccountId } }

/** Why a decision about a seller's list is refused. Domain 5.4. */
export type SellerListRefusal =
  | { code: 'too-many-targets'; count: number; max: number }
  | { code: 'too-many-leads'; count: number; max: number }
  | { code: 'not-a-prospect'; accountIds: readonly AccountId[] }
  | { code: 'on-another-list'; accountId: AccountId; repId: RepId }

/** A list of prospects as it was set last, and from which day on; null before the first. */
type Standing = { readonly accountIds: readonly AccountId[]; readonly setOn: Day | null }

/** The targets and leads of a seller, and when his list was reviewed. */
export type SellerListState = {
  readonly targets: Standing
  readonly leads: Standing
  readonly reviews: readonly (readonly [on: Day, by: ActorId])[]
}

/** How many targets a list holds at most; three or four are better. M-37. */
export const targetsMax = 9
/** How many leads a list holds at most. M-37. */
export const leadsMax = 10

const evolve = (state: SellerListState, event: SellerListEvent): SellerListState => {
  switch (event.type) {
    case 'TargetsSet':
      return { ...state, targets: { accountIds: event.data.accountIds, setOn: event.effectiveOn } }
    case 'LeadsSet':
      return { ...state, leads: { accountIds: event.data.accountIds, setOn: event.effectiveOn } }
    case 'ListReviewed':
      return { ...state, reviews: [...state.reviews, [event.effectiveOn, event.data.by]] }
  }
}

const decide = (state: SellerListState, command: SellerListCommand): Result<readonly SellerListEvent[], SellerListRefusal> => {
  const { effectiveOn } = command
  switch (command.type) {
    case 'SetTargets': {
      const { accountIds } = command.data
      const count = accountIds.length
      if (isSame(state.targets.accountIds, accountIds)) return accept([])
      if (count > targetsMax) return refuse({ code: 'too-many-targets', count, max: targetsMax })
      const refusal = prospectRefusal(accountIds, command.around)
      return refusal === null ? accept([{ type: 'TargetsSet', effectiveOn, data: command.data }]) : refuse(refusal)
    }
    case 'SetLeads': {
      const { accountIds } = command.data
      const count = accountIds.length
      if (isSame(state.leads.accountIds, accountIds)) return accept([])
      if (count > leadsMax) return refuse({ code: 'too-many-leads', count, max: leadsMax })
      const refusal = prospectRefusal(accountIds, command.around)
      return refusal === null ? accept([{ type: 'LeadsSet', effectiveOn, data: command.data }]) : refuse(refusal)
    }
    case 'RecordListReview': {
      const isKnown = state.reviews.some(([on, by]) => on === effectiveOn && by === command.data.by)
      return accept(isKnown ? [] : [{ type: 'ListReviewed', effectiveOn, data: command.data }])
    }
    case 'DropProspect':
      return accept([
        ...withoutProspect('TargetsSet', state.targets, command),
        ...withoutProspect('LeadsSet', state.leads, command),
      ])
  }
}

/** The account list of one seller: at most nine targets and ten leads, of whom none buys yet. */
export const sellerList: Decider<SellerListState, SellerListCommand, SellerListEvent, SellerListRefusal> = {
  initialState: { targets: { accountIds: [], setOn: null }, leads: { accountIds: [], setOn: null }, reviews: [] },
  evolve,
  decide,
}

/** The list without the account, from the day on, or from that on which the list was set where that is later; nothing where it is not on it. */
const withoutProspect = (
  type: 'TargetsSet' | 'LeadsSet',
  { accountIds, setOn }: Standing,
  { effectiveOn, data: { repId, accountId } }: Extract<SellerListCommand, { type: 'DropProspect' }>,
): readonly SellerListEvent[] => {
  if (!accountIds.includes(accountId)) return []
  const day = setOn !== null && setOn > effectiveOn ? setOn : effectiveOn
  return [{ type, effectiveOn: day, data: { repId, accountIds: accountIds.filter((one) => one !== accountId) } }]
}

/** Who stands on the list of a seller, as target or lead. */
export const prospectsOf = ({ targets, leads }: SellerListState): readonly AccountId[] => [
  ...targets.accountIds,
  ...leads.accountIds,
]

const prospectRefusal = (accountIds: readonly AccountId[], around: ListSurroundings): SellerListRefusal | null => {
  const clients = accountIds.filter((accountId) => around.spendingClients.includes(accountId))
  if (clients.length > 0) return { code: 'not-a-prospect', accountIds: clients }
  for (const { repId, accountIds: theirs } of around.others) {
    const accountId = accountIds.find((one) => theirs.includes(one))
    if (accountId !== undefined) return { code: 'on-another-list', accountId, repId }
  }
  return null
}
