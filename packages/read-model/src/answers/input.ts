import type { CellSelection, KpiDescription, RowEntity, Scope } from '@daybook/projections'

/**
 * One sum of deltas that an answer needs: one column of the rows of some entities, or of one partition, in some cells.
 *
 * `scope`, `entity` and `period` say whose number it is, for people; `rows` and `cells` say where it stands.
 */
export type Input = {
  readonly kpi: KpiDescription
  readonly scope: Scope
  readonly entity: string | null
  readonly period: string
  readonly cells: CellSelection
  readonly rows: InputRows
  readonly column: number
  /** Which of a count's three amounts at a seat: that of the rep (0), the team or the organisation. */
  readonly place: number
}

export type InputRows = { readonly entities: readonly RowEntity[]; readonly partition: string | null }

/** The sums that were read, by input. */
export type Amounts = ReadonlyMap<Input, bigint>

export const amountIn = (amounts: Amounts, input: Input): bigint => amounts.get(input) ?? 0n
