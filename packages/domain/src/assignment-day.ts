import type { Day } from './day.ts'
import type { RepId } from './ids.ts'
import { accept, type Result, refuse } from './result.ts'

/** What an assignment has to respect beyond its own stream. */
export type AssignmentSurroundings = {
  /** Of the owners named, those that have left by the day, and since when. */
  readonly departed: readonly { readonly repId: RepId; readonly leftOn: Day }[]
  /** The first day that is in no closed period any more, as far back as the assignment reaches; null when none is closed. */
  readonly closedUntil: Day | null
  readonly backdating: 'adjust' | 'forbid-closed' | 'next-open-period'
}

/** Why an assignment may not act from a day on. */
export type AssignmentDayRefusal = { code: 'period-closed'; openFrom: Day } | { code: 'reason-missing' }

/** The day from which an assignment may act, by the rule for backdating into a closed period. P-07. */
export const dayToAct = (
  effectiveOn: Day,
  reachesBackTo: Day,
  { data, around }: { data: { override?: boolean; reason?: string }; around: AssignmentSurroundings },
): Result<Day, AssignmentDayRefusal> => {
  const { closedUntil, backdating } = around
  if (data.override === true && (data.reason ?? '').trim() === '') return refuse({ code: 'reason-missing' })
  if (closedUntil === null || reachesBackTo >= closedUntil || backdating === 'adjust') return accept(effectiveOn)
  if (backdating === 'next-open-period') return accept(effectiveOn < closedUntil ? closedUntil : effectiveOn)
  return data.override === true ? accept(effectiveOn) : refuse({ code: 'period-closed', openFrom: closedUntil })
}
