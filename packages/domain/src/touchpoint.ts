import type { z } from 'zod'
import { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, Text } from './event.ts'
import { AccountId, Code, ContactId, RepId, TouchpointId } from './ids.ts'
import { accept, type Result, refuse } from './result.ts'

const touchpoint = { touchpointId: TouchpointId, accountId: AccountId }

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** One of the cadence of an account: who is to be in touch with it by `due`. Planned again, it is another day or person. M-59. */
export const TouchpointPlanned = event('TouchpointPlanned', {
  ...touchpoint,
  due: Day,
  kind: Code.exactOptional(),
  ownerId: RepId.exactOptional(),
  contactId: ContactId.exactOptional(),
})

/** It took place on `effectiveOn`. */
export const TouchpointHeld = event('TouchpointHeld', {
  ...touchpoint,
  by: RepId.exactOptional(),
  contactId: ContactId.exactOptional(),
  note: Text.exactOptional(),
})

/** It did not take place, and will not. */
export const TouchpointSkipped = event('TouchpointSkipped', { ...touchpoint, reason: Text.exactOptional() })

/** What can happen to a touchpoint. */
export const touchpointEvents = [TouchpointPlanned, TouchpointHeld, TouchpointSkipped] as const
export type TouchpointEvent = z.infer<(typeof touchpointEvents)[number]>

type Data<Type extends TouchpointEvent['type']> = Extract<TouchpointEvent, { type: Type }>['data']

/** What may be decided about a touchpoint. */
export type TouchpointCommand =
  | { type: 'PlanTouchpoint'; effectiveOn: Day; data: Data<'TouchpointPlanned'> }
  | { type: 'HoldTouchpoint'; effectiveOn: Day; data: Data<'TouchpointHeld'> }
  | { type: 'SkipTouchpoint'; effectiveOn: Day; data: Data<'TouchpointSkipped'> }

/** Why it is not decided. */
export type TouchpointRefusal =
  | { code: 'unknown-touchpoint'; touchpointId: TouchpointId }
  | { code: 'touchpoint-over'; touchpointId: TouchpointId; as: 'held' | 'skipped' }
  | { code: 'another-account'; accountId: AccountId }

/** Whether a touchpoint is planned, and what became of it. */
export type TouchpointState =
  | { readonly status: 'unknown' }
  | { readonly status: 'planned' | 'held' | 'skipped'; readonly accountId: AccountId; readonly last: readonly [Day, object] }

const statusAfter = { TouchpointPlanned: 'planned', TouchpointHeld: 'held', TouchpointSkipped: 'skipped' } as const

const evolve = (_state: TouchpointState, { type, effectiveOn, data }: TouchpointEvent): TouchpointState => ({
  status: statusAfter[type],
  accountId: data.accountId,
  last: [effectiveOn, data],
})

const eventOf = (command: TouchpointCommand): TouchpointEvent => {
  const { effectiveOn } = command
  switch (command.type) {
    case 'PlanTouchpoint':
      return { type: 'TouchpointPlanned', effectiveOn, data: command.data }
    case 'HoldTouchpoint':
      return { type: 'TouchpointHeld', effectiveOn, data: command.data }
    case 'SkipTouchpoint':
      return { type: 'TouchpointSkipped', effectiveOn, data: command.data }
  }
}

const decide = (state: TouchpointState, command: TouchpointCommand): Result<readonly TouchpointEvent[], TouchpointRefusal> => {
  const event = eventOf(command)
  const { touchpointId, accountId } = command.data
  if (state.status === 'unknown')
    return event.type === 'TouchpointPlanned' ? accept([event]) : refuse({ code: 'unknown-touchpoint', touchpointId })
  if (state.accountId !== accountId) return refuse({ code: 'another-account', accountId: state.accountId })
  if (statusAfter[event.type] === state.status && isSame(state.last, [event.effectiveOn, event.data])) return accept([])
  return state.status === 'planned' ? accept([event]) : refuse({ code: 'touchpoint-over', touchpointId, as: state.status })
}

/** One touchpoint: planned, then held or skipped. What was not planned is an activity. */
export const touchpoints: Decider<TouchpointState, TouchpointCommand, TouchpointEvent, TouchpointRefusal> = {
  initialState: { status: 'unknown' },
  evolve,
  decide,
}
