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

/** Whose accounts are meant: those in the book of some reps or teams, or the ones named. */
export type BookAsked = {
  readonly scope?: 'org' | 'team' | 'rep' | 'account' | undefined
  readonly entity?: readonly string[] | undefined
}

/** Of accounts, or of what is about one each, those in the books of the reps or teams asked for on the day of the report; else all. */
export const inBooks = <Item extends { readonly document: AccountDocument }>(
  context: ReportContext,
  items: readonly Item[],
  { scope, entity }: BookAsked,
): Promise<readonly Item[]> => {
  if (entity === undefined || (scope !== 'team' && scope !== 'rep')) return Promise.resolve(items)
  const asked = new Set(entity)
  return Promise.all(items.map(({ document }) => ownersOn(context, document, context.asOf))).then((owners) =>
    items.filter((_, place) => (scope === 'team' ? owners[place]?.teams : owners[place]?.reps)?.some((id) => asked.has(id))),
  )
}

/** The accounts in the books of the reps or teams asked for; else all. */
export const accountsInBooks = (context: ReportContext, asked: BookAsked): Promise<readonly AccountDocument[]> =>
  context
    .accounts()
    .then((accounts) => {
      const items = accounts.map((document) => ({ document }))
      return inBooks(context, items, asked)
    })
    .then((found) => found.map(({ document }) => document))

/** Whether an account is among those named, where accounts are. */
export const isNamed = ({ scope, entity }: BookAsked): ((accountId: string) => boolean) => {
  if (entity === undefined || (scope !== undefined && scope !== 'account')) return () => true
  const asked = new Set(entity)
  return (accountId) => asked.has(accountId)
}

const assignedOn = ({ assignments }: AccountDocument, day: Day): readonly string[] => {
  const held = assignments.findLast(({ effectiveOn }) => effectiveOn <= day)
  const isOver = held?.effectiveUntil !== undefined && held.effectiveUntil !== null && held.effectiveUntil <= day
  return held === undefined || held.owners === null || isOver ? [house] : held.owners.map(({ repId }) => repId)
}

/** Several owners of a split in one cell. */
export const ownersText = (ids: readonly string[]): string | null => (ids.length === 0 ? null : ids.join(', '))
