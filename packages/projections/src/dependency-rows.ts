import { type Day, dayNumber } from '@daybook/domain'
import type { DependencyDocument } from './documents/dependency.ts'
import type { ReportContext } from './report.ts'
import { byColumns, customerOn, isAsked, namesOf } from './report-accounts.ts'

/** One dependency as of a day. */
export type DependencyRow = NonNullable<ReturnType<typeof rowOn>>

type AccountsAsked = Parameters<typeof isAsked>[0]

/** The dependencies raised by the day of a report, by who owes and by when; those of a merged account are the survivor's. M-55, P-15. */
export const dependencyRows = (context: ReportContext, asked: AccountsAsked): Promise<readonly DependencyRow[]> =>
  Promise.all([context.documents<DependencyDocument>('dependency'), namesOf(context)]).then(([documents, nameOf]) => {
    const isMeant = isAsked(asked)
    const rows = documents.flatMap((document) => rowOn(document, context, nameOf) ?? [])
    return rows.filter(({ accountId }) => isMeant(accountId)).sort(byColumns('owingFunction', 'neededBy', 'dependencyId'))
  })

const rowOn = (
  { dependencyId, raised, met, dropped }: DependencyDocument,
  context: ReportContext,
  nameOf: (accountId: string) => string | null,
) => {
  const { asOf } = context
  if (raised === null || raised.on > asOf) return null
  const accountId = customerOn(context, raised.data.accountId, raised.on as Day) // Sound: a document holds the days of events
  const { owingFunction, ownerId, neededBy, opportunityId = null, text = null } = raised.data
  const ended = [met, dropped].find((each) => each !== null && each.on <= asOf) ?? null
  const until = (ended?.on ?? asOf) as Day // Sound: a document holds the days of events
  const daysOpen = dayNumber(until) - dayNumber(raised.on as Day) // Sound: as above
  const daysLate = Math.max(0, dayNumber(until) - dayNumber(neededBy))
  const status =
    ended === null ? (daysLate > 0 ? 'overdue' : 'open') : ended === dropped ? 'dropped' : daysLate > 0 ? 'met-late' : 'met'
  return {
    ...{ dependencyId: dependencyId as string, accountId, accountName: nameOf(accountId) },
    ...{ owingFunction: owingFunction as string, ownerId, text, opportunityId },
    ...{ raisedOn: raised.on, neededBy: neededBy as string, status, endedOn: ended?.on ?? null, daysOpen, daysLate },
    eventId: ended?.eventId ?? raised.eventId,
  }
}
