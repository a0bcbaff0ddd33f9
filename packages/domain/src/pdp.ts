import { z } from 'zod'
import type { FiscalCalendar } from './calendar.ts'
import { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, type Identified, Text } from './event.ts'
import { ActorId, Code, InitiativeId, PdpId, PeriodId, RepId } from './ids.ts'
import { accept, type Result, refuse } from './result.ts'

const Party = z.enum(['rep', 'manager'])
const ofInitiative = { pdpId: PdpId, initiativeId: InitiativeId }

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** A performance development plan of a rep and his manager; `sourceGaps` names the KPIs whose gaps it comes from. R-119. */
export const PdpOpened = event('PdpOpened', {
  pdpId: PdpId,
  repId: RepId,
  managerId: RepId,
  period: PeriodId,
  sourceGaps: z.array(Code).max(100),
})

/** What one of the two has committed to do by `due`. `requirement` says when it counts as done, `initiative` what it is. */
export const PdpInitiativeAgreed = event('PdpInitiativeAgreed', {
  ...ofInitiative,
  committedBy: Party,
  ownerId: RepId.exactOptional(),
  initiative: Text.exactOptional(),
  requirement: Text,
  due: Day,
})

/** The two have talked about it: about one initiative, or about all. */
export const FollowUpHeld = event('FollowUpHeld', {
  pdpId: PdpId,
  initiativeId: InitiativeId.exactOptional(),
  nextFollowUpOn: Day.exactOptional(),
  by: ActorId.exactOptional(),
  note: Text.exactOptional(),
})

/** Done, and what shows it. */
export const PdpInitiativeCompleted = event('PdpInitiativeCompleted', { ...ofInitiative, evidence: Text })

/** Not done, and why. */
export const PdpInitiativeMissed = event('PdpInitiativeMissed', { ...ofInitiative, why: Text })

/** Due on another day. */
export const PdpInitiativeRescheduled = event('PdpInitiativeRescheduled', {
  ...ofInitiative,
  due: Day,
  agreedBy: ActorId,
  reason: Text.exactOptional(),
})

/** Every initiative is done or missed; nothing more is agreed. */
export const PdpClosed = event('PdpClosed', { pdpId: PdpId, outcome: Code.exactOptional(), note: Text.exactOptional() })

/** What can happen to a performance development plan. */
export const pdpEvents = [
  PdpOpened,
  PdpInitiativeAgreed,
  FollowUpHeld,
  PdpInitiativeCompleted,
  PdpInitiativeMissed,
  PdpInitiativeRescheduled,
  PdpClosed,
] as const
export type PdpEvent = z.infer<(typeof pdpEvents)[number]>

type Data<Type extends PdpEvent['type']> = Extract<PdpEvent, { type: Type }>['data']

/** What may be decided in a performance development plan. */
export type PdpCommand =
  | { type: 'OpenPdp'; effectiveOn: Day; data: Data<'PdpOpened'>; calendar: FiscalCalendar }
  | { type: 'AgreePdpInitiative'; effectiveOn: Day; data: Data<'PdpInitiativeAgreed'> }
  | { type: 'HoldFollowUp'; effectiveOn: Day; data: Data<'FollowUpHeld'> }
  | { type: 'CompletePdpInitiative'; effectiveOn: Day; data: Data<'PdpInitiativeCompleted'> }
  | { type: 'MissPdpInitiative'; effectiveOn: Day; data: Data<'PdpInitiativeMissed'> }
  | { type: 'ReschedulePdpInitiative'; effectiveOn: Day; data: Data<'PdpInitiativeRescheduled'> }
  | { type: 'ClosePdp'; effectiveOn: Day; data: Data<'PdpClosed'> }

/** Why a decision in a performance development plan is refused. Domain 5.4. */
export type PdpRefusal =
  | { code: 'pdp-exists'; pdpId: PdpId }
  | { code: 'unknown-pdp'; pdpId: PdpId }
  | { code: 'pdp-closed'; pdpId: PdpId }
  | { code: 'unknown-period'; period: PeriodId }
  | { code: 'text-missing' }
  | { code: 'why-missing' }
  | { code: 'due-before-agreed'; due: Day; agreedOn: Day }
  | { code: 'committed-by-other'; ownerId: RepId; committedBy: 'rep' | 'manager' }
  | { code: 'initiative-exists'; initiativeId: InitiativeId }
  | { code: 'unknown-initiative'; initiativeId: InitiativeId }
  | { code: 'initiative-settled'; initiativeId: InitiativeId }
  | { code: 'initiatives-open'; initiativeIds: readonly InitiativeId[] }

type Settlement = { readonly effectiveOn: Day; readonly data: Data<'PdpInitiativeCompleted'> | Data<'PdpInitiativeMissed'> }

type Initiative = {
  readonly agreed: { readonly effectiveOn: Day; readonly data: Data<'PdpInitiativeAgreed'> }
  readonly due: Day
  readonly settled: Settlement | null
}

type Opened = {
  readonly status: 'open' | 'closed'
  readonly opened: Data<'PdpOpened'>
  readonly initiatives: ReadonlyMap<InitiativeId, Initiative>
  readonly followUps: readonly string[]
}

/** How far a performance development plan has come. */
export type PdpState = { readonly status: 'none' } | Opened

const evolve = (state: PdpState, event: Identified<PdpEvent>): PdpState => {
  if (event.type === 'PdpOpened') return { status: 'open', opened: event.data, initiatives: new Map(), followUps: [] }
  if (state.status === 'none') return state
  const { effectiveOn } = event
  switch (event.type) {
    case 'PdpInitiativeAgreed': {
      const agreed = { agreed: { effectiveOn, data: event.data }, due: event.data.due, settled: null }
      return { ...state, initiatives: new Map([...state.initiatives, [event.data.initiativeId, agreed]]) }
    }
    case 'PdpInitiativeRescheduled':
      return change(state, event.data.initiativeId, { due: event.data.due })
    case 'PdpInitiativeCompleted':
    case 'PdpInitiativeMissed':
      return change(state, event.data.initiativeId, { settled: { effectiveOn, data: event.data } })
    case 'FollowUpHeld':
      return { ...state, followUps: [...state.followUps, followUpOf(event)] }
    case 'PdpClosed':
      return { ...state, status: 'closed' }
  }
}

const change = (state: Opened, id: InitiativeId, changes: Partial<Initiative>): Opened => {
  const initiative = state.initiatives.get(id)
  return initiative === undefined
    ? state
    : { ...state, initiatives: new Map([...state.initiatives, [id, { ...initiative, ...changes }]]) }
}

/** Follow-ups of one day about one thing are one. */
const followUpOf = ({ effectiveOn, data }: { effectiveOn: Day; data: Data<'FollowUpHeld'> }): string =>
  JSON.stringify([effectiveOn, data.initiativeId ?? null, data.nextFollowUpOn ?? null])

const decide = (state: PdpState, command: PdpCommand): Decided => {
  if (state.status === 'none') {
    return command.type === 'OpenPdp' ? openPdp(command) : refuse({ code: 'unknown-pdp', pdpId: command.data.pdpId })
  }
  switch (command.type) {
    case 'OpenPdp':
      return isSame(state.opened, command.data) ? accept([]) : refuse({ code: 'pdp-exists', pdpId: command.data.pdpId })
    case 'AgreePdpInitiative':
      return agree(state, command)
    case 'HoldFollowUp':
      return holdFollowUp(state, command)
    case 'CompletePdpInitiative':
    case 'MissPdpInitiative':
      return settle(state, command)
    case 'ReschedulePdpInitiative':
      return reschedule(state, command)
    case 'ClosePdp':
      return close(state, command)
  }
}

/** A performance development plan: what rep and manager agreed on, and what became of it. */
export const pdp: Decider<PdpState, PdpCommand, PdpEvent, PdpRefusal> = { initialState: { status: 'none' }, evolve, decide }

type Decided = Result<readonly PdpEvent[], PdpRefusal>
type Command<Type extends PdpCommand['type']> = Extract<PdpCommand, { type: Type }>

const openPdp = ({ effectiveOn, data, calendar }: Command<'OpenPdp'>): Decided =>
  calendar.period(data.period) === null
    ? refuse({ code: 'unknown-period', period: data.period })
    : accept([{ type: 'PdpOpened', effectiveOn, data }])

const agree = (state: Opened, { effectiveOn, data }: Command<'AgreePdpInitiative'>): Decided => {
  const { pdpId, initiativeId, requirement, due, committedBy, ownerId } = data
  const known = state.initiatives.get(initiativeId)
  if (known !== undefined && isSame(known.agreed.data, data)) return accept([])
  if (state.status === 'closed') return refuse({ code: 'pdp-closed', pdpId })
  if (known !== undefined) return refuse({ code: 'initiative-exists', initiativeId })
  if (requirement.trim() === '') return refuse({ code: 'text-missing' })
  if (due < effectiveOn) return refuse({ code: 'due-before-agreed', due, agreedOn: effectiveOn })
  const { repId, managerId } = state.opened
  const isOthers = ownerId !== undefined && ownerId === (committedBy === 'manager' ? repId : managerId) && repId !== managerId
  if (isOthers) return refuse({ code: 'committed-by-other', ownerId, committedBy })
  return accept([{ type: 'PdpInitiativeAgreed', effectiveOn, data }])
}

const holdFollowUp = (state: Opened, { effectiveOn, data }: Command<'HoldFollowUp'>): Decided => {
  const { pdpId, initiativeId } = data
  if (state.followUps.includes(followUpOf({ effectiveOn, data }))) return accept([])
  if (state.status === 'closed') return refuse({ code: 'pdp-closed', pdpId })
  if (initiativeId !== undefined && !state.initiatives.has(initiativeId)) {
    return refuse({ code: 'unknown-initiative', initiativeId })
  }
  return accept([{ type: 'FollowUpHeld', effectiveOn, data }])
}

const settle = (state: Opened, command: Command<'CompletePdpInitiative' | 'MissPdpInitiative'>): Decided => {
  const { effectiveOn, data } = command
  const { initiativeId } = data
  const known = state.initiatives.get(initiativeId)
  if (known === undefined) return refuse({ code: 'unknown-initiative', initiativeId })
  if (known.settled !== null) {
    return isSame(known.settled, { effectiveOn, data }) ? accept([]) : refuse({ code: 'initiative-settled', initiativeId })
  }
  if (command.type === 'CompletePdpInitiative') {
    if (command.data.evidence.trim() === '') return refuse({ code: 'text-missing' })
    return accept([{ type: 'PdpInitiativeCompleted', effectiveOn, data: command.data }])
  }
  if (command.data.why.trim() === '') return refuse({ code: 'why-missing' })
  return accept([{ type: 'PdpInitiativeMissed', effectiveOn, data: command.data }])
}

const reschedule = (state: Opened, { effectiveOn, data }: Command<'ReschedulePdpInitiative'>): Decided => {
  const { initiativeId, due } = data
  const known = state.initiatives.get(initiativeId)
  if (known === undefined) return refuse({ code: 'unknown-initiative', initiativeId })
  if (known.due === due) return accept([])
  if (known.settled !== null) return refuse({ code: 'initiative-settled', initiativeId })
  const agreedOn = known.agreed.effectiveOn
  if (due < agreedOn) return refuse({ code: 'due-before-agreed', due, agreedOn })
  return accept([{ type: 'PdpInitiativeRescheduled', effectiveOn, data }])
}

const close = (state: Opened, { effectiveOn, data }: Command<'ClosePdp'>): Decided => {
  if (state.status === 'closed') return accept([])
  const open = [...state.initiatives].flatMap(([id, { settled }]) => (settled === null ? [id] : []))
  return open.length === 0
    ? accept([{ type: 'PdpClosed', effectiveOn, data }])
    : refuse({ code: 'initiatives-open', initiativeIds: open })
}
