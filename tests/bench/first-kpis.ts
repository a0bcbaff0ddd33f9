import { type Editions, editions } from '@daybook/projections'

/** The KPIs that the ledgers began with, by the name they still have. */
const first: readonly string[] = [
  'net-sales',
  'gross-sales',
  'orders',
  'credited-orders',
  'buying-accounts',
  'active-accounts',
  'overdue-buyers',
  'lost-accounts',
  'retention-opening',
  'retention-kept',
  'quota',
  'quota-set',
  'commitments-said',
  'commitments-kept',
  'commitments-kept-on-time',
  'data-quality',
]

/** What was posted at first: of each KPI the first version that the program still has, in the ledgers that it names. */
export const firstEditions: Editions = {
  current: first.flatMap((name) => {
    const known = [...editions.former, ...editions.current].filter((kpi) => kpi.name === name)
    return known.toSorted((a, b) => a.version - b.version).slice(0, 1)
  }),
  former: [],
}
