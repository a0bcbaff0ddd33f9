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

/** Why a decision about a seller's list is refused. Domain 5.4. */
export type SellerListRefusal =
  | { code: 'too-many-targets'; count: number; max: number }
  | { code: 'too-many-leads'; count: number; max: number }
  | { code: 'not-a-prospect'; accountIds: readonly AccountId[] }
  | { code: 'on-another-list'; accountId: AccountId; repId: RepId }

/** The targets and leads of a seller, and when his list was reviewed. */
export type SellerListState = {
  readonly targets: readonly AccountId[]
  readonly leads: readonly AccountId[]
  readonly reviews: readonly (readonly [on: Day, by: ActorId])[]
}

/** How many targets a list holds at most; three or four are better. M-37. */
export const targetsMax = 9
/** How many leads a list holds at most. M-37. */
export const leadsMax = 10

const evolve = (state: SellerListState, event: SellerListEvent): SellerListState => {
  switch (event.type) {
    case 'TargetsSet':
      return { ...state, targets: event.data.accountIds }
    case 'LeadsSet':
      return { ...state, leads: event.data.accountIds }
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
      if (isSame(state.targets, accountIds)) return accept([])
      if (count > targetsMax) return refuse({ code: 'too-many-targets', count, max: targetsMax })
      const refusal = prospectRefusal(accountIds, command.around)
      return refusal === null ? accept([{ type: 'TargetsSet', effectiveOn, data: command.data }]) : refuse(refusal)
    }
    case 'SetLeads': {
      const { accountIds } = command.data
      const count = accountIds.length
      if (isSame(state.leads, accountIds)) return accept([])
      if (count > leadsMax) return refuse({ code: 'too-many-leads', count, max: leadsMax })
      const refusal = prospectRefusal(accountIds, command.around)
      return refusal === null ? accept([{ type: 'LeadsSet', effectiveOn, data: command.data }]) : refuse(refusal)
    }
    case 'RecordListReview': {
      const isKnown = state.reviews.some(([on, by]) => on === effectiveOn && by === command.data.by)
      return accept(isKnown ? [] : [{ type: 'ListReviewed', effectiveOn, data: command.data }])
    }
  }
}

/** The account list of one seller: at most nine targets and ten leads, of whom none buys yet. */
export const sellerList: Decider<SellerListState, SellerListCommand, SellerListEvent, SellerListRefusal> = {
  initialState: { targets: [], leads: [], reviews: [] },
  evolve,
  decide,
}

const prospectRefusal = (accountIds: readonly AccountId[], around: ListSurroundings): SellerListRefusal | null => {
  const clients = accountIds.filter((accountId) => around.spendingClients.includes(accountId))
  if (clients.length > 0) return { code: 'not-a-prospect', accountIds: clients }
  for (const { repId, accountIds: theirs } of around.others) {
    const accountId = accountIds.find((one) => theirs.includes(one))
    if (accountId !== undefined) return { code: 'on-another-list', accountId, repId }
  }
  return null
}
