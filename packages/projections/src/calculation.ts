import type { Day } from '@daybook/domain'
import type { DayNumber, Grain, Kind, Scope, Unit, View } from './kpi.ts'
import type { Outcome } from './outcome.ts'
import type { PeriodSelection } from './period-selection.ts'
import type { Reference } from './reference.ts'

/** The cell that a calculation is asked for. `entity` is null for the organisation. */
export type CalculationQuestion = {
  readonly scope: Scope
  readonly entity: string | null
  readonly period: PeriodSelection
  readonly asOf: Day
  readonly reference: Reference
}

/**
 * One number that a calculation reads: a cell of another KPI, ratio or calculation. What is left out is as in the question.
 *
 * `partition`: of the organisation only what one small partition has posted, as `plan:PL1`.
 */
export type CellOperand = {
  readonly kpi: string
  readonly scope?: Scope
  readonly entity?: string | null
  readonly period: PeriodSelection
  readonly asOf?: Day
  readonly partition?: string
}

/** How sums are told apart: by account, by day, or by both. */
export type PartsBy = 'account' | 'day' | 'account-day'

/**
 * The sums of a posted KPI that adds up over days, told apart, from the first day to the last, both counted. At scope account without
 * `entity` given as `everyone`: those of all accounts.
 *
 * `partition`: of the organisation only what one small partition has posted.
 *
 * `isContext`: what all answers have in common (a model fitted to all accounts); replay and diff take it as given.
 */
export type PartsOperand = {
  readonly kpi: string
  readonly by: PartsBy
  readonly scope?: Scope
  readonly entity?: string | null
  readonly isOfEveryone?: boolean
  readonly from: DayNumber
  readonly last: DayNumber
  readonly isContext?: boolean
  readonly partition?: string
}

/** What a calculation reads, by names of its own. */
export type Operands = Readonly<Record<string, CellOperand | PartsOperand>>

/** One part of a sum; `account` is empty and `day` 0 where parts are not told apart by it. */
export type Part = { readonly account: string; readonly day: DayNumber; readonly amount: bigint }

/** What was found for the operands. */
export type Found = {
  /** The outcome of a cell. */
  readonly of: (name: string) => Outcome
  /** The amount of a cell; 0 where it has none. */
  readonly amount: (name: string) => bigint
  /** The parts of a sum, by account and day. */
  readonly parts: (name: string) => readonly Part[]
}

/** What comes out, and what else an explanation should say (a method, a status). */
export type Calculated = Outcome & { readonly notes?: Readonly<Record<string, string>> }

/**
 * A KPI that is computed when it is read, from cells of other measures at one (asOf, position): whatever is no sum and no plain ratio.
 * Never stored; its explanation names each operand, and `verify` computes it from operands folded out of the raw events.
 */
export type Calculation = {
  readonly name: string
  readonly title: string
  readonly definition: string
  readonly unit: Unit
  readonly version: number
  readonly kind: Kind
  readonly view: View
  readonly scopes: readonly Scope[]
  /** The grains of which it has a value. */
  readonly grain: readonly Grain[]
  /** Whether a month may end in `:ytd` or `:r12`. */
  readonly forms: readonly ('ytd' | 'r12')[]
  /** Every measure that its operands may name. Who has a cell of one of them has one of this. */
  readonly from: readonly [string, ...string[]]
  /** How it is computed, in symbols, with the names of the operands. */
  readonly formula: string
  readonly operands: (question: CalculationQuestion) => Operands
  readonly compute: (found: Found, question: CalculationQuestion) => Calculated
}

/** A calculation, checked: one file gives one. */
export const defineCalculation = (calculation: Calculation): Calculation => calculation

/** Whether an operand is a sum told apart. */
export const isOfParts = (operand: CellOperand | PartsOperand): operand is PartsOperand => 'by' in operand
