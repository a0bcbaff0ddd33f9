import { type AccountRefusal, type AccountState, account } from './account.ts'
import type { AccountEvent } from './account-events.ts'
import type { AssignmentSurroundings } from './assignment-day.ts'
import { ownersOn } from './assignments.ts'
import type { Day } from './day.ts'
import type { Decider } from './decider.ts'
import type { Identified } from './event.ts'
import type { AccountId, RepId } from './ids.ts'
import type { LkaEvent } from './lka-events.ts'
import { soleOwner } from './owners.ts'
import { accept, type Result, refuse } from './result.ts'

type Data<Type extends LkaEvent['type']> = Extract<LkaEvent, { type: Type }>['data']

/** What may be decided about the list of accounts that nobody has. */
export type LkaCommand =
  | {
      type: 'MoveToLka'
      effectiveOn: Day
      data: Omit<Data<'MovedToLka'>, 'previousRepId'> & { readonly previousRepId?: RepId }
      /** Whose target or lead it is; null where nobody's. */
      prospectOf: RepId | null
    }
  | { type: 'TakeFromLka'; effectiveOn: Day; data: Data<'TakenFromLka'>; around: AssignmentSurroundings }

/** Why an account is not taken from that list. Domain 5.4. */
export type LkaRefusal = AccountRefusal | { code: 'not-on-lka'; accountId: AccountId }

/** The account, and whether it stands on the list: who took it last, else. */
export type LkaState = { readonly account: AccountState; readonly isListed: boolean; readonly takenBy: RepId | null }

const evolve = (state: LkaState, event: Identified<AccountEvent>): LkaState => {
  const next = { ...state, account: account.evolve(state.account, event) }
  if (event.type === 'MovedToLka') return { ...next, isListed: true, takenBy: null }
  return event.type === 'TakenFromLka' ? { ...next, isListed: false, takenBy: event.data.repId } : next
}

const decide = (state: LkaState, command: LkaCommand): Result<readonly AccountEvent[], LkaRefusal> => {
  const { accountId } = command.data
  if (state.account.status === 'unregistered') return refuse({ code: 'unknown-account', accountId })
  if (state.account.status === 'absorbed')
    return refuse({ code: 'account-merged', accountId, survivorId: state.account.survivorId })
  const { effectiveOn } = command
  switch (command.type) {
    case 'MoveToLka': {
      const { prospectOf } = command
      if (state.isListed && prospectOf === null) return accept([])
      const { previousRepId = ownerOf(state.account, effectiveOn) ?? prospectOf ?? nobody, ...data } = command.data
      return accept([{ type: 'MovedToLka', effectiveOn, data: { ...data, previousRepId } }])
    }
    case 'TakeFromLka': {
      const { data, around } = command
      if (!state.isListed) {
        return state.takenBy === data.repId ? accept([]) : refuse({ code: 'not-on-lka', accountId })
      }
      const assignment = { accountId, owners: soleOwner(data.repId) }
      const assigned = account.decide(state.account, { type: 'AssignAccount', effectiveOn, data: assignment, around })
      return assigned.ok ? accept([{ type: 'TakenFromLka', effectiveOn, data }, ...assigned.value]) : assigned
    }
  }
}

/** The list of accounts that nobody has, as each account's own stream tells it: taken from it, an account is assigned at once. */
export const lka: Decider<LkaState, LkaCommand, AccountEvent, LkaRefusal> = {
  initialState: { account: account.initialState, isListed: false, takenBy: null },
  evolve,
  decide,
}

const nobody = 'HOUSE' as RepId // Sound: matches the schema

/** Who has the largest part of an account on a day, the earlier named of equals. */
const ownerOf = (state: Extract<AccountState, { status: 'registered' }>, day: Day): RepId | undefined =>
  ownersOn(state.assignments, day).toSorted((one, other) => other.basisPoints - one.basisPoints)[0]?.repId
