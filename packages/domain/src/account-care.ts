import { type AccountState, account, turnsOf as turnsOfAccount } from './account.ts'
import type { AccountEvent } from './account-events.ts'
import type { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import type { Identified } from './event.ts'
import type { EventId } from './ids.ts'
import { openLoss } from './losses.ts'
import { accept, type Result, refuse } from './result.ts'

type Data<Type extends AccountEvent['type']> = Extract<AccountEvent, { type: Type }>['data']

/** What may be said about an account beside who owns it and whether it is lost. `corrects` is as far as the stream knows it. */
export type CareCommand =
  | {
      type: 'CorrectLossReason'
      effectiveOn: Day
      data: Omit<Data<'AccountLossReasonCorrected'>, 'corrects'>
      corrects: Identified<AccountEvent> | null
    }
  | { type: 'PlanWinBackContact'; effectiveOn: Day; data: Data<'WinBackContactPlanned'> }
  | { type: 'RecordWinBackContact'; effectiveOn: Day; data: Data<'WinBackContactMade'> }
  | { type: 'EvaluateAccount'; effectiveOn: Day; data: Data<'AccountEvaluated'> }

/** Why it is not said. Domain 5.4. */
export type CareRefusal = { code: 'not-lost' } | { code: 'corrects-unknown' } | { code: 'corrects-another-kind'; type: string }

/** Why an account was lost, by the event that said it was. */
type Loss = { readonly lostBy: EventId; readonly reason: object }

/** The account with what was last said of it, and why it was lost each time. */
export type CareState = {
  readonly account: AccountState
  readonly losses: readonly Loss[]
  /** The last of each type. */
  readonly said: Readonly<Record<string, readonly [Day, object]>>
}

const evolve = (state: CareState, event: Identified<AccountEvent>): CareState => {
  const after = { ...state, account: account.evolve(state.account, event) }
  switch (event.type) {
    case 'AccountRegistered':
    case 'AccountAssigned':
    case 'AssignmentEnded':
    case 'AssignmentCorrected':
    case 'AccountLossRetracted':
    case 'AccountWonBack':
    case 'MovedToLka':
    case 'TakenFromLka':
    case 'AccountProfileChanged':
    case 'AccountsMerged':
    case 'AccountsUnmerged':
      return after
    case 'AccountLost': {
      const losses = [...state.losses, { lostBy: event.eventId, reason: reasonOf(event.data) }]
      const { WinBackContactPlanned: _, WinBackContactMade: __, ...said } = state.said // A new loss begins anew.
      return { ...after, losses, said }
    }
    case 'AccountLossReasonCorrected': {
      const corrected = { lostBy: event.data.corrects, reason: reasonOf(event.data) }
      return { ...after, losses: [...state.losses.filter(({ lostBy }) => lostBy !== corrected.lostBy), corrected] }
    }
    case 'WinBackContactPlanned':
    case 'WinBackContactMade':
    case 'AccountEvaluated':
      return { ...after, said: { ...state.said, [event.type]: [event.effectiveOn, event.data] } }
  }
}

/** What makes two reasons the same, whatever was noted with them. */
const reasonOf = ({
  reasonCode,
  reasonClass,
  competitor,
}: Data<'AccountLost'> | Omit<Data<'AccountLossReasonCorrected'>, 'corrects'>) => ({
  reasonCode,
  reasonClass,
  competitor: competitor ?? null,
})

const decide = (state: CareState, command: CareCommand): Decided => {
  const { effectiveOn } = command
  switch (command.type) {
    case 'CorrectLossReason':
      return correctLossReason(state, command)
    case 'PlanWinBackContact':
      if (openLoss(turnsOf(state)) === undefined) return refuse({ code: 'not-lost' })
      return unlessSaid(state, { type: 'WinBackContactPlanned', effectiveOn, data: command.data })
    case 'RecordWinBackContact': {
      const wasLost = turnsOf(state).some((turn) => turn.lost && turn.effectiveOn <= effectiveOn)
      if (!wasLost) return refuse({ code: 'not-lost' })
      return unlessSaid(state, { type: 'WinBackContactMade', effectiveOn, data: command.data })
    }
    case 'EvaluateAccount':
      return unlessSaid(state, { type: 'AccountEvaluated', effectiveOn, data: command.data })
  }
}

/** The care of one account: why it was lost, who speaks with it, how promising it is. It folds the same stream as the account. */
export const accountCare: Decider<CareState, CareCommand, AccountEvent, CareRefusal> = {
  initialState: { account: account.initialState, losses: [], said: {} },
  evolve,
  decide,
}

type Decided = Result<readonly AccountEvent[], CareRefusal>

const turnsOf = ({ account }: CareState) => (account.status === 'registered' ? turnsOfAccount(account) : [])

/** What was last said of its kind, and of that day, is so already. */
const unlessSaid = ({ said }: CareState, event: AccountEvent): Decided =>
  accept(isSame(said[event.type], [event.effectiveOn, event.data]) ? [] : [event])

const correctLossReason = (
  state: CareState,
  { effectiveOn, data, corrects }: Extract<CareCommand, { type: 'CorrectLossReason' }>,
): Decided => {
  if (corrects === null) return refuse({ code: 'corrects-unknown' })
  const isReason = corrects.type === 'AccountLost' || corrects.type === 'AccountLossReasonCorrected'
  if (!isReason) return refuse({ code: 'corrects-another-kind', type: corrects.type })
  const lostBy = corrects.type === 'AccountLost' ? corrects.eventId : corrects.data.corrects
  if (openLoss(turnsOf(state))?.setBy !== lostBy) return refuse({ code: 'not-lost' })
  const current = state.losses.find((loss) => loss.lostBy === lostBy)
  if (isSame(current?.reason, reasonOf(data))) return accept([])
  return accept([{ type: 'AccountLossReasonCorrected', effectiveOn, data: { ...data, corrects: lostBy } }])
}
