import type { z } from 'zod'
import { type AccountCommand, account } from './account.ts'
import {
  AccountAssigned,
  AccountLossRetracted,
  AccountLost,
  AccountRegistered,
  AccountWonBack,
  AssignmentCorrected,
  AssignmentEnded,
} from './account-events.ts'
import { AccountsMerged, AccountsUnmerged } from './account-merge-events.ts'
import { AccountProfileChanged } from './account-profile.ts'
import type { AssignmentSurroundings } from './assignment-day.ts'
import { addMonths, type Day } from './day.ts'
import { type AccountId, RepId, type StreamName } from './ids.ts'
import { Corrects, corrected, outsideType, type Place, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { Owners, soleOwner } from './owners.ts'
import { closedMonths, closedUntil, type PeriodEvent, periodStreams } from './period.ts'
import { policyAt } from './policies.ts'
import { leftSince, type RepEvent } from './rep.ts'
import { streams } from './streams.ts'

type Owned = { readonly owners?: Owners; readonly repId?: RepId }

const owned = { owners: Owners.exactOptional(), repId: RepId.exactOptional() }
const isOwned = (data: Owned): boolean => (data.owners === undefined) !== (data.repId === undefined)
const eitherOwners = { message: 'give either owners or repId', path: ['owners'] }

const assigned = wire({ ...AccountAssigned.shape.data.shape, ...owned }).refine(isOwned, eitherOwners)
const ended = wire(AssignmentEnded.shape.data.shape)
const correctedAssignment = wire({ ...AssignmentCorrected.shape.data.shape, ...owned, corrects: Corrects }).refine(
  isOwned,
  eitherOwners,
)
const retracted = wire({ ...AccountLossRetracted.shape.data.shape, corrects: Corrects })
const registered = wire(AccountRegistered.shape.data.shape)
const lost = wire(AccountLost.shape.data.shape)
const wonBack = wire(AccountWonBack.shape.data.shape)

const profileChanged = wire(AccountProfileChanged.shape.data.shape)
const { absorbedLostOn: _since, ...mergedShape } = AccountsMerged.shape.data.shape
const merged = wire(mergedShape)
const unmerged = wire(AccountsUnmerged.shape.data.shape)

const stream = ({ accountId }: { accountId: AccountId }): StreamName => streams.account(accountId)

type Both = { survivorId: AccountId; absorbedId: AccountId }
const survivorStream = ({ survivorId }: Both): StreamName => streams.account(survivorId)
const absorbedStream = ({ absorbedId }: Both): StreamName => streams.account(absorbedId)

const decided = ({ data, streams: known }: Situation<{ accountId: AccountId }>, command: AccountCommand) =>
  account.decide(stateOf(account, known.get(stream(data))), command)

/** Registrations, profiles, assignments, losses, win-backs and merges, as they come in. */
export const accountTypes = {
  AccountRegistered: outsideType('AccountRegistered', {
    kind: 'decision',
    data: registered,
    stream,
    decide: (situation: Situation<z.infer<typeof registered>>) => {
      const { effectiveOn, data } = situation
      return decided(situation, { type: 'RegisterAccount', effectiveOn, data: undated(data) })
    },
  }),
  AccountAssigned: outsideType('AccountAssigned', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: assigned,
    stream,
    reads: (data, place) => [...repsOf(data).map(streams.rep), ...periodsFrom(place.effectiveOn, place)],
    decide: (situation: Situation<z.infer<typeof assigned>>) => {
      const { effectiveOn, data } = situation
      const { repId: _, ...rest } = undated(data)
      const around = surroundings(situation, periodsFrom(effectiveOn, situation))
      return decided(situation, { type: 'AssignAccount', effectiveOn, data: { ...rest, owners: ownersOf(data) }, around })
    },
  }),
  AssignmentEnded: outsideType('AssignmentEnded', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: ended,
    stream,
    reads: (_data, place) => periodsFrom(place.effectiveOn, place),
    decide: (situation: Situation<z.infer<typeof ended>>) => {
      const { effectiveOn, data } = situation
      const around = surroundings({ ...situation, data: {} }, periodsFrom(effectiveOn, situation))
      return decided(situation, { type: 'EndAssignment', effectiveOn, data: undated(data), around })
    },
  }),
  AssignmentCorrected: outsideType('AssignmentCorrected', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: correctedAssignment,
    stream,
    reads: (data, place) => [...repsOf(data).map(streams.rep), ...periodsFrom(longBefore(place.effectiveOn), place)],
    decide: (situation: Situation<z.infer<typeof correctedAssignment>>) => {
      const { effectiveOn, data } = situation
      const { repId: _, corrects, ...rest } = undated(data)
      const around = surroundings(situation, periodsFrom(longBefore(effectiveOn), situation))
      return decided(situation, {
        type: 'CorrectAssignment',
        effectiveOn,
        data: { ...rest, owners: ownersOf(data) },
        corrects: corrected(corrects, situation.streams.get(stream(data))),
        around,
      })
    },
  }),
  AccountLost: outsideType('AccountLost', {
    kind: 'decision',
    data: lost,
    stream,
    decide: (situation: Situation<z.infer<typeof lost>>) => {
      const { effectiveOn, data, today } = situation
      return decided(situation, { type: 'DeclareLost', effectiveOn, data: undated(data), today })
    },
  }),
  AccountLossRetracted: outsideType('AccountLossRetracted', {
    kind: 'decision',
    data: retracted,
    stream,
    decide: (situation: Situation<z.infer<typeof retracted>>) => {
      const { effectiveOn, data } = situation
      const { corrects, ...rest } = undated(data)
      const named = corrected<never>(corrects, situation.streams.get(stream(data)))
      return decided(situation, { type: 'RetractLoss', effectiveOn, data: rest, corrects: named })
    },
  }),
  AccountWonBack: outsideType('AccountWonBack', {
    kind: 'decision',
    data: wonBack,
    stream,
    decide: (situation: Situation<z.infer<typeof wonBack>>) => {
      const { effectiveOn, data } = situation
      return decided(situation, { type: 'WinBack', effectiveOn, data: undated(data) })
    },
  }),
  AccountProfileChanged: outsideType('AccountProfileChanged', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: profileChanged,
    stream,
    decide: (situation: Situation<z.infer<typeof profileChanged>>) => {
      const { effectiveOn, data } = situation
      return decided(situation, { type: 'ChangeProfile', effectiveOn, data: undated(data) })
    },
  }),
  AccountsMerged: outsideType('AccountsMerged', {
    kind: 'decision',
    data: merged,
    stream: survivorStream,
    secondLegs: (data) => [absorbedStream(data)],
    reads: (data) => [absorbedStream(data)],
    decide: ({ effectiveOn, data, streams: known }: Situation<z.infer<typeof merged>>) => {
      const absorbed = stateOf(account, known.get(absorbedStream(data)))
      const command = { type: 'MergeAccounts', effectiveOn, data: undated(data), absorbed } as const
      return account.decide(stateOf(account, known.get(survivorStream(data))), command)
    },
  }),
  AccountsUnmerged: outsideType('AccountsUnmerged', {
    kind: 'decision',
    data: unmerged,
    stream: survivorStream,
    secondLegs: (data) => [absorbedStream(data)],
    reads: (data) => [absorbedStream(data)],
    decide: ({ effectiveOn, data, streams: known }: Situation<z.infer<typeof unmerged>>) =>
      account.decide(stateOf(account, known.get(survivorStream(data))), {
        type: 'UnmergeAccounts',
        effectiveOn,
        data: undated(data),
      }),
  }),
}

const ownersOf = ({ owners, repId }: Owned): Owners => owners ?? (repId === undefined ? [] : soleOwner(repId))

const repsOf = (data: Owned): readonly RepId[] => ownersOf(data).map(({ repId }) => repId)

/** A correction also reaches back to the assignment it replaces, which is not known before its stream is read. */
const longBefore = (day: Day): Day => (day > '0012' ? addMonths(day, -120) : day)

/** The period streams that an assignment from a day on may reach into; none where backdating is free. */
const periodsFrom = (from: Day, { calendar, policies, effectiveOn, today }: Place): readonly StreamName[] =>
  policyAt(policies, 'backdated-assignment', effectiveOn) === 'adjust' ? [] : periodStreams(calendar, from, today)

const surroundings = (situation: Situation<Owned>, periods: readonly StreamName[]): AssignmentSurroundings => {
  const { data, streams: known, effectiveOn, calendar, policies } = situation
  const departed = repsOf(data).flatMap((repId) => {
    const events = (known.get(streams.rep(repId)) ?? []) as readonly RepEvent[] // Sound: the stream of a rep
    const leftOn = leftSince(events, effectiveOn)
    return leftOn === null ? [] : [{ repId, leftOn }]
  })
  const closings = periods.flatMap((name) => known.get(name) ?? []) as readonly PeriodEvent[] // Sound: streams of periods
  return {
    departed,
    closedUntil: closedUntil(closedMonths(closings), calendar),
    backdating: policyAt(policies, 'backdated-assignment', effectiveOn),
  }
}
