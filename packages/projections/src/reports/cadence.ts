import { accept, type Day, dayNumber } from '@daybook/domain'
import { z } from 'zod'
import type { TouchpointDocument } from '../documents/touchpoint.ts'
import type { PeriodSelection } from '../period-selection.ts'
import { defineReport, periodParameters, periodsOrYear, type ReportContext, type ReportRow, repeated } from '../report.ts'
import { byColumns, customerOn, namesOf } from '../report-accounts.ts'

/** R-G5 of the domain specification. Without a period it is of the fiscal year of the day. */
export const cadence = defineReport({
  name: 'cadence',
  title: 'Cadence',
  definition: 'The touchpoints planned for each account that are due in the period, what became of them, and how many were held.',
  whenEmpty: { needs: ['TouchpointPlanned'] },
  version: 1,
  view: 'owner',
  parameters: z.strictObject({
    ...periodParameters,
    account: repeated,
    owner: repeated,
    scope: z.enum(['org', 'rep', 'account']).optional(),
    entity: repeated,
  }),
  columns: [
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Name', type: 'text' },
    { id: 'touchpointId', title: 'Touchpoint', type: 'id' },
    { id: 'kind', title: 'Kind', type: 'id' },
    { id: 'ownerId', title: 'Owner', type: 'id' },
    { id: 'contactId', title: 'Contact', type: 'id' },
    { id: 'due', title: 'Due', type: 'date' },
    { id: 'status', title: 'Status', type: 'id' },
    { id: 'heldOn', title: 'Held on', type: 'date' },
    { id: 'heldBy', title: 'Held by', type: 'id' },
    { id: 'daysLate', title: 'Days late', type: 'integer', unit: 'days' },
    { id: 'note', title: 'Note', type: 'text' },
    { id: 'accountPlanned', title: 'Planned with the account', type: 'integer' },
    { id: 'accountHeld', title: 'Held with the account', type: 'integer' },
    { id: 'compliance', title: 'Compliance of the account', type: 'ratio' },
    { id: 'eventId', title: 'Event', type: 'id' },
  ],
  rows: (context, parameters) => {
    const periods = periodsOrYear(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    return Promise.all([context.documents<TouchpointDocument>('touchpoint'), namesOf(context)]).then(([documents, nameOf]) => {
      const planned = documents.flatMap((document) => touchpointOn(document, context)).filter(isMeant(parameters))
      const rows = periods.value.flatMap(({ id, first, last }) =>
        planned.filter(({ due }) => first <= due && due <= last).map((row) => ({ period: id, ...row })),
      )
      return complianceOf(context, periods.value, rows).then((compliance) =>
        accept(
          rows
            .map((row) => ({ ...row, accountName: nameOf(row.accountId), ...compliance(row.accountId, row.period) }))
            .sort(byColumns('period', 'accountId', 'due', 'touchpointId')),
        ),
      )
    })
  },
  cells: ({ accountId, period }) => [
    { kpi: 'cadence-compliance', scope: 'account', entity: String(accountId), period: String(period) },
  ],
})

type Touchpoint = NonNullable<ReturnType<typeof plannedRow>>

type Asked = {
  readonly account?: readonly string[] | undefined
  readonly owner?: readonly string[] | undefined
  readonly scope?: 'org' | 'rep' | 'account' | undefined
  readonly entity?: readonly string[] | undefined
}

const isMeant =
  ({ account, owner, scope, entity }: Asked) =>
  ({ accountId, ownerId }: Touchpoint): boolean => {
    const accounts = account ?? (scope === 'account' ? entity : undefined)
    const owners = owner ?? (scope === 'rep' ? entity : undefined)
    return (accounts?.includes(accountId) ?? true) && (owners?.includes(ownerId ?? '') ?? true)
  }

/** A touchpoint that was planned by the end of a day, at the account that stands for its own on the day on which it is due. P-15. */
const touchpointOn = (document: TouchpointDocument, context: ReportContext): readonly Touchpoint[] => {
  const row = plannedRow(document, context.asOf)
  return row === null ? [] : [{ ...row, accountId: customerOn(context, row.accountId, row.due) }]
}

const plannedRow = ({ touchpointId, planned, held, skipped }: TouchpointDocument, asOf: Day) => {
  if (planned === null || planned.on > asOf) return null
  const { accountId, due, kind = null, ownerId = null, contactId = null } = planned.data
  const row = { touchpointId, accountId: accountId as string, kind, ownerId, contactId, due }
  const open = { heldOn: null, heldBy: null, daysLate: null, note: null, eventId: planned.eventId }
  if (held !== null && held.on <= asOf) {
    const daysLate = Math.max(0, dayNumber(held.on as Day) - dayNumber(due)) // Sound: a document holds the days of events
    const { by = ownerId, contactId: metWith = contactId, note = null } = held.data
    const status = daysLate > 0 ? 'held-late' : 'held'
    return { ...row, contactId: metWith, status, heldOn: held.on, heldBy: by, daysLate, note, eventId: held.eventId }
  }
  if (skipped !== null && skipped.on <= asOf)
    return { ...row, ...open, status: 'skipped', note: skipped.data.reason ?? null, eventId: skipped.eventId }
  const daysLate = dayNumber(asOf) - dayNumber(due)
  return daysLate > 0 ? { ...row, ...open, status: 'overdue', daysLate } : { ...row, ...open, status: 'planned' }
}

/** How the accounts of rows kept their plans, by the KPIs of M-59. */
const complianceOf = ({ cells }: ReportContext, periods: readonly PeriodSelection[], rows: readonly ReportRow[]) => {
  const read = {
    scope: 'account' as const,
    entities: [...new Set(rows.map(({ accountId }) => String(accountId)))],
    periods: periods.map(({ id }) => id),
  }
  const kpis = ['touchpoints-planned', 'touchpoints-held', 'cadence-compliance']
  return Promise.all(kpis.map((kpi) => cells({ kpi, ...read }))).then((found) => (accountId: string, period: string) => {
    const [accountPlanned, accountHeld, compliance] = found.map((each) => each.of(accountId, period).value)
    return { accountPlanned, accountHeld, compliance }
  })
}
