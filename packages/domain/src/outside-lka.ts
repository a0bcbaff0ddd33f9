import type { z } from 'zod'
import type { AccountId } from './ids.ts'
import { RepId } from './ids.ts'
import { type LkaCommand, lka } from './lka.ts'
import { MovedToLka, TakenFromLka } from './lka-events.ts'
import { assignmentSurroundings, periodsFrom } from './outside-account.ts'
import { type Leg, outsideType, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { prospectsOf, sellerList } from './seller-list.ts'
import { sellerLists, sellerListsIn } from './seller-lists.ts'
import { streams } from './streams.ts'

const moved = wire({ ...MovedToLka.shape.data.shape, previousRepId: RepId.exactOptional() })
const taken = wire(TakenFromLka.shape.data.shape)

const stream = ({ accountId }: { accountId: AccountId }) => streams.account(accountId)

const decided = ({ data, streams: known }: Situation<{ accountId: AccountId }>, command: LkaCommand) =>
  lka.decide(stateOf(lka, known.get(stream(data))), command)

type OfAccount = { accountId: AccountId }
type SellersList = ReturnType<typeof sellerListsIn>[number]

/** The lists on which the account stands as target or lead. */
const listsWith = ({ data, streams: known }: Situation<OfAccount>): readonly SellersList[] =>
  sellerListsIn(known).filter(({ state }) => prospectsOf(state).includes(data.accountId))

/** An account that nobody has is on no seller's list: it leaves that on which it stands, in the same decision. M-38. */
const offList = ({ stream: list, repId, state }: SellersList, { effectiveOn, data }: Situation<OfAccount>): Leg => {
  const command = { type: 'DropProspect', effectiveOn, data: { repId, accountId: data.accountId } } as const
  const dropped = sellerList.decide(state, command)
  return { stream: list, events: dropped.ok ? dropped.value : [], by: 'decision' }
}

/** Accounts that nobody has, as they come in. */
export const lkaTypes = {
  MovedToLka: outsideType('MovedToLka', {
    kind: 'decision',
    data: moved,
    stream,
    group: () => sellerLists,
    isOfGroup: false,
    decide: (situation: Situation<z.infer<typeof moved>>) => {
      const { effectiveOn, data } = situation
      const [list] = listsWith(situation)
      return decided(situation, { type: 'MoveToLka', effectiveOn, data: undated(data), prospectOf: list?.repId ?? null })
    },
    legs: (_, situation) => listsWith(situation).map((list) => offList(list, situation)),
  }),
  TakenFromLka: outsideType('TakenFromLka', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: taken,
    stream,
    reads: ({ repId }, place) => [streams.rep(repId), ...periodsFrom(place.effectiveOn, place)],
    decide: (situation: Situation<z.infer<typeof taken>>) => {
      const { effectiveOn, data } = situation
      const around = assignmentSurroundings(situation, periodsFrom(effectiveOn, situation))
      return decided(situation, { type: 'TakeFromLka', effectiveOn, data: undated(data), around })
    },
  }),
}
