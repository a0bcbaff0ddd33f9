import type { z } from 'zod'
import { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, Text } from './event.ts'
import { AccountId, ActorId, Code, DependencyId } from './ids.ts'
import { accept, type Result, refuse } from './result.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** Another function (legal, delivery, finance …) owes the account something by `neededBy`. M-55. */
export const DependencyRaised = event('DependencyRaised', {
  dependencyId: DependencyId,
  accountId: AccountId,
  owingFunction: Code,
  ownerId: ActorId,
  neededBy: Day,
  opportunityId: Code.exactOptional(),
  text: Text.exactOptional(),
})

/** It was done on `effectiveOn`. */
export const DependencyMet = event('DependencyMet', {
  dependencyId: DependencyId,
  accountId: AccountId,
  note: Text.exactOptional(),
})

/** It is not needed any more. */
export const DependencyDropped = event('DependencyDropped', {
  dependencyId: DependencyId,
  accountId: AccountId,
  reason: Text.exactOptional(),
})

/** What can happen to a dependency. */
export const dependencyEvents = [DependencyRaised, DependencyMet, DependencyDropped] as const
export type DependencyEvent = z.infer<(typeof dependencyEvents)[number]>

type Data<Type extends DependencyEvent['type']> = Extract<DependencyEvent, { type: Type }>['data']

/** What may be decided about a dependency. The decider adds the account whose partition it touches. */
export type DependencyCommand =
  | { type: 'RaiseDependency'; effectiveOn: Day; data: Data<'DependencyRaised'> }
  | { type: 'MeetDependency'; effectiveOn: Day; data: Omit<Data<'DependencyMet'>, 'accountId'> }
  | { type: 'DropDependency'; effectiveOn: Day; data: Omit<Data<'DependencyDropped'>, 'accountId'> }

/** Why it is not decided. */
export type DependencyRefusal =
  | { code: 'dependency-exists'; dependencyId: DependencyId }
  | { code: 'unknown-dependency'; dependencyId: DependencyId }
  | { code: 'dependency-over'; dependencyId: DependencyId; as: 'met' | 'dropped' }

/** Whether a dependency is open. */
export type DependencyState =
  | { readonly status: 'unknown' }
  | { readonly status: 'open' | 'met' | 'dropped'; readonly raised: Data<'DependencyRaised'> }

const evolve = (state: DependencyState, event: DependencyEvent): DependencyState => {
  if (event.type === 'DependencyRaised') return { status: 'open', raised: event.data }
  if (state.status === 'unknown') return state
  switch (event.type) {
    case 'DependencyMet':
      return { ...state, status: 'met' }
    case 'DependencyDropped':
      return { ...state, status: 'dropped' }
  }
}

const decide = (state: DependencyState, command: DependencyCommand): Result<readonly DependencyEvent[], DependencyRefusal> => {
  const { effectiveOn } = command
  const { dependencyId } = command.data
  if (command.type === 'RaiseDependency') {
    if (state.status === 'unknown') return accept([{ type: 'DependencyRaised', effectiveOn, data: command.data }])
    return isSame(state.raised, command.data) ? accept([]) : refuse({ code: 'dependency-exists', dependencyId })
  }
  if (state.status === 'unknown') return refuse({ code: 'unknown-dependency', dependencyId })
  const { accountId } = state.raised
  const as = command.type === 'MeetDependency' ? 'met' : 'dropped'
  if (state.status === as) return accept([])
  if (state.status !== 'open') return refuse({ code: 'dependency-over', dependencyId, as: state.status })
  return command.type === 'MeetDependency'
    ? accept([{ type: 'DependencyMet', effectiveOn, data: { ...command.data, accountId } }])
    : accept([{ type: 'DependencyDropped', effectiveOn, data: { ...command.data, accountId } }])
}

/** One dependency: raised, then met or dropped. */
export const dependency: Decider<DependencyState, DependencyCommand, DependencyEvent, DependencyRefusal> = {
  initialState: { status: 'unknown' },
  evolve,
  decide,
}
