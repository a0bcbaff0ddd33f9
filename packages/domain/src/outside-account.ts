import type { z } from 'zod'
import { type AccountCommand, account, type TakenId } from './account.ts'
import {
  AccountAssigned,
  type AccountEvent,
  AccountLossRetracted,
  AccountLost,
  AccountRegistered,
  AccountWonBack,
  AssignmentCorrected,
  AssignmentEnded,
  type ExternalId,
} from './account-events.ts'
import { AccountsMerged, AccountsUnmerged } from './account-merge-events.ts'
import { AccountProfileChanged } from './account-profile.ts'
import type { AssignmentSurroundings } from './assignment-day.ts'
import { addMonths, type Day } from './day.ts'
import type { DomainEvent } from './events.ts'
import { type ExternalIdEvent, externalId, holderOf } from './external-id.ts'
import { type AccountId, RepId, type StreamName } from './ids.ts'
import {
  Corrects,
  corrected,
  eventsOf,
  type KnownStreams,
  type Leg,
  outsideType,
  type Place,
  type Situation,
  stateOf,
  undated,
  wire,
} from './outside-type.ts'
import { Owners, soleOwner } from './owners.ts'
import { closedMonths, closedUntil, type PeriodEvent, periodStreams } from './period.ts'
import { policyAt } from './policies.ts'
import { contactPlannedBy, ownerAtLoss, teamAtLoss } from './processes.ts'
import { leftSince, type RepEvent } from './rep.ts'
import { streams } from './streams.ts'
import type { TeamEvent } from './team.ts'

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

/** What was decided stands in the absorbed account's stream as well. PM-2. */
const secondLeg = (events: readonly DomainEvent[], { data }: Situation<Both>): readonly Leg[] => [
  { stream: absorbedStream(data), events, by: 'decision' },
]

const decided = ({ data, streams: known }: Situation<{ accountId: AccountId }>, command: AccountCommand) =>
  account.decide(stateOf(account, known.get(stream(data))), command)

type Registering = { accountId: AccountId; externalIds?: readonly ExternalId[] }

/** The ids that an account is registered with, each once. */
const idsOf = ({ externalIds = [] }: Registering): readonly ExternalId[] =>
  externalIds.filter(
    ({ system, externalId }, index) =>
      externalIds.findIndex((one) => one.system === system && one.externalId === externalId) === index,
  )

const holderIn = (known: KnownStreams, id: ExternalId): AccountId | null =>
  holderOf(stateOf(externalId, known.get(streams.externalId(id))), id)

const takenBy = ({ data, streams: known }: Situation<Registering>): TakenId | null => {
  for (const id of idsOf(data)) {
    const accountId = holderIn(known, id)
    if (accountId !== null && accountId !== data.accountId) return { ...id, accountId }
  }
  return null
}

/** The ids of other systems become the account's with its registration. */
const reservations = ({ data, effectiveOn, streams: known }: Situation<Registering>): readonly Leg[] =>
  idsOf(data)
    .filter((id) => holderIn(known, id) === null)
    .map((id) => {
      const linked: ExternalIdEvent = { type: 'ExternalIdLinked', effectiveOn, data: { accountId: data.accountId, ...id } }
      return { stream: streams.externalId(id), events: [linked], by: 'decision' }
    })

/** Who is to speak with an account that is lost, as far as the streams are known, and those that have to be read for it. */
const managedBy = (data: { accountId: AccountId }, { effectiveOn, isHistory }: Place, known: KnownStreams) => {
  const past = eventsOf<AccountEvent>(known, stream(data))
  const repId = isHistory === true ? null : ownerAtLoss(past, effectiveOn)
  if (repId === null) return { past, team: [], reads: [] }
  const ofRep = streams.rep(repId)
  const teamId = teamAtLoss(eventsOf<RepEvent>(known, ofRep), effectiveOn)
  if (teamId === null) return { past, team: [], reads: [ofRep] }
  const ofTeam = streams.team(teamId)
  return { past, team: eventsOf<TeamEvent>(known, ofTeam), reads: [ofRep, ofTeam] }
}

const plannedContact = (events: readonly DomainEvent[], situation: Situation<{ accountId: AccountId }>): readonly Leg[] => {
  const { past, team } = managedBy(situation.data, situation, situation.streams)
  const planned = events.flatMap((event) => (event.type === 'AccountLost' ? contactPlannedBy(event, { past, team }) : []))
  return [{ stream: stream(situation.data), events: planned, by: 'process' }]
}

/** Registrations, profiles, assignments, losses, win-backs and merges, as they come in. */
export const accountTypes = {
  AccountRegistered: outsideType('AccountRegistered', {
    kind: 'decision',
    data: registered,
    stream,
    reads: (data) => idsOf(data).map(streams.externalId),
    decide: (situation: Situation<z.infer<typeof registered>>) => {
      const { effectiveOn, data } = situation
      return decided(situation, { type: 'RegisterAccount', effectiveOn, data: undated(data), taken: takenBy(situation) })
    },
    legs: (_events, situation) => reservations(situation),
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
      const around = assignmentSurroundings(situation, periodsFrom(effectiveOn, situation))
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
      const around = assignmentSurroundings({ ...situation, data: {} }, periodsFrom(effectiveOn, situation))
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
      const around = assignmentSurroundings(situation, periodsFrom(longBefore(effectiveOn), situation))
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
    reads: (data, place, known) => managedBy(data, place, known).reads,
    legs: plannedContact,
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
    reads: (data) => [absorbedStream(data)],
    decide: ({ effectiveOn, data, streams: known }: Situation<z.infer<typeof merged>>) => {
      const absorbed = stateOf(account, known.get(absorbedStream(data)))
      const command = { type: 'MergeAccounts', effectiveOn, data: undated(data), absorbed } as const
      return account.decide(stateOf(account, known.get(survivorStream(data))), command)
    },
    legs: secondLeg,
  }),
  AccountsUnmerged: outsideType('AccountsUnmerged', {
    kind: 'decision',
    data: unmerged,
    stream: survivorStream,
    reads: (data) => [absorbedStream(data)],
    decide: ({ effectiveOn, data, streams: known }: Situation<z.infer<typeof unmerged>>) =>
      account.decide(stateOf(account, known.get(survivorStream(data))), {
        type: 'UnmergeAccounts',
        effectiveOn,
        data: undated(data),
      }),
    legs: secondLeg,
  }),
}

const ownersOf = ({ owners, repId }: Owned): Owners => owners ?? (repId === undefined ? [] : soleOwner(repId))

const repsOf = (data: Owned): readonly RepId[] => ownersOf(data).map(({ repId }) => repId)

/** A correction also reaches back to the assignment it replaces, which is not known before its stream is read. */
const longBefore = (day: Day): Day => (day > '0012' ? addMonths(day, -120) : day)

/** The period streams that an assignment from a day on may reach into; none where backdating is free. */
export const periodsFrom = (from: Day, { calendar, policies, effectiveOn, today }: Place): readonly StreamName[] =>
  policyAt(policies, 'backdated-assignment', effectiveOn) === 'adjust' ? [] : periodStreams(calendar, from, today)

/** What an assignment has to respect, from the streams of its reps and of the periods it reaches into. */
export const assignmentSurroundings = (situation: Situation<Owned>, periods: readonly StreamName[]): AssignmentSurroundings => {
  const { data, streams: known, effectiveOn, calendar, policies } = situation
  const departed = repsOf(data).flatMap((repId) => {
    const events = (known.get(streams.rep(repId)) ?? []) as readonly RepEvent[] // Sound: the stream of a rep
    const leftOn = leftSince(events, effectiveOn)
    return leftOn === null ? [] : [{ repId, leftOn }]
  })
  return { departed, ...closingsOf(periods, { known, calendar, policies, effectiveOn }) }
}

/** Until when the periods are closed that an assignment reaches into, and what the policy says of that. P-07. */
export const closingsOf = (
  periods: readonly StreamName[],
  { known, calendar, policies, effectiveOn }: Pick<Place, 'calendar' | 'policies' | 'effectiveOn'> & { known: KnownStreams },
): Pick<AssignmentSurroundings, 'closedUntil' | 'backdating'> => {
  const closings = periods.flatMap((name) => known.get(name) ?? []) as readonly unknown[] as readonly PeriodEvent[] // Sound: streams of periods
  return {
    closedUntil: closedUntil(closedMonths(closings), calendar),
    backdating: policyAt(policies, 'backdated-assignment', effectiveOn),
  }
}
