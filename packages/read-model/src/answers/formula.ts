import {
  amount,
  type Calculated,
  type Calculation,
  type CalculationQuestion,
  type CellOperand,
  none,
  type Outcome,
  quotient,
} from '@daybook/projections'
import { type Amounts, amountIn, type Input, partsIn } from './input.ts'

/** A plan of one month: not set is another thing than zero. */
export type Plan = { readonly quota: Input; readonly set: Input }

/** What one owner sold and was to sell; `set` says whether he has a quota at all, `here` whether it stands among these rows. */
export type Owner = { readonly sales: Input; readonly quota: Input; readonly set: Input; readonly here: Input }

/** One month of a matched comparison: the scope's own quota where it has one, else owner by owner. P-17. */
export type MatchedMonth = { readonly period: string; readonly own: Owner | null; readonly owners: readonly Owner[] }

/** How a value comes about from what the ledgers hold. */
export type Formula =
  | { readonly op: 'entries'; readonly input: Input }
  | { readonly op: 'sum'; readonly terms: readonly { readonly period: string; readonly formula: Formula }[] }
  | { readonly op: 'plan'; readonly own: Plan | null; readonly rollup: Plan; readonly reason: string }
  | { readonly op: 'divide'; readonly left: Formula; readonly right: Formula; readonly reason: string }
  | { readonly op: 'matched'; readonly combine: 'subtract' | 'divide'; readonly months: readonly MatchedMonth[] }
  | {
      readonly op: 'calculate'
      readonly calculation: Calculation
      readonly question: CalculationQuestion
      readonly operands: ReadonlyMap<string, Operand>
    }

/** What a calculation reads under one of its names: a cell by its own formula, or a sum that is told apart. */
export type Operand =
  | { readonly kind: 'cell'; readonly asked: CellOperand; readonly formula: Formula }
  | { readonly kind: 'parts'; readonly input: Input }

/** Every sum that a formula needs. */
export const inputsOf = (formula: Formula): readonly Input[] => {
  switch (formula.op) {
    case 'entries':
      return [formula.input]
    case 'sum':
      return formula.terms.flatMap((term) => inputsOf(term.formula))
    case 'plan':
      return [formula.own, formula.rollup].flatMap((plan) => (plan === null ? [] : [plan.quota, plan.set]))
    case 'divide':
      return [...inputsOf(formula.left), ...inputsOf(formula.right)]
    case 'matched':
      return formula.months.flatMap(({ own, owners }) => [
        ...(own === null ? [] : inputsOfOwner(own)),
        ...owners.flatMap(inputsOfOwner),
      ])
    case 'calculate':
      return [...formula.operands.values()].flatMap((operand) =>
        operand.kind === 'cell' ? inputsOf(operand.formula) : [operand.input],
      )
  }
}

/** Every sum that some formulas need, once: what calculations have in common is gone through once. */
export const inputsOfAll = (formulas: readonly Formula[]): readonly Input[] => {
  const inputs = new Set<Input>()
  const seen = new Set<Formula>()
  const visit = (formula: Formula): void => {
    if (seen.has(formula)) return
    seen.add(formula)
    if (formula.op !== 'calculate') for (const input of inputsOf(formula)) inputs.add(input)
    else
      for (const operand of formula.operands.values()) {
        if (operand.kind === 'cell') visit(operand.formula)
        else inputs.add(operand.input)
      }
  }
  formulas.forEach(visit)
  return [...inputs]
}

const inputsOfOwner = ({ sales, quota, set, here }: Owner): readonly Input[] => [sales, quota, set, here]

type Calculating = Extract<Formula, { op: 'calculate' }>

/** What calculations came to: others may read the same ones, as each month's year to date reads the months before it. */
export type KnownValues = Map<Formula, Calculated>

/** What a formula comes to with the sums given; `known` is shared by formulas that are evaluated with the same sums. */
export const evaluate = (formula: Formula, amounts: Amounts, known: KnownValues = new Map()): Calculated => {
  switch (formula.op) {
    case 'entries':
      return amount(amountIn(amounts, formula.input))
    case 'sum':
      return total(formula.terms.map((term) => evaluate(term.formula, amounts, known)))
    case 'plan':
      return planned(formula, amounts)
    case 'divide': {
      const left = evaluate(formula.left, amounts, known)
      const right = evaluate(formula.right, amounts, known)
      if (left.kind !== 'amount' || right.kind !== 'amount') return none(formula.reason)
      return quotient(left.amount, right.amount, formula.reason)
    }
    case 'matched': {
      const { actual, quota, matched } = matchedSides(formula.months, amounts)
      if (matched === 0) return none('no-quota')
      return formula.combine === 'subtract' ? amount(actual - quota) : quotient(actual, quota, 'zero-quota')
    }
    case 'calculate':
      return calculatedOnce(formula, amounts, known)
  }
}

const calculatedOnce = (formula: Calculating, amounts: Amounts, known: KnownValues): Calculated => {
  const value = known.get(formula) ?? calculated(formula, amounts, known)
  known.set(formula, value)
  return value
}

const calculated = ({ calculation, question, operands }: Calculating, amounts: Amounts, known: KnownValues): Calculated => {
  const named = (name: string): Operand => {
    const operand = operands.get(name)
    if (operand === undefined) throw new Error(`${calculation.name} declares no operand ${name}`)
    return operand
  }
  const of = (name: string): Outcome => {
    const operand = named(name)
    return operand.kind === 'cell' ? evaluate(operand.formula, amounts, known) : amount(amountIn(amounts, operand.input))
  }
  const parts = (name: string) => {
    const operand = named(name)
    return operand.kind === 'parts' ? partsIn(amounts, operand.input) : []
  }
  const amountOf = (name: string): bigint => {
    const outcome = of(name)
    return outcome.kind === 'amount' ? outcome.amount : 0n
  }
  return calculation.compute({ of, amount: amountOf, parts }, question)
}

/** Terms without a value are left out; without any value there is none. */
const total = (terms: readonly Outcome[]): Outcome => {
  const amounts = terms.flatMap((term) => (term.kind === 'amount' ? [term.amount] : []))
  const missing = terms.find((term) => term.kind === 'none')
  if (amounts.length === 0 && missing !== undefined) return missing
  return amount(amounts.reduce((sum, each) => sum + each, 0n))
}

const planned = ({ own, rollup, reason }: Extract<Formula, { op: 'plan' }>, amounts: Amounts): Outcome => {
  if (own !== null && amountIn(amounts, own.set) > 0n) return amount(amountIn(amounts, own.quota))
  return amountIn(amounts, rollup.set) > 0n ? amount(amountIn(amounts, rollup.quota)) : none(reason)
}

/** Both sides of a matched comparison: over how many owner-months, and how many with sales but no quota are left out of both. */
export type MatchedSides = {
  readonly actual: bigint
  readonly quota: bigint
  readonly matched: number
  readonly leftOut: number
}

/** The sides of a matched comparison with the sums given. P-17. */
export const matchedSides = (months: readonly MatchedMonth[], amounts: Amounts): MatchedSides => {
  const sides = { actual: 0n, quota: 0n, matched: 0, leftOut: 0 }
  for (const month of months) {
    const owners = ownersThatCount(month, amounts)
    // A team in which nobody's quota stands has none, also where somebody sold before he took his elsewhere.
    const hasQuota = owners.some(({ here }) => amountIn(amounts, here) > 0n)
    for (const owner of owners) {
      const sales = amountIn(amounts, owner.sales)
      // Whose quota stands elsewhere and who sold nothing here is no owner of these rows, though he may have had or will have a seat.
      if (sales === 0n && amountIn(amounts, owner.here) === 0n) continue
      if (hasQuota && amountIn(amounts, owner.set) > 0n) {
        sides.actual += sales
        sides.quota += amountIn(amounts, owner.quota)
        sides.matched += 1
      } else sides.leftOut += 1
    }
  }
  return sides
}

const ownersThatCount = ({ own, owners }: MatchedMonth, amounts: Amounts): readonly Owner[] =>
  own !== null && amountIn(amounts, own.set) > 0n ? [own] : owners
