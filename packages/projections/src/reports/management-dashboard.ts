import { accept } from '@daybook/domain'
import { z } from 'zod'
import { dashboardColumns, dashboardVersion } from '../dashboard-figures.ts'
import { cellsOfLine, dashboardPages } from '../dashboard-rows.ts'
import { oneByOne } from '../one-by-one.ts'
import { defineReport, periodParameters, periodsAsked } from '../report.ts'
import { cellOfOwner, orgOwner, ownerParameters, ownersAsked } from '../report-owners.ts'

/** R-G1 of the domain specification, RM-13: one page a manager. */
export const managementDashboard = defineReport({
  name: 'management-dashboard',
  title: 'Management dashboard',
  definition:
    'One page for the organisation, each team and each rep: what was closed, what is ahead, won, lost and owed, each beside the period before.',
  whenEmpty: { needs: ['RepHired'] },
  version: dashboardVersion,
  view: 'credit',
  parameters: z.strictObject({ ...ownerParameters, ...periodParameters }),
  columns: [
    { id: 'ownerType', title: 'Owner type', type: 'id' },
    { id: 'ownerId', title: 'Owner', type: 'id' },
    ...dashboardColumns,
  ],
  rows: (context, parameters) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    const read = { kpis: ['net-sales', 'quota', 'pipeline', 'demos'], periods: periods.value.map(({ id }) => id) }
    return ownersAsked(context, parameters, read)
      .then((owners) =>
        oneByOne(
          owners.flatMap((each) => periods.value.map((period) => ({ ...each, period }))),
          ({ type, ids, period }) =>
            dashboardPages(context, { scope: type, entities: type === 'org' ? ids.map(() => null) : ids, period }).then((lines) =>
              lines.map(({ entity, row }) => ({ ownerType: type, ownerId: entity ?? orgOwner, ...row })),
            ),
        ),
      )
      .then((rows) => accept(rows.flat()))
  },
  cells: (row) => cellsOfLine(row, cellOfOwner(String(row.ownerType), String(row.ownerId))),
})
