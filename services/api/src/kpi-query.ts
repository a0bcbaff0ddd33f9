import { z } from 'zod'
import { HttpProblem } from './http-problem.ts'
import { ScopeName } from './kpi-catalogue.ts'
import { paging, repeated, times } from './read-query.ts'

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
  from: PeriodText.optional().describe('The first period of a range, with to'),
  to: PeriodText.optional().describe('The last period of a range, with from'),
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
  if (scope === 'org' && entity !== undefined) throw at('entity', 'the organisation is one: leave entity out')
  if ((from === undefined) !== (to === undefined)) throw at(from === undefined ? 'from' : 'to', 'from and to are given together')
  if (from !== undefined && period !== undefined) throw at('period', 'give periods or a range, not both')
}

/** Refuses what does not name one cell. */
export const checkCell = ({ scope, entity }: Pick<CellQuery, 'scope' | 'entity'>): void => {
  if (scope === 'org' && entity !== undefined) throw at('entity', 'the organisation is one: leave entity out')
  if (scope !== 'org' && entity === undefined) throw at('entity', `is needed: one ${scope} is told of at a time`)
}

const at = (parameter: string, detail: string): HttpProblem =>
  new HttpProblem('invalid-request', { detail: `${parameter}: ${detail}`, errors: [{ parameter, detail }] })
