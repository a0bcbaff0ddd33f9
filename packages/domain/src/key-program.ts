import type { z } from 'zod'
import type { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, Label, Text } from './event.ts'
import { AccountId, Code, ProgramId } from './ids.ts'
import { Currency, Decimal } from './money.ts'
import { accept, type Result, refuse } from './result.ts'

const particulars = {
  amount: Decimal.exactOptional(),
  currency: Currency.exactOptional(),
  stage: Code.exactOptional(),
  status: Code.exactOptional(),
}

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** A key program of an account: what it is worth, how far it is, how it stands. M-56. */
export const KeyProgramOpened = event('KeyProgramOpened', {
  programId: ProgramId,
  accountId: AccountId,
  name: Label,
  ...particulars,
})

/** What is new about it, from `effectiveOn` on; what is left out stays as it was. */
export const KeyProgramUpdated = event('KeyProgramUpdated', {
  programId: ProgramId,
  accountId: AccountId,
  name: Label.exactOptional(),
  ...particulars,
  note: Text.exactOptional(),
})

/** It is over. */
export const KeyProgramClosed = event('KeyProgramClosed', {
  programId: ProgramId,
  accountId: AccountId,
  outcome: Code.exactOptional(),
  reason: Text.exactOptional(),
})

/** What can happen to a key program. */
export const keyProgramEvents = [KeyProgramOpened, KeyProgramUpdated, KeyProgramClosed] as const
export type KeyProgramEvent = z.infer<(typeof keyProgramEvents)[number]>

type Data<Type extends KeyProgramEvent['type']> = Extract<KeyProgramEvent, { type: Type }>['data']

/** What may be decided about a key program. The decider adds the account whose partition it touches. */
export type KeyProgramCommand =
  | { type: 'OpenKeyProgram'; effectiveOn: Day; data: Data<'KeyProgramOpened'> }
  | { type: 'UpdateKeyProgram'; effectiveOn: Day; data: Omit<Data<'KeyProgramUpdated'>, 'accountId'> }
  | { type: 'CloseKeyProgram'; effectiveOn: Day; data: Omit<Data<'KeyProgramClosed'>, 'accountId'> }

/** Why it is not decided. */
export type KeyProgramRefusal =
  | { code: 'program-exists'; programId: ProgramId }
  | { code: 'unknown-program'; programId: ProgramId }
  | { code: 'program-closed'; programId: ProgramId }

/** Whether a key program is open, as what it was opened, and what is said of it now. */
export type KeyProgramState =
  | { readonly status: 'unknown' }
  | { readonly status: 'open' | 'closed'; readonly opened: Data<'KeyProgramOpened'>; readonly now: object }

const evolve = (state: KeyProgramState, event: KeyProgramEvent): KeyProgramState => {
  if (event.type === 'KeyProgramOpened') return { status: 'open', opened: event.data, now: event.data }
  if (state.status === 'unknown') return state
  switch (event.type) {
    case 'KeyProgramUpdated':
      return { ...state, now: { ...state.now, ...event.data } }
    case 'KeyProgramClosed':
      return { ...state, status: 'closed' }
  }
}

const decide = (state: KeyProgramState, command: KeyProgramCommand): Result<readonly KeyProgramEvent[], KeyProgramRefusal> => {
  const { effectiveOn } = command
  const { programId } = command.data
  if (command.type === 'OpenKeyProgram') {
    if (state.status === 'unknown') return accept([{ type: 'KeyProgramOpened', effectiveOn, data: command.data }])
    return isSame(state.opened, command.data) ? accept([]) : refuse({ code: 'program-exists', programId })
  }
  if (state.status === 'unknown') return refuse({ code: 'unknown-program', programId })
  const { accountId } = state.opened
  if (command.type === 'CloseKeyProgram') {
    if (state.status === 'closed') return accept([])
    return accept([{ type: 'KeyProgramClosed', effectiveOn, data: { ...command.data, accountId } }])
  }
  if (state.status === 'closed') return refuse({ code: 'program-closed', programId })
  if (isSame(state.now, { ...state.now, ...command.data })) return accept([])
  return accept([{ type: 'KeyProgramUpdated', effectiveOn, data: { ...command.data, accountId } }])
}

/** One key program: opened, updated, closed. */
export const keyProgram: Decider<KeyProgramState, KeyProgramCommand, KeyProgramEvent, KeyProgramRefusal> = {
  initialState: { status: 'unknown' },
  evolve,
  decide,
}
