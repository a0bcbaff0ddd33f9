import type { AccountEvent, ExternalId } from './account-events.ts'
import {
  type Absorption,
  absorptionOf,
  choiceNeeded,
  type MergeCommand,
  type MergeRefusal,
  mergedEvent,
  turnsWith,
  type UnmergeCommand,
} from './account-merge.ts'
import { type DatedChanges, isAlreadySo, profileOn, withChanges } from './account-profile.ts'
import { type AssignmentDayRefusal, type AssignmentSurroundings, dayToAct } from './assignment-day.ts'
import { type Assignment, assignmentOn, evolveAssignments, ownersOn } from './assignments.ts'
import { byDay, type Day, earlierOf } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import type { Identified } from './event.ts'
import type { AccountId, RepId } from './ids.ts'
import { lostSince, openLoss, type Turn } from './losses.ts'
import { type Owners, type SplitRefusal, splitRefusal } from './owners.ts'
import { accept, type Result, refuse } from './result.ts'

type Data<Type extends AccountEvent['type']> = Extract<AccountEvent, { type: Type }>['data']

/** The event that a correction names, as far as the stream knows it. */
export type Corrected = Identified<AccountEvent> | null

/** A name in another system, and the account that has it already. */
export type TakenId = ExternalId & { readonly accountId: AccountId }

/** What may be decided about an account; `taken` is the first of its external ids that another account has. */
export type AccountCommand =
  | { type: 'RegisterAccount'; effectiveOn: Day; data: Data<'AccountRegistered'>; taken: TakenId | null }
  | { type: 'AssignAccount'; effectiveOn: Day; data: Data<'AccountAssigned'>; around: AssignmentSurroundings }
  | { type: 'EndAssignment'; effectiveOn: Day; data: Data<'AssignmentEnded'>; around: AssignmentSurroundings }
  | {
      type: 'CorrectAssignment'
      effectiveOn: Day
      data: Omit<Data<'AssignmentCorrected'>, 'corrects'>
      corrects: Corrected
      around: AssignmentSurroundings
    }
  | { type: 'DeclareLost'; effectiveOn: Day; data: Data<'AccountLost'>; today: Day }
  | { type: 'RetractLoss'; effectiveOn: Day; data: Omit<Data<'AccountLossRetracted'>, 'corrects'>; corrects: Corrected }
  | { type: 'WinBack'; effectiveOn: Day; data: Data<'AccountWonBack'> }
  | { type: 'ChangeProfile'; effectiveOn: Day; data: Data<'AccountProfileChanged'> }
  | (MergeCommand & { absorbed: AccountState })
  | UnmergeCommand

/** Why a decision about an account is refused. Domain 5.4. */
export type AccountRefusal =
  | { code: 'account-exists'; accountId: AccountId }
  | ({ code: 'external-id-taken' } & TakenId)
  | { code: 'unknown-account'; accountId: AccountId }
  | { code: 'account-lost'; lostOn: Day }
  | { code: 'already-lost'; lostOn: Day }
  | { code: 'not-lost' }
  | { code: 'not-after-loss'; lostOn: Day }
  | { code: 'loss-in-future'; effectiveOn: Day; today: Day }
  | { code: 'rep-not-active'; repId: RepId; leftOn: Day }
  | { code: 'dates-reversed'; effectiveOn: Day; effectiveUntil: Day }
  | { code: 'corrects-unknown' }
  | { code: 'corrects-another-kind'; type: string }
  | SplitRefusal
  | MergeRefusal
  | AssignmentDayRefusal

type Registered = {
  readonly status: 'registered'
  readonly registration: Data<'AccountRegistered'>
  readonly changes: readonly DatedChanges[]
  readonly assignments: readonly Assignment[]
  readonly turns: readonly Turn[]
  /** The accounts that it has absorbed. */
  readonly absorptions: readonly Absorption[]
}

/** Another account stands for it; `before` is what it was, and is again once they are parted. P-15. */
type Absorbed = { readonly status: 'absorbed'; readonly survivorId: AccountId; readonly before: Registered }

/** Whether an account is registered, and what became of it. */
export type AccountState = { readonly status: 'unregistered' } | Registered | Absorbed

const evolve = (state: AccountState, event: Identified<AccountEvent>): AccountState => {
  if (event.type === 'AccountRegistered') return registered(state, event.data)
  if (state.status === 'unregistered') return state
  if (state.status === 'registered') return evolveRegistered(state, event)
  if (event.type === 'AccountsUnmerged' && event.data.absorbedId === state.before.registration.accountId) return state.before
  const before = evolveRegistered(state.before, event)
  return before.status === 'registered' ? { ...state, before } : state
}

const evolveRegistered = (state: Registered, event: Identified<AccountEvent>): Registered | Absorbed => {
  switch (event.type) {
    case 'AccountRegistered':
      return { ...state, registration: event.data }
    case 'AccountAssigned':
    case 'AssignmentEnded':
    case 'AssignmentCorrected':
      return { ...state, assignments: evolveAssignments(state.assignments, event) }
    case 'AccountLost':
    case 'AccountWonBack': {
      const turn = { effectiveOn: event.effectiveOn, lost: event.type === 'AccountLost', setBy: event.eventId }
      return {
        ...state,
        turns: [...state.turns, turn].toSorted((a, b) => byDay(a.effectiveOn, b.effectiveOn)),
      }
    }
    case 'MovedToLka':
    case 'TakenFromLka':
      return state
    case 'AccountLossRetracted':
      return { ...state, turns: state.turns.filter(({ setBy }) => setBy !== event.data.corrects) }
    case 'AccountLossReasonCorrected':
    case 'WinBackContactPlanned':
    case 'WinBackContactMade':
    case 'AccountEvaluated':
      return state // What they say is decided in account-care.ts.
    case 'AccountProfileChanged': {
      const { effectiveOn, data } = event
      return { ...state, changes: withChanges(state.changes, { effectiveOn, changes: data.changes }) }
    }
    case 'AccountsMerged': {
      const { survivorId, absorbedId } = event.data
      if (absorbedId === state.registration.accountId) return { status: 'absorbed', survivorId, before: state }
      return { ...state, absorptions: [...state.absorptions, absorptionOf(event, openLoss(turnsOf(state)))] }
    }
    case 'AccountsUnmerged': {
      const { absorbedId } = event.data
      return { ...state, absorptions: state.absorptions.filter((one) => one.absorbedId !== absorbedId) }
    }
  }
}

const registered = (state: AccountState, registration: Data<'AccountRegistered'>): AccountState => {
  if (state.status === 'absorbed') return { ...state, before: { ...state.before, registration } }
  if (state.status === 'registered') return { ...state, registration }
  return { status: 'registered', registration, changes: [], assignments: [], turns: [], absorptions: [] }
}

const decide = (state: AccountState, command: AccountCommand): Result<readonly AccountEvent[], AccountRefusal> => {
  switch (state.status) {
    case 'unregistered':
      if (command.type !== 'RegisterAccount') return refuse({ code: 'unknown-account', accountId: accountOf(command) })
      if (command.taken !== null) return refuse({ code: 'external-id-taken', ...command.taken })
      return accept([{ type: 'AccountRegistered', effectiveOn: command.effectiveOn, data: command.data }])
    case 'absorbed':
      if (command.type === 'RegisterAccount') return registerAgain(state.before, command)
      if (command.type === 'UnmergeAccounts') return unmerge(state.before, command)
      return refuse({ code: 'account-merged', accountId: accountOf(command), survivorId: state.survivorId })
    case 'registered':
      return decideRegistered(state, command)
  }
}

const accountOf = ({ data }: AccountCommand): AccountId => ('survivorId' in data ? data.survivorId : data.accountId)

const decideRegistered = (state: Registered, command: AccountCommand): Decided => {
  switch (command.type) {
    case 'RegisterAccount':
      return registerAgain(state, command)
    case 'AssignAccount':
      return assign(state, command)
    case 'EndAssignment':
      return endAssignment(state, command)
    case 'CorrectAssignment':
      return correctAssignment(state, command)
    case 'DeclareLost':
      return declareLost(state, command)
    case 'RetractLoss':
      return retractLoss(state, command)
    case 'WinBack':
      return winBack(state, command)
    case 'ChangeProfile':
      return changeProfile(state, command)
    case 'MergeAccounts':
      return merge(state, command)
    case 'UnmergeAccounts':
      return unmerge(state, command)
  }
}

/** One account: its profile, who owns it, whether it is lost, and whether another one stands for it. */
export const account: Decider<AccountState, AccountCommand, AccountEvent, AccountRefusal> = {
  initialState: { status: 'unregistered' },
  evolve,
  decide,
}

type Decided = Result<readonly AccountEvent[], AccountRefusal>
type Command<Type extends AccountCommand['type']> = Extract<AccountCommand, { type: Type }>

const registerAgain = (state: Registered, { data }: Command<'RegisterAccount'>): Decided =>
  isSame(state.registration, data) ? accept([]) : refuse({ code: 'account-exists', accountId: data.accountId })

const assign = (state: Registered, { data, effectiveOn, around }: Command<'AssignAccount'>): Decided => {
  const day = dayToAct(effectiveOn, effectiveOn, { data, around })
  if (!day.ok) return day
  const refusal = assignmentRefusal(state, day.value, { owners: data.owners, around })
  if (refusal !== null) return refuse(refusal)
  const current = assignmentOn(state.assignments, day.value)
  const isEffective = isSame(ownersOn(state.assignments, day.value), data.owners)
  if (isEffective && isSame(current?.overlays ?? [], data.overlays ?? [])) return accept([])
  return accept([{ type: 'AccountAssigned', effectiveOn: day.value, data }])
}

const endAssignment = (state: Registered, { data, effectiveOn, around }: Command<'EndAssignment'>): Decided => {
  const day = dayToAct(effectiveOn, effectiveOn, { data, around })
  if (!day.ok) return day
  if (ownersOn(state.assignments, day.value).length === 0) return accept([])
  return accept([{ type: 'AssignmentEnded', effectiveOn: day.value, data }])
}

const correctAssignment = (state: Registered, command: Command<'CorrectAssignment'>): Decided => {
  const { data, effectiveOn, corrects, around } = command
  const { effectiveUntil } = data
  if (corrects === null) return refuse({ code: 'corrects-unknown' })
  const replaced = state.assignments.find(({ standsFor }) => standsFor.includes(corrects.eventId))
  if (replaced === undefined) return refuse({ code: 'corrects-another-kind', type: corrects.type })
  if (effectiveUntil !== undefined && effectiveUntil <= effectiveOn)
    return refuse({ code: 'dates-reversed', effectiveOn, effectiveUntil })
  const reachesBackTo = earlierOf(replaced.effectiveOn, effectiveOn)
  const day = dayToAct(effectiveOn, reachesBackTo, { data, around })
  if (!day.ok) return day
  const refusal = assignmentRefusal(state, day.value, { owners: data.owners, around })
  if (refusal !== null) return refuse(refusal)
  const now = { effectiveOn: day.value, effectiveUntil: effectiveUntil ?? null, owners: data.owners }
  const { effectiveOn: from, effectiveUntil: until, owners } = replaced
  if (isSame({ effectiveOn: from, effectiveUntil: until, owners }, now)) return accept([])
  return accept([{ type: 'AssignmentCorrected', effectiveOn: day.value, data: { ...data, corrects: replaced.setBy } }])
}

const assignmentRefusal = (
  state: Registered,
  day: Day,
  { owners, around }: { owners: Owners; around: AssignmentSurroundings },
): AccountRefusal | null => {
  const lostOn = lostSince(turnsOf(state), day)
  if (lostOn !== null) return { code: 'account-lost', lostOn }
  const departed = around.departed.find(({ repId }) => owners.some((share) => share.repId === repId))
  return departed === undefined ? splitRefusal(owners) : { code: 'rep-not-active', ...departed }
}

const declareLost = (state: Registered, { data, effectiveOn, today }: Command<'DeclareLost'>): Decided => {
  const lostOn = lostSince(turnsOf(state), effectiveOn) ?? openLoss(turnsOf(state))?.effectiveOn
  if (lostOn !== undefined) return refuse({ code: 'already-lost', lostOn })
  if (effectiveOn > today) return refuse({ code: 'loss-in-future', effectiveOn, today })
  return accept([{ type: 'AccountLost', effectiveOn, data }])
}

const retractLoss = (state: Registered, { data, effectiveOn, corrects }: Command<'RetractLoss'>): Decided => {
  if (corrects === null) return refuse({ code: 'corrects-unknown' })
  if (corrects.type !== 'AccountLost') return refuse({ code: 'corrects-another-kind', type: corrects.type })
  if (!state.turns.some(({ setBy }) => setBy === corrects.eventId)) return accept([])
  if (openLoss(turnsOf(state))?.setBy !== corrects.eventId) return refuse({ code: 'not-lost' })
  return accept([{ type: 'AccountLossRetracted', effectiveOn, data: { ...data, corrects: corrects.eventId } }])
}

const winBack = (state: Registered, { data, effectiveOn }: Command<'WinBack'>): Decided => {
  const loss = openLoss(turnsOf(state))
  if (loss === undefined) return refuse({ code: 'not-lost' })
  if (effectiveOn <= loss.effectiveOn) return refuse({ code: 'not-after-loss', lostOn: loss.effectiveOn })
  return accept([{ type: 'AccountWonBack', effectiveOn, data }])
}

const changeProfile = (state: Registered, { data, effectiveOn }: Command<'ChangeProfile'>): Decided => {
  const { accountId, changes } = data
  if (changes.parentId === accountId) return refuse({ code: 'same-account', accountId })
  if (isAlreadySo(profileOn(state.registration, state.changes, effectiveOn), changes)) return accept([])
  return accept([{ type: 'AccountProfileChanged', effectiveOn, data }])
}

const merge = (state: Registered, command: Command<'MergeAccounts'>): Decided => {
  const { absorbed, data } = command
  const { survivorId, absorbedId } = data
  if (absorbedId === survivorId) return refuse({ code: 'same-account', accountId: survivorId })
  if (absorbed.status === 'unregistered') return refuse({ code: 'unknown-account', accountId: absorbedId })
  if (absorbed.status === 'absorbed')
    return refuse({ code: 'account-merged', accountId: absorbedId, survivorId: absorbed.survivorId })
  const lost = { survivor: openLossOn(state), absorbed: openLossOn(absorbed) }
  const refusal = choiceNeeded(data, lost)
  return refusal === null ? accept([mergedEvent(command, lost)]) : refuse(refusal)
}

const unmerge = (state: Registered, { effectiveOn, data }: Command<'UnmergeAccounts'>): Decided => {
  const { survivorId, absorbedId } = data
  const isMerged = state.absorptions.some((one) => one.absorbedId === absorbedId)
  if (!isMerged) return refuse({ code: 'not-merged', accountId: absorbedId, survivorId })
  return accept([{ type: 'AccountsUnmerged', effectiveOn, data }])
}

/** The turns of the customer that the account stands for. */
export const turnsOf = ({ turns, absorptions }: Registered): readonly Turn[] => turnsWith(turns, absorptions)

const openLossOn = (state: Registered): Day | null => openLoss(turnsOf(state))?.effectiveOn ?? null
