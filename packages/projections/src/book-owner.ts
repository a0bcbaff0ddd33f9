import { type Day, dayNumber, dayOf } from '@daybook/domain'
import type { AccountDocument } from './documents/account.ts'
import { house } from './kpi.ts'
import { teamOn } from './reference.ts'
import type { ReportContext } from './report.ts'

/** Who owns an account on a day, and the teams that they belong to. */
export type BookOwners = { readonly reps: readonly string[]; readonly teams: readonly string[] }

/**
 * The book owners of an account on a day: those of the assignment in force; of an account that was never assigned, the salesperson of
 * its last order on or before the day; else `HOUSE`. P-05.
 */
export const ownersOn = (context: ReportContext, document: AccountDocument, day: Day): Promise<BookOwners> => {
  const withTeams = (reps: readonly string[]): BookOwners => {
    const teams = reps.map((rep) => teamOn(context.reference, rep, dayNumber(day))).filter((team) => team !== '')
    return { reps, teams: [...new Set(teams)] }
  }
  if (document.assignments.length > 0) return Promise.resolve(withTeams(assignedOn(document, day)))
  return context
    .sellersOf(document.accountId)
    .then((sellers) => withTeams([sellers.findLast((from) => dayOf(from.day) <= day)?.seller ?? house]))
}

const assignedOn = ({ assignments }: AccountDocument, day: Day): readonly string[] => {
  const held = assignments.findLast(({ effectiveOn }) => effectiveOn <= day)
  const isOver = held?.effectiveUntil !== undefined && held.effectiveUntil !== null && held.effectiveUntil <= day
  return held === undefined || held.owners === null || isOver ? [house] : held.owners.map(({ repId }) => repId)
}

/** Several owners of a split in one cell. */
export const ownersText = (ids: readonly string[]): string | null => (ids.length === 0 ? null : ids.join(', '))
