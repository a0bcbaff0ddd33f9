import { accept } from '@daybook/domain'
import { z } from 'zod'
import { dependencyRows } from '../dependency-rows.ts'
import { defineReport, repeated } from '../report.ts'
import { accountParameters } from '../report-accounts.ts'

const statuses = ['open', 'overdue', 'met', 'met-late', 'dropped'] as const

/** M-55 of the domain specification, one by one: what stands behind the counts of the report `dependencies`. */
export const dependencyRegister = defineReport({
  name: 'dependency-register',
  title: 'Register of dependencies',
  definition: 'Each thing that another function owes an account: who owes it, by when it is needed, and how it stands.',
  whenEmpty: { needs: ['DependencyRaised'] },
  version: 1,
  view: 'book',
  parameters: z.strictObject({
    ...accountParameters,
    owingFunction: repeated,
    status: repeated.pipe(z.array(z.enum(statuses)).optional()),
  }),
  columns: [
    { id: 'dependencyId', title: 'Dependency', type: 'id' },
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Name', type: 'text' },
    { id: 'owingFunction', title: 'Owed by', type: 'id' },
    { id: 'ownerId', title: 'Owner', type: 'id' },
    { id: 'text', title: 'What', type: 'text' },
    { id: 'opportunityId', title: 'Opportunity', type: 'id' },
    { id: 'raisedOn', title: 'Raised on', type: 'date' },
    { id: 'neededBy', title: 'Needed by', type: 'date' },
    { id: 'status', title: 'Status', type: 'id' },
    { id: 'endedOn', title: 'Ended on', type: 'date' },
    { id: 'daysOpen', title: 'Days open', type: 'integer', unit: 'days' },
    { id: 'daysLate', title: 'Days late', type: 'integer', unit: 'days' },
    { id: 'eventId', title: 'Event', type: 'id' },
  ],
  rows: (context, parameters) =>
    dependencyRows(context, parameters).then((rows) =>
      accept(
        rows.filter(
          ({ owingFunction, status }) =>
            (parameters.owingFunction?.includes(owingFunction) ?? true) &&
            (parameters.status?.some((each) => each === status) ?? true),
        ),
      ),
    ),
})
