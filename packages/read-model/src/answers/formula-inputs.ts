import { dayOf } from '@daybook/domain'
import {
  type AnyKpi,
  type AnyMeasure,
  accountPartition,
  type CellSelection,
  type KpiDescription,
  type PartsOperand,
  type PeriodSelection,
  type Scope,
} from '@daybook/projections'
import { type Directory, rowsOfScope } from './directory.ts'
import type { Input, InputRows } from './input.ts'
import type { Measures } from './sources.ts'

/** Whose value of which period is asked for. */
export type Question = {
  readonly scope: Scope
  readonly entity: string | null
  readonly period: PeriodSelection
  /** Of the organisation only what one small partition has posted. */
  readonly partition?: string
}

/** What inputs are read from: the measures that there are, and who has rows. */
type InputSetting = { readonly measures: Measures; readonly directory: Directory }

/** The KPI of a name; a name that is not there is a fault of the catalogue. */
export const kpiNamed = (measures: Measures, name: string): AnyKpi => {
  const kpi = measures.kpis.find((each) => each.name === name)
  if (kpi === undefined) throw new Error(`the catalogue has no KPI ${name}`)
  return kpi
}

/** The measure of a name; one that is not there is a fault of the catalogue. */
export const measureIn = (measures: Measures, name: string): AnyMeasure =>
  measures.derived.find((each) => each.name === name) ?? kpiNamed(measures, name)

/** The sum of a posted KPI over some days, told apart. */
export const partsInput = (setting: InputSetting, operand: PartsOperand, question: Pick<Question, 'scope' | 'entity'>): Input => {
  const { scope = question.scope, entity = question.entity, from, last, by, isOfEveryone, isContext, partition } = operand
  const cells: CellSelection = { kind: 'days', from, until: last + 1 }
  const period = `${dayOf(from)}/${dayOf(last)}`
  const input = inputOf(setting, kpiNamed(setting.measures, operand.kpi), {
    scope,
    entity,
    cells,
    period,
    ...(partition === undefined ? {} : { partition }),
  })
  const rows = isOfEveryone === true ? { entities: [], partition: null, isOfEveryone } : input.rows
  return { ...input, rows, by, ...(isContext === undefined ? {} : { isContext }) }
}

type Cells = Pick<Question, 'scope' | 'entity' | 'partition'> & {
  readonly cells: CellSelection
  readonly period: PeriodSelection | string
}

/** The sum of a posted KPI in the cells of an entity, or of one partition of the organisation. */
export const inputOf = (
  setting: InputSetting,
  kpi: KpiDescription,
  { scope, entity, cells, period, partition }: Cells,
): Input => ({
  kpi,
  scope,
  entity,
  period: typeof period === 'string' ? period : period.id,
  cells,
  rows:
    partition === undefined
      ? inputRows(setting.directory, kpi, { scope, entity })
      : { entities: setting.directory.seats, partition },
  ...placeOf(setting.measures, kpi, scope),
})

/** A count of accounts has no rows of a single account: it is what that account's partition posts to the organisation. Audit 3.5. */
const inputRows = (
  directory: Directory,
  kpi: KpiDescription,
  { scope, entity }: Pick<Question, 'scope' | 'entity'>,
): InputRows =>
  scope === 'account' && kpi.unit === 'accounts'
    ? { entities: directory.seats, partition: accountPartition(entity ?? '') }
    : { entities: rowsOfScope(directory, scope, entity), partition: null }

const placeOf = (measures: Measures, kpi: KpiDescription, scope: Scope): Pick<Input, 'column' | 'place'> => {
  const layout = measures.ledgers.get(kpi.ledger)
  if (layout === undefined) throw new Error(`the catalogue has no ledger ${kpi.ledger}`)
  const column = layout.columnOf(kpi.name, scope === 'account' && kpi.unit === 'accounts' ? 'org' : scope)
  return { column, place: column - layout.columnOf(kpi.name, 'rep') }
}
