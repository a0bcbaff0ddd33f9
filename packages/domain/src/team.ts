import type { z } from 'zod'
import { byDay, type Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, Label } from './event.ts'
import { RepId, TeamId } from './ids.ts'
import { accept } from './result.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** A team exists; formed again, it has another name or manager. */
export const TeamFormed = event('TeamFormed', { teamId: TeamId, name: Label, managerId: RepId.exactOptional() })

/** What can happen to a team. */
export const teamEvents = [TeamFormed] as const
export type TeamEvent = z.infer<(typeof teamEvents)[number]>

/** What may be said about a team. */
export type TeamCommand = { type: 'FormTeam'; effectiveOn: Day; data: TeamEvent['data'] }

/** How the team was last formed; null before. */
export type TeamState = Pick<TeamEvent, 'effectiveOn' | 'data'> | null

/** One team: facts, never refused. */
export const team: Decider<TeamState, TeamCommand, TeamEvent, never> = {
  initialState: null,
  evolve: (_state, { effectiveOn, data }) => ({ effectiveOn, data }),
  decide: (state, { effectiveOn, data }) =>
    accept(isSame(state, { effectiveOn, data }) ? [] : [{ type: 'TeamFormed', effectiveOn, data }]),
}

/** Who manages a team on a day: as it was last formed by then; null when nobody is named. */
export const managerOn = (events: readonly TeamEvent[], day: Day): RepId | null => {
  const formed = events.filter(({ effectiveOn }) => effectiveOn <= day).toSorted((a, b) => byDay(a.effectiveOn, b.effectiveOn))
  return formed.at(-1)?.data.managerId ?? null
}
