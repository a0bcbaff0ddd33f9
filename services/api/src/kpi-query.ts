import { orgId } from '@daybook/domain'
import type { AskedCell } from '@daybook/read-model'
import { z } from 'zod'
import { HttpProblem } from './http-problem.ts'
import { ScopeName } from './kpi-catalogue.ts'
import { paging, repeated, tables, times } from './read-query.ts'

const Entity = z.string().min(1).max(300)
const PeriodText = z
  .string()
  .min(1)
  .max(32)
  .meta({ examples: ['2025-02', '2025-Q1', 'FY2025', '2025-03:ytd', '2025-03:r12'] })

const cells = {
  ...times,
  scope: ScopeName.default('org').describe('Whose figure it is'),
  entity: repeated(Entity).optional().describe('Of that scope; left out: all that have a cell'),
  period: repeated(PeriodText).optional().describe('Default: the period of asOf'),
  version: z.coerce.number().int().min(1).optional().describe('Of the definition of the KPI. Default: the newest'),
}

/** The parameters of values: any number of cells. */
export const CellsQuery = z.strictObject({
  ...cells,
  ...tables,
  from: PeriodText.optional().describe('The first period of a range, with to'),
  to: PeriodText.optional().describe('The last period of a range, with from'),
  compare: z.enum(['close']).optional().describe('What each month was when it was closed, beside what it is'),
})
export type CellsQuery = z.infer<typeof CellsQuery>

/** The parameters of what is told of one cell. */
export const CellQuery = z.strictObject({
  ...times,
  scope: cells.scope,
  entity: Entity.optional().describe('Of that scope; left out for the organisation'),
  period: PeriodText.optional().describe('Default: the period of asOf'),
  version: cells.version,
})
export type CellQuery = z.infer<typeof CellQuery>

/** The parameters of what lists the entries of one cell. */
export const EntriesQuery = z.strictObject({ ...CellQuery.shape, ...paging })

/** Refuses a selection that contradicts itself, by the parameter at fault. */
export const checkCells = ({ scope, entity, from, to, period }: Partial<CellsQuery>): void => {
  checkOrganisation(scope, entity)
  if ((from === undefined) !== (to === undefined))
    throw refusedAt(from === undefined ? 'from' : 'to', 'from and to are given together')
  if (from !== undefined && period !== undefined) throw refusedAt('period', 'give periods or a range, not both')
}

/** Refuses what does not name one cell. */
export const checkCell = ({ scope, entity }: Pick<CellQuery, 'scope' | 'entity'>): void => {
  checkOrganisation(scope, entity === undefined ? undefined : [entity])
  if (scope !== 'org' && entity === undefined) throw refusedAt('entity', `is needed: one ${scope} is told of at a time`)
}

/** The organisation needs no name. The id that reports give it is understood all the same. */
export const checkOrganisation = (scope: string | undefined, entities: readonly string[] | undefined): void => {
  if (scope !== 'org' || entities === undefined || entities.every((entity) => entity.toLowerCase() === orgId)) return
  throw refusedAt('entity', 'the organisation is one: leave entity out')
}

/** The problem of one parameter. */
export const refusedAt = (parameter: string, detail: string): HttpProblem =>
  new HttpProblem('invalid-request', { detail: `${parameter}: ${detail}`, errors: [{ parameter, detail }] })

/** One cell as it is asked about. */
export const cellOf = (kpi: string, { scope, entity, period }: Pick<CellQuery, 'scope' | 'entity' | 'period'>): AskedCell => ({
  kpi,
  scope,
  entity: scope === 'org' ? null : (entity ?? null),
  period: period ?? null,
})
