import { dayNumber } from '@daybook/domain'
import { accountPartition } from '@daybook/projections'
import type { IncompleteRow, ReadModel } from '../read-model.ts'
import type { Input } from './input.ts'

/**
 * The inputs that have no value because an event of theirs could not be applied, each with the first such event.
 *
 * An event concerns the organisation and everyone whom its partition has contributed to: a flow in the period of its day, a stock from
 * its day on, a plan in every period. Audit 8.1.
 */
export const incompleteIn = async (
  readModel: ReadModel,
  inputs: readonly Input[],
  position: bigint | null,
): Promise<ReadonlyMap<Input, IncompleteRow>> => {
  const unapplied = position === null ? [] : await readModel.incomplete(position)
  const found = new Map<Input, IncompleteRow>()
  if (unapplied.length === 0 || position === null) return found
  const contributors = new Map<IncompleteRow, ReadonlySet<string>>()
  for (const row of unapplied) contributors.set(row, await contributedTo(readModel, inputs, { row, position }))
  for (const input of inputs) {
    const row = unapplied.find((each) => concerns(each, input, contributors.get(each) ?? new Set()))
    if (row !== undefined) found.set(input, row)
  }
  return found
}

type Unapplied = { readonly row: IncompleteRow; readonly position: bigint }

/** Ids and teams that the partition of an unapplied event has rows for, each under its scope. */
const contributedTo = async (
  readModel: ReadModel,
  inputs: readonly Input[],
  { row, position }: Unapplied,
): Promise<ReadonlySet<string>> => {
  const kpi = inputs.find((input) => input.kpi.name === row.kpi)?.kpi
  if (kpi === undefined) return new Set()
  const rows = await readModel.rowsOf({ ledger: kpi.ledger, partition: row.partition, position })
  return new Set(
    rows.flatMap(({ entity }) =>
      entity.scope === 'seat' ? [`rep ${entity.id}`, `team ${entity.team}`] : [`${entity.scope} ${entity.id}`],
    ),
  )
}

const concerns = (row: IncompleteRow, input: Input, contributors: ReadonlySet<string>): boolean =>
  row.kpi === input.kpi.name && isTheirs(row, input, contributors) && isInTime(row, input)

const isTheirs = ({ partition }: IncompleteRow, { scope, entity, rows }: Input, contributors: ReadonlySet<string>): boolean =>
  (scope === 'org' && (rows.partition ?? partition) === partition) ||
  contributors.has(`${scope} ${entity}`) ||
  (scope === 'account' && partition === accountPartition(entity ?? ''))

const isInTime = ({ day }: IncompleteRow, { kpi, cells }: Input): boolean => {
  if (kpi.kind === 'plan') return true
  if (cells.kind === 'buckets') return (cells.first ?? day) <= day && day <= cells.day
  if (cells.kind === 'days') return cells.from <= day && day < cells.until
  return cells.cells.some(
    ({ period, day: until }) =>
      kpi.anyDay === true ||
      (dayNumber(period.first) <= day && day < dayNumber(period.until) && (until === null || day <= until)),
  )
}
