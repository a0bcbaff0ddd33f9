import { accept } from '@daybook/domain'
import { z } from 'zod'
import { dashboardColumns, dashboardVersion } from '../dashboard-figures.ts'
import { cellsOfLine, dashboardPages } from '../dashboard-rows.ts'
import { oneByOne } from '../one-by-one.ts'
import { defineReport, periodParameters, periodsAsked, type ReportContext } from '../report.ts'
import { accountParameters, namesOf } from '../report-accounts.ts'
import { resolve } from '../resolution.ts'

/**
 * R-G1 of the domain specification, RM-12: one page an account. One that another account stands for is asked for as that one; without an
 * account, all of them have their page.
 */
export const accountDashboard = defineReport({
  name: 'account-dashboard',
  title: 'Account dashboard',
  definition:
    'One page for each account: what was closed, what is ahead, how much of its wallet, won, lost and owed, each beside the period before.',
  whenEmpty: { needs: ['AccountRegistered'] },
  version: dashboardVersion,
  view: 'credit',
  parameters: z.strictObject({ ...accountParameters, ...periodParameters }),
  columns: [
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'accountName', title: 'Account name', type: 'text' },
    ...dashboardColumns,
  ],
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    return Promise.all([accountsAsked(context, parameters.account ?? parameters.entity), namesOf(context)])
      .then(([entities, nameOf]) =>
        oneByOne(periods.value, (period) =>
          dashboardPages(context, { scope: 'account', entities, period }).then((lines) =>
            lines.map(({ entity, row }) => ({ accountId: entity, accountName: nameOf(entity ?? ''), ...row })),
          ),
        ),
      )
      .then((rows) => accept(rows.flat()))
  },
  cells: (row) => cellsOfLine(row, { scope: 'account', entity: String(row.accountId) }),
})

const accountsAsked = (context: ReportContext, named: readonly string[] | undefined): Promise<readonly string[]> =>
  named === undefined
    ? context.accounts().then((documents) => documents.map(({ accountId }) => accountId).toSorted())
    : Promise.resolve([...new Set(named.map((accountId) => resolve(context.reference, accountId)))])
