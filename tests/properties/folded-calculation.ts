import type { Day } from '@daybook/domain'
import {
  answeredBy,
  type Calculation,
  type CalculationQuestion,
  type CellOperand,
  type CellSelection,
  calculations,
  cellsOf,
  holderOf,
  isOfParts,
  kpis,
  type Outcome,
  type PeriodSelection,
} from '@daybook/projections'
import type { Answer } from './oracle.ts'

/** The value of a posted KPI in cells that are folded from raw events. */
export type FoldedCells = (asked: {
  readonly kpi: string
  readonly scope: CalculationQuestion['scope']
  readonly entity: string | null
  readonly cells: CellSelection
}) => bigint

/** The calculation of a name; undefined where a KPI is posted. */
export const calculationNamed = (name: string): Calculation | undefined => calculations.find((each) => each.name === name)

/** Which posted KPI holds a period of another, and in which cells; null where it has none. */
export const heldCells = (name: string, period: PeriodSelection, asOf: Day): { kpi: string; cells: CellSelection } | null => {
  const held = holderOf(kpis, kpis.find((kpi) => kpi.name === name)!, period)
  const cells = cellsOf(held.kpi, held.period, asOf)
  return cells.ok ? { kpi: held.kpi.name, cells: cells.value } : null
}

/** Whether a KPI or calculation is answered for a period. */
export const isAnswered = (name: string, period: PeriodSelection, asOf: Day): boolean => {
  const calculation = calculationNamed(name)
  return calculation === undefined ? heldCells(name, period, asOf) !== null : answeredBy(calculation, period).ok
}

/** What a calculation comes to, with its operands folded from raw events. Sums told apart are not asked here. */
export const foldedCalculation = (calculation: Calculation, question: CalculationQuestion, cells: FoldedCells): Outcome => {
  const operands = calculation.operands(question)
  const of = (name: string): Outcome => {
    const operand = operands[name]
    if (operand === undefined || isOfParts(operand)) throw new Error(`${calculation.name} reads ${name} otherwise`)
    return operandIn(operand, question, cells)
  }
  const amount = (name: string): bigint => {
    const outcome = of(name)
    return outcome.kind === 'amount' ? outcome.amount : 0n
  }
  return calculation.compute({ of, amount, parts: () => [] }, question)
}

const operandIn = (operand: CellOperand, question: CalculationQuestion, cells: FoldedCells): Outcome => {
  const { kpi, period, scope = question.scope, entity = question.entity, asOf = question.asOf } = operand
  const calculation = calculationNamed(kpi)
  if (calculation !== undefined) return foldedCalculation(calculation, { ...question, scope, entity, period, asOf }, cells)
  const held = heldCells(kpi, period, asOf)
  if (held === null) throw new Error(`${kpi} has no ${period.id}`)
  return { kind: 'amount', amount: cells({ ...held, scope, entity }) }
}

/** An outcome as the oracle answers: a cohort of nobody is a quotient of nothing. */
export const asAnswer = (kpi: string, outcome: Outcome): Answer => {
  if (outcome.kind === 'quotient') return { num: outcome.num, den: outcome.den }
  if (outcome.kind === 'amount') return outcome.amount
  return kpi.startsWith('retention') ? { num: 0n, den: 0n } : null
}
