import type { z } from 'zod'
import { ActivityRecorded, ActivityVoided, activity } from './activity.ts'
import type { Decider } from './decider.ts'
import { DependencyDropped, DependencyMet, DependencyRaised, dependency } from './dependency.ts'
import type { DomainEvent, EventName } from './events.ts'
import type { AccountId, ActivityId, DependencyId, ProgramId, StreamName, TouchpointId } from './ids.ts'
import { KeyProgramClosed, KeyProgramOpened, KeyProgramUpdated, keyProgram } from './key-program.ts'
import { amountOf, type Decimal } from './money.ts'
import { type AnyRefusal, type OutsideType, outsideType, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { ContactAdded, ContactRoleSet, isOnScale, relations, SatisfactionRecorded, WalletEstimated } from './relations.ts'
import { streams } from './streams.ts'
import { TouchpointHeld, TouchpointPlanned, TouchpointSkipped, touchpoints } from './touchpoint.ts'

/** The types of one aggregate: where its stream is and who decides are the same for all of them. */
const typesOf =
  <State, Command, Event extends DomainEvent, Refused extends AnyRefusal, Key>(
    decider: Decider<State, Command, Event, Refused>,
    stream: (key: Key) => StreamName,
  ) =>
  <Data extends Key>(
    type: EventName,
    data: z.ZodType<Data>,
    { command, ...more }: { command: (situation: Situation<Data>) => Command } & Partial<OutsideType<Data>>,
  ): OutsideType =>
    outsideType<Data>(type, {
      kind: 'decision',
      data,
      stream: (given) => stream(given),
      decide: (situation) => decider.decide(stateOf(decider, situation.streams.get(stream(situation.data))), command(situation)),
      ...more,
    })

type OfAccount = { accountId: AccountId }
/** Said of an account, which must be registered. */
const ofAccount = { account: ({ accountId }: OfAccount) => accountId }
/** What was planned with an account that is absorbed by now still takes place, or does not. */
const ofWhatWasPlanned = { about: () => [] }
const ahead = { mayBeForwardDated: true }
const fact = { kind: 'fact' } as const

const { accountId: _ofVoided, ...voidedShape } = ActivityVoided.shape.data.shape
const { accountId: _ofMet, ...metShape } = DependencyMet.shape.data.shape
const { accountId: _ofDropped, ...droppedShape } = DependencyDropped.shape.data.shape
const { accountId: _ofUpdated, ...updatedShape } = KeyProgramUpdated.shape.data.shape
const { accountId: _ofClosed, ...closedShape } = KeyProgramClosed.shape.data.shape

const wallet = wire(WalletEstimated.shape.data.shape).refine(({ amount }) => amountOf(amount) > 0n, {
  message: 'must be more than zero',
  path: ['amount'],
  // Zod refines also what has already failed in one of its parts: an amount that is none cannot be compared.
  when: ({ issues }: { readonly issues: readonly unknown[] }) => issues.length === 0,
})
const satisfaction = wire(SatisfactionRecorded.shape.data.shape).refine(isOnScale, {
  message: 'must be from 1 to 5 on the scale csat, from -100 to 100 on nps',
  path: ['score'],
})

type Priced = { amount?: Decimal; currency?: unknown }
const isPriced = ({ amount, currency }: Priced): boolean => (amount === undefined) === (currency === undefined)
const priced = { message: 'is needed beside an amount, and only there', path: ['currency'] }
const opened = wire(KeyProgramOpened.shape.data.shape).refine(isPriced, priced)
const updated = wire(updatedShape).refine(isPriced, priced)

const ofRelations = typesOf(relations, ({ accountId }: OfAccount) => streams.relations(accountId))
const ofActivity = typesOf(activity, ({ activityId }: { activityId: ActivityId }) => streams.activity(activityId))
const ofTouchpoint = typesOf(touchpoints, ({ touchpointId }: { touchpointId: TouchpointId }) => streams.touchpoint(touchpointId))
const ofDependency = typesOf(dependency, ({ dependencyId }: { dependencyId: DependencyId }) => streams.dependency(dependencyId))
const ofProgram = typesOf(keyProgram, ({ programId }: { programId: ProgramId }) => streams.program(programId))

/** Contacts, wallet and satisfaction, activities, touchpoints, dependencies and key programs, as they come in. */
export const relationTypes = {
  ContactAdded: ofRelations('ContactAdded', wire(ContactAdded.shape.data.shape), {
    ...fact,
    ...ofAccount,
    command: ({ effectiveOn, data }) => ({ type: 'AddContact', effectiveOn, data: undated(data) }),
  }),
  ContactRoleSet: ofRelations('ContactRoleSet', wire(ContactRoleSet.shape.data.shape), {
    ...ofAccount,
    command: ({ effectiveOn, data }) => ({ type: 'SetContactRole', effectiveOn, data: undated(data) }),
  }),
  WalletEstimated: ofRelations('WalletEstimated', wallet, {
    ...ahead,
    ...ofAccount,
    command: ({ effectiveOn, data }) => ({ type: 'EstimateWallet', effectiveOn, data: undated(data) }),
  }),
  SatisfactionRecorded: ofRelations('SatisfactionRecorded', satisfaction, {
    ...fact,
    ...ofAccount,
    command: ({ effectiveOn, data }) => ({ type: 'RecordSatisfaction', effectiveOn, data: undated(data) }),
  }),
  ActivityRecorded: ofActivity('ActivityRecorded', wire(ActivityRecorded.shape.data.shape), {
    ...fact,
    ...ofAccount,
    streamMustBeNew: 'activity-exists',
    first: (data, effectiveOn) => ({ type: 'ActivityRecorded', effectiveOn, data: undated(data) }),
    command: ({ effectiveOn, data }) => ({ type: 'RecordActivity', effectiveOn, data: undated(data) }),
  }),
  ActivityVoided: ofActivity('ActivityVoided', wire(voidedShape), {
    ...fact,
    command: ({ effectiveOn, data }) => ({ type: 'VoidActivity', effectiveOn, data: undated(data) }),
  }),
  TouchpointPlanned: ofTouchpoint('TouchpointPlanned', wire(TouchpointPlanned.shape.data.shape), {
    ...ahead,
    ...ofAccount,
    command: ({ effectiveOn, data }) => ({ type: 'PlanTouchpoint', effectiveOn, data: undated(data) }),
  }),
  TouchpointHeld: ofTouchpoint('TouchpointHeld', wire(TouchpointHeld.shape.data.shape), {
    ...ofAccount,
    ...ofWhatWasPlanned,
    command: ({ effectiveOn, data }) => ({ type: 'HoldTouchpoint', effectiveOn, data: undated(data) }),
  }),
  TouchpointSkipped: ofTouchpoint('TouchpointSkipped', wire(TouchpointSkipped.shape.data.shape), {
    ...ofAccount,
    ...ofWhatWasPlanned,
    command: ({ effectiveOn, data }) => ({ type: 'SkipTouchpoint', effectiveOn, data: undated(data) }),
  }),
  DependencyRaised: ofDependency('DependencyRaised', wire(DependencyRaised.shape.data.shape), {
    ...ofAccount,
    command: ({ effectiveOn, data }) => ({ type: 'RaiseDependency', effectiveOn, data: undated(data) }),
  }),
  DependencyMet: ofDependency('DependencyMet', wire(metShape), {
    command: ({ effectiveOn, data }) => ({ type: 'MeetDependency', effectiveOn, data: undated(data) }),
  }),
  DependencyDropped: ofDependency('DependencyDropped', wire(droppedShape), {
    command: ({ effectiveOn, data }) => ({ type: 'DropDependency', effectiveOn, data: undated(data) }),
  }),
  KeyProgramOpened: ofProgram('KeyProgramOpened', opened, {
    ...ahead,
    ...ofAccount,
    command: ({ effectiveOn, data }) => ({ type: 'OpenKeyProgram', effectiveOn, data: undated(data) }),
  }),
  KeyProgramUpdated: ofProgram('KeyProgramUpdated', updated, {
    command: ({ effectiveOn, data }) => ({ type: 'UpdateKeyProgram', effectiveOn, data: undated(data) }),
  }),
  KeyProgramClosed: ofProgram('KeyProgramClosed', wire(closedShape), {
    command: ({ effectiveOn, data }) => ({ type: 'CloseKeyProgram', effectiveOn, data: undated(data) }),
  }),
}
