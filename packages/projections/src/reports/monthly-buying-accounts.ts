import { accept, type FiscalPeriod } from '@daybook/domain'
import { z } from 'zod'
import { columnsNamed, fromRows } from '../chart.ts'
import { defineReport, monthsAsked, periodParameters, type ReportColumn, type ReportContext, type ReportRow } from '../report.ts'
import { cellOfOwner, cellsOfOwners, type Owners, ownerParameters, ownersAsked } from '../report-owners.ts'
import { withTrailingMean, withTrailingYear } from '../trailing-year.ts'

const columns: readonly ReportColumn[] = [
  { id: 'ownerType', title: 'Owner type', type: 'id' },
  { id: 'ownerId', title: 'Owner', type: 'id' },
  { id: 'period', title: 'Month', type: 'id' },
  { id: 'buyingAccounts', title: 'Buying accounts', type: 'integer' },
  { id: 'activeAccounts', title: 'Active accounts', type: 'integer' },
  { id: 'orders', title: 'Orders', type: 'integer' },
  { id: 'grossSales', title: 'Gross sales', type: 'money', unit: 'currency' },
  { id: 'netSales', title: 'Net sales', type: 'money', unit: 'currency' },
  { id: 'averageOrderSize', title: 'Average order size', type: 'money', unit: 'currency' },
  { id: 'salesPerCustomer', title: 'Sales per customer', type: 'money', unit: 'currency' },
  { id: 'netChange', title: 'Change from the month before', type: 'integer' },
  { id: 'quarterBuyingAccounts', title: 'Buying accounts, quarter', type: 'integer' },
  { id: 'yearBuyingAccounts', title: 'Buying accounts, year', type: 'integer' },
]

/** Two years of the organisation, unless others are asked for. */
const ofOwners = { panels: ['ownerType', 'ownerId'], scope: 'org', span: { months: 24 } } as const

/** R-140 of the domain specification. */
export const monthlyBuyingAccounts = defineReport({
  name: 'monthly-buying-accounts',
  title: 'Monthly buying accounts',
  definition: 'How many accounts bought in each month, how often and how much; distinct in the quarter and the year so far.',
  whenEmpty: { needs: ['OrderAccepted'] },
  version: 1,
  view: 'credit',
  parameters: z.strictObject({ ...ownerParameters, ...periodParameters }),
  columns,
  rows: (context, parameters) => {
    const months = monthsAsked(context, parameters)
    if (!months.ok) return Promise.resolve(months)
    const read = { kpis: ['net-sales', 'buying-accounts', 'active-accounts'], periods: months.value.map(({ id }) => id) }
    return ownersAsked(context, parameters, read)
      .then((owners) => Promise.all(owners.map((each) => rowsOf(context, each, months.value))))
      .then((rows) => accept(rows.flat()))
  },
  cells: ({ ownerType, ownerId, period }) =>
    ['buying-accounts', 'orders', 'gross-sales', 'net-sales'].map((kpi) => ({
      kpi,
      ...cellOfOwner(String(ownerType), String(ownerId)),
      period: String(period),
    })),
  charts: [
    {
      ...ofOwners,
      name: 'buying-accounts',
      title: 'Buying accounts per month',
      columns: [
        ...columnsNamed(columns, 'ownerType', 'ownerId', 'period', 'buyingAccounts'),
        { id: 'meanBuyingAccounts', title: 'Mean of 12 months', type: 'number' },
      ],
      drawing: { kind: 'course', mark: 'columns', period: 'period', value: 'buyingAccounts', mean: 'meanBuyingAccounts' },
      rows: fromRows((rows, context) =>
        withTrailingMean(context, rows, { kpi: 'buying-accounts', column: 'meanBuyingAccounts' }),
      ),
    },
    {
      ...ofOwners,
      name: 'average-order-size',
      title: 'Average order size',
      columns: [
        ...columnsNamed(columns, 'ownerType', 'ownerId', 'period', 'averageOrderSize'),
        { id: 'r12AverageOrderSize', title: 'Of 12 months', type: 'money', unit: 'currency' },
      ],
      drawing: { kind: 'course', mark: 'line', period: 'period', value: 'averageOrderSize', mean: 'r12AverageOrderSize' },
      rows: fromRows((rows, context) =>
        withTrailingYear(context, rows, { kpi: 'average-order-size', column: 'r12AverageOrderSize' }),
      ),
    },
  ],
})

const monthly = {
  buyingAccounts: 'buying-accounts',
  activeAccounts: 'active-accounts',
  orders: 'orders',
  grossSales: 'gross-sales',
  netSales: 'net-sales',
  averageOrderSize: 'average-order-size',
  salesPerCustomer: 'sales-per-customer',
} as const

const rowsOf = (context: ReportContext, owners: Owners, months: readonly FiscalPeriod[]): Promise<readonly ReportRow[]> => {
  const { calendar } = context.reference
  const before = (month: FiscalPeriod) => calendar.previous(month, 1)?.id
  const periods = months.map(({ id }) => id)
  const around = months.flatMap((month) => [before(month) ?? [], month.quarter, month.year].flat())
  const columns = Object.entries(monthly).map(([id, kpi]) =>
    cellsOfOwners(context, owners, { kpi, periods }).then((cell) => ({ id, cell })),
  )
  const buying = cellsOfOwners(context, owners, { kpi: 'buying-accounts', periods: [...new Set([...periods, ...around])] })
  return Promise.all([Promise.all(columns), buying]).then(([found, count]) =>
    owners.ids.flatMap((ownerId) =>
      months.map((month) => ({
        ownerType: owners.type,
        ownerId,
        period: month.id,
        ...Object.fromEntries(found.map(({ id, cell }) => [id, cell(ownerId, month.id).value])),
        netChange: change(
          count(ownerId, month.id).value,
          before(month) === undefined ? null : count(ownerId, before(month) ?? '').value,
        ),
        quarterBuyingAccounts: count(ownerId, month.quarter).value,
        yearBuyingAccounts: count(ownerId, month.year).value,
      })),
    ),
  )
}

/** M-13. */
const change = (now: string | number | null, before: string | number | null): number | null =>
  typeof now === 'number' && typeof before === 'number' ? now - before : null
