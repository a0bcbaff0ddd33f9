import type { z } from 'zod'
import { event, Label } from './event.ts'
import { RepId, TeamId } from './ids.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** A team exists; formed again, it has another name or manager. */
export const TeamFormed = event('TeamFormed', { teamId: TeamId, name: Label, managerId: RepId.exactOptional() })

/** What can happen to a team. */
export const teamEvents = [TeamFormed] as const
export type TeamEvent = z.infer<(typeof teamEvents)[number]>
