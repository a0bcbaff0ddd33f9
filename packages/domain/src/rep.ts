import type { z } from 'zod'
import { Day } from './day.ts'
import { event, PersonName, Text } from './event.ts'
import { Code, EventId, RepId, TeamId } from './ids.ts'

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

/** Replaces the joining or leaving it names; without `teamId` the rep was in no team from that day. */
export const MembershipCorrected = event('MembershipCorrected', {
  repId: RepId,
  corrects: EventId,
  teamId: TeamId.exactOptional(),
  effectiveUntil: Day.exactOptional(),
  reason: Text.exactOptional(),
})

/** What can happen to a rep. */
export const repEvents = [RepHired, RepLeft, TeamJoined, TeamLeft, MembershipCorrected] as const
export type RepEvent = z.infer<(typeof repEvents)[number]>
