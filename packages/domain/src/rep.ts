import type { z } from 'zod'
import { byDay, Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, type Identified, PersonName, Text } from './event.ts'
import { Code, EventId, RepId, TeamId } from './ids.ts'
import { accept, type Result, refuse } from './result.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** A rep from `effectiveOn` on; with `teamId`, a member of that team too. */
export const RepHired = event('RepHired', {
  repId: RepId,
  name: PersonName,
  role: Code.exactOptional(),
  teamId: TeamId.exactOptional(),
})

/** `effectiveOn` is the first day on which the person is no rep any more. */
export const RepLeft = event('RepLeft', { repId: RepId, reason: Text.exactOptional() })

/** A member of the team from `effectiveOn` on; leaves the former one. */
export const TeamJoined = event('TeamJoined', { repId: RepId, teamId: TeamId })

/** `effectiveOn` is the first day without a team. */
export const TeamLeft = event('TeamLeft', { repId: RepId, teamId: TeamId.exactOptional() })

/**
 * Replaces the joining or leaving it names, as that stands: `corrects` is the event that last set it. Without `teamId` the rep was in
 * no team from that day.
 */
export const MembershipCorrected = event('MembershipCorrected', {
  repId: RepId,
  corrects: EventId,
  teamId: TeamId.exactOptional(),
  effectiveUntil: Day.exactOptional(),
  reason: Text.exactOptional(),
})

/** Another role from `effectiveOn` on. */
export const RepRoleChanged = event('RepRoleChanged', { repId: RepId, role: Code, reason: Text.exactOptional() })

/** What can happen to a rep. */
export const repEvents = [RepHired, RepLeft, TeamJoined, TeamLeft, MembershipCorrected, RepRoleChanged] as const
export type RepEvent = z.infer<(typeof repEvents)[number]>

type Data<Type extends RepEvent['type']> = Extract<RepEvent, { type: Type }>['data']

/** What may be said about a rep; `corrects` is the event that a correction names, as far as the stream knows it. */
export type RepCommand =
  | { type: 'HireRep'; effectiveOn: Day; data: Data<'RepHired'> }
  | { type: 'RecordLeaving'; effectiveOn: Day; data: Data<'RepLeft'> }
  | { type: 'JoinTeam'; effectiveOn: Day; data: Data<'TeamJoined'> }
  | { type: 'LeaveTeam'; effectiveOn: Day; data: Data<'TeamLeft'> }
  | { type: 'ChangeRole'; effectiveOn: Day; data: Data<'RepRoleChanged'> }
  | {
      type: 'CorrectMembership'
      effectiveOn: Day
      data: Omit<Data<'MembershipCorrected'>, 'corrects'>
      corrects: Identified<RepEvent> | null
    }

/** Why a membership is not corrected. All else about people is a fact and recorded. */
export type RepRefusal =
  | { code: 'corrects-unknown' }
  | { code: 'corrects-another-kind'; type: string }
  | { code: 'dates-reversed'; effectiveOn: Day; effectiveUntil: Day }

/** The facts about a rep so far. */
export type RepState = readonly Identified<RepEvent>[]

/** One rep: hired, in a team, gone. */
export const rep: Decider<RepState, RepCommand, RepEvent, RepRefusal> = {
  initialState: [],
  evolve: (state, event) => [...state, event],
  decide: (state, command) => {
    const event = eventOf(state, command)
    if (!event.ok) return event
    const { type } = event.value
    const last = state.findLast((one) => one.type === type || (isMembership(one) && isMembership(event.value)))
    return accept(last !== undefined && isSame(tellingOf(last), tellingOf(event.value)) ? [] : [event.value])
  },
}

/** What an event says, whichever it corrects. */
const tellingOf = ({ type, effectiveOn, data }: RepEvent) => [type, effectiveOn, { ...data, corrects: null }]

const isMembership = ({ type, data }: RepEvent): boolean =>
  type === 'TeamJoined' ||
  type === 'TeamLeft' ||
  type === 'MembershipCorrected' ||
  (type === 'RepHired' && data.teamId !== undefined)

const eventOf = (state: RepState, command: RepCommand): Result<RepEvent, RepRefusal> => {
  const { effectiveOn } = command
  switch (command.type) {
    case 'HireRep':
      return accept({ type: 'RepHired', effectiveOn, data: command.data })
    case 'RecordLeaving':
      return accept({ type: 'RepLeft', effectiveOn, data: command.data })
    case 'JoinTeam':
      return accept({ type: 'TeamJoined', effectiveOn, data: command.data })
    case 'LeaveTeam':
      return accept({ type: 'TeamLeft', effectiveOn, data: command.data })
    case 'ChangeRole':
      return accept({ type: 'RepRoleChanged', effectiveOn, data: command.data })
    case 'CorrectMembership': {
      const { corrects, data } = command
      const { effectiveUntil } = data
      if (corrects === null) return refuse({ code: 'corrects-unknown' })
      if (!isMembership(corrects)) return refuse({ code: 'corrects-another-kind', type: corrects.type })
      if (effectiveUntil !== undefined && effectiveUntil <= effectiveOn) {
        return refuse({ code: 'dates-reversed', effectiveOn, effectiveUntil })
      }
      return accept({
        type: 'MembershipCorrected',
        effectiveOn,
        data: { ...data, corrects: standingFor(state, corrects.eventId) },
      })
    }
  }
}

/** The event that last set what an event once set: itself, or the latest of its corrections. */
const standingFor = (state: RepState, eventId: EventId): EventId => {
  const later = state.find(({ type, data }) => type === 'MembershipCorrected' && data.corrects === eventId)
  return later === undefined ? eventId : standingFor(state, later.eventId)
}

/** Since when a rep has left, on a day, by his own stream; null while he is there, was never hired, or is hired later. Domain 5.4. */
export const leftSince = (events: readonly RepEvent[], day: Day): Day | null => {
  const presence = events.filter(({ type, effectiveOn }) => (type === 'RepHired' || type === 'RepLeft') && effectiveOn <= day)
  const last = presence.toSorted((a, b) => byDay(a.effectiveOn, b.effectiveOn)).at(-1)
  return last?.type === 'RepLeft' ? last.effectiveOn : null
}

/** The team of a rep on a day, by his own stream: the latest word of its day, of several the one recorded last; null when none. */
export const teamOn = (events: RepState, day: Day): TeamId | null => {
  const words = events.reduce(memberships, [])
  const last = words.filter(({ from }) => from <= day).toSorted((a, b) => byDay(a.from, b.from))
  const word = last.at(-1)
  return word === undefined || (word.until !== null && word.until <= day) ? null : word.teamId
}

type Membership = {
  readonly from: Day
  readonly until: Day | null
  readonly teamId: TeamId | null
  readonly setBy: readonly EventId[]
}

const memberships = (words: readonly Membership[], event: Identified<RepEvent>): readonly Membership[] => {
  const word = { from: event.effectiveOn, until: null, setBy: [event.eventId] }
  switch (event.type) {
    case 'RepRoleChanged':
      return words
    case 'RepHired':
      return event.data.teamId === undefined ? words : [...words, { ...word, teamId: event.data.teamId }]
    case 'TeamJoined':
      return [...words, { ...word, teamId: event.data.teamId }]
    case 'TeamLeft':
    case 'RepLeft':
      return [...words, { ...word, teamId: null }]
    case 'MembershipCorrected': {
      const { corrects, teamId = null, effectiveUntil: until = null } = event.data
      const replaced = words.find(({ setBy }) => setBy.includes(corrects))
      const setBy = [...(replaced?.setBy ?? [corrects]), event.eventId]
      return [...words.filter((one) => one !== replaced), { from: event.effectiveOn, until, teamId, setBy }]
    }
  }
}
