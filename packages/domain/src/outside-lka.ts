import type { z } from 'zod'
import type { AccountId } from './ids.ts'
import { RepId } from './ids.ts'
import { type LkaCommand, lka } from './lka.ts'
import { MovedToLka, TakenFromLka } from './lka-events.ts'
import { assignmentSurroundings, periodsFrom } from './outside-account.ts'
import { outsideType, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { streams } from './streams.ts'

const moved = wire({ ...MovedToLka.shape.data.shape, previousRepId: RepId.exactOptional() })
const taken = wire(TakenFromLka.shape.data.shape)

const stream = ({ accountId }: { accountId: AccountId }) => streams.account(accountId)

const decided = ({ data, streams: known }: Situation<{ accountId: AccountId }>, command: LkaCommand) =>
  lka.decide(stateOf(lka, known.get(stream(data))), command)

/** Accounts that nobody has, as they come in. */
export const lkaTypes = {
  MovedToLka: outsideType('MovedToLka', {
    kind: 'decision',
    data: moved,
    stream,
    decide: (situation: Situation<z.infer<typeof moved>>) => {
      const { effectiveOn, data } = situation
      return decided(situation, { type: 'MoveToLka', effectiveOn, data: undated(data) })
    },
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
