import { accept, byText, type Day } from '@daybook/domain'
import { z } from 'zod'
import { accountLists, type Listed, lastOrderOf, lkaOn } from '../account-lists.ts'
import { ownersText } from '../book-owner.ts'
import { isLostOn } from '../lost-on.ts'
import { defineReport, type ReportRow, repeated } from '../report.ts'

/** R-A3 of the domain specification. LKA is last known assignment. */
export const lkaList = defineReport({
  name: 'lka-list',
  title: 'Accounts that nobody has',
  definition:
    'Accounts on no list of a seller: without net sales of twelve months and neither target nor lead, or put there, until somebody takes them; with who had them last.',
  whenEmpty: { means: 'every account has bought within twelve months or is on the list of a seller' },
  version: 1,
  view: 'book',
  parameters: z.strictObject({ scope: z.enum(['org', 'rep', 'account']).optional(), entity: repeated }),
  columns: [
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Name', type: 'text' },
    { id: 'previousRepId', title: 'Previous seller', type: 'id' },
    { id: 'assignedOn', title: 'Assigned to him on', type: 'date' },
    { id: 'movedOn', title: 'Put there on', type: 'date' },
    { id: 'lastOrderOn', title: 'Last order', type: 'date' },
    { id: 'lostOn', title: 'Lost on', type: 'date' },
    { id: 'evidenceEventId', title: 'Event', type: 'id' },
  ],
  rows: (context, { scope = 'account', entity }) =>
    accountLists(context).then(({ accounts }) => {
      const rows = accounts.filter(({ isOnLka }) => isOnLka).map((one) => rowOf(one, context.asOf))
      const isMeant = ({ accountId, previousRepId }: ReportRow): boolean => {
        if (scope === 'org' || entity === undefined) return true
        return scope === 'account'
          ? entity.includes(String(accountId))
          : String(previousRepId ?? '')
              .split(', ')
              .some((id) => entity.includes(id))
      }
      return accept(rows.filter(isMeant).sort(byName))
    }),
})

const rowOf = ({ document, owners, occasions }: Listed, day: Day): ReportRow => {
  const last = lkaOn(document, day)
  const moved = last?.kind === 'moved' ? last : null
  const assigned = document.assignments.findLast(({ effectiveOn, owners: to }) => effectiveOn <= day && to !== null)
  const formerly = assigned?.owners?.map(({ repId }) => repId) ?? owners.reps
  return {
    accountId: document.accountId,
    accountName: document.name,
    previousRepId: moved?.previousRepId ?? ownersText(formerly),
    assignedOn: assigned?.effectiveOn ?? null,
    movedOn: moved?.on ?? null,
    lastOrderOn: lastOrderOf({ occasions }),
    lostOn: document.losses.findLast((loss) => isLostOn(loss, day))?.lostOn ?? null,
    evidenceEventId: moved?.eventId ?? assigned?.eventId ?? null,
  }
}

const byName = (a: ReportRow, b: ReportRow): number => {
  const [x, y] = [`${a.accountName} ${a.accountId}`, `${b.accountName} ${b.accountId}`]
  return byText(x, y)
}
