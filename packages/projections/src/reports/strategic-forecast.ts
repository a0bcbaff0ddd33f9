import { accept } from '@daybook/domain'
import { z } from 'zod'
import type { PeriodSelection } from '../period-selection.ts'
import {
  type CellsFound,
  type CellsRead,
  defineReport,
  periodParameters,
  periodsAsked,
  type ReportContext,
  type ReportRow,
  repeated,
} from '../report.ts'

const measures = ['plan-sales', 'plan-pipeline', 'plan-target', 'plan-achievement', 'plan-forecast-achievement'] as const

/**
 * R-S2 of the domain specification: each account with a plan of the period (M-41 says which plans those are) and, last, the organisation
 * with how many of them are below and above their target with what the pipeline is likely to bring; who just reaches it is above.
 */
export const strategicForecast = defineReport({
  name: 'strategic-forecast',
  title: 'Strategic forecast',
  definition:
    'What key accounts have bought on the days of their plans and are likely to buy, against what was planned, and how many are below and above.',
  whenEmpty: { needs: ['PlanOpened'] },
  version: 1,
  view: 'owner',
  parameters: z.strictObject({
    ...periodParameters,
    account: repeated,
    scope: z.literal('account').optional(),
    entity: repeated,
  }),
  columns: [
    { id: 'accountId', title: 'Account', type: 'id' },
    { id: 'period', title: 'Period', type: 'id' },
    { id: 'achieved', title: 'Achieved', type: 'money', unit: 'currency' },
    { id: 'weighted', title: 'Weighted pipeline', type: 'money', unit: 'currency' },
    { id: 'target', title: 'Target', type: 'money', unit: 'currency' },
    { id: 'achievement', title: 'Achievement', type: 'ratio' },
    { id: 'forecastAchievement', title: 'Achievement with the pipeline', type: 'ratio' },
    { id: 'below', title: 'Below target', type: 'integer' },
    { id: 'above', title: 'On or above target', type: 'integer' },
  ],
  cells: ({ accountId, period }) => {
    const whose =
      accountId === 'ORG' ? { scope: 'org' as const, entity: null } : { scope: 'account' as const, entity: String(accountId) }
    return ['plan-sales', 'plan-pipeline', 'plan-target'].map((kpi) => ({ kpi, ...whose, period: String(period) }))
  },
  rows: (context, { account, entity, ...parameters }) => {
    const periods = periodsAsked(context, parameters)
    if (!periods.ok) return Promise.resolve(periods)
    const named = account ?? entity ?? null
    return Promise.all(periods.value.map((period) => rowsOf(context, period, named))).then((rows) => accept(rows.flat()))
  },
})

type Found = Readonly<Record<(typeof measures)[number], CellsFound>>

const found = (context: ReportContext, read: Omit<CellsRead, 'kpi'>): Promise<Found> =>
  Promise.all(measures.map((kpi) => context.cells({ kpi, ...read }))).then(
    (cells) => Object.fromEntries(measures.map((kpi, place) => [kpi, cells[place]])) as Found, // Sound: one read for each
  )

const rowsOf = (
  context: ReportContext,
  { id }: PeriodSelection,
  named: readonly string[] | null,
): Promise<readonly ReportRow[]> =>
  Promise.all([
    found(context, { scope: 'account', entities: named, periods: [id] }),
    found(context, { scope: 'org', entities: null, periods: [id] }),
  ]).then(([accounts, organisation]) => {
    const rows = accounts['plan-target'].entities.flatMap((entity) => rowOf(accounts, entity, id))
    const below = rows.filter(({ below: isBelow }) => isBelow === 1).length
    const total = named === null ? rowOf(organisation, null, id) : []
    return [...rows, ...total.map((row) => ({ ...row, below, above: rows.length - below }))]
  })

const rowOf = (cells: Found, entity: string | null, period: string): readonly ReportRow[] => {
  const [achieved, weighted, target] = [
    cells['plan-sales'].outcome(entity, period),
    cells['plan-pipeline'].outcome(entity, period),
    cells['plan-target'].outcome(entity, period),
  ]
  if (achieved.kind !== 'amount' || weighted.kind !== 'amount' || target.kind !== 'amount') return []
  const isBelow = achieved.amount + weighted.amount < target.amount
  const shown = (kpi: (typeof measures)[number]) => cells[kpi].of(entity, period).value
  return [
    {
      accountId: entity ?? 'ORG',
      period,
      achieved: shown('plan-sales'),
      weighted: shown('plan-pipeline'),
      target: shown('plan-target'),
      achievement: shown('plan-achievement'),
      forecastAchievement: shown('plan-forecast-achievement'),
      below: isBelow ? 1 : 0,
      above: isBelow ? 0 : 1,
    },
  ]
}
