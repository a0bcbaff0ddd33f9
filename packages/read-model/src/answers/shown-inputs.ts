import type { SolvedCell } from './cell.ts'
import { type Formula, inputsOf, type Owner, type Plan } from './formula.ts'
import { type Amounts, amountIn, type Input } from './input.ts'

/**
 * The inputs of a cell that people are shown: of a plan the one in force, of a matched comparison the owners that count; never the mark
 * that tells a quota of zero from none.
 */
export const shownInputs = ({ formula, amounts }: Pick<SolvedCell, 'formula' | 'amounts'>): readonly Input[] =>
  shownIn(formula, amounts)

const shownIn = (formula: Formula, amounts: Amounts): readonly Input[] => {
  switch (formula.op) {
    case 'entries':
      return [formula.input]
    case 'sum':
      return formula.terms.flatMap((term) => shownIn(term.formula, amounts))
    case 'plan':
      return [isSet(formula.own, amounts) && formula.own !== null ? formula.own.quota : formula.rollup.quota]
    case 'divide':
      return inputsOf(formula)
    case 'calculate':
      return [...formula.operands.values()].flatMap((operand) =>
        operand.kind === 'cell' ? shownIn(operand.formula, amounts) : operand.input.isContext === true ? [] : [operand.input],
      )
    case 'matched':
      return formula.months
        .flatMap(({ own, owners }) => (own !== null && isSet(own, amounts) ? [own] : owners))
        .flatMap(({ sales, quota }) => [sales, quota])
  }
}

const isSet = (plan: Plan | Owner | null, amounts: Amounts): boolean => plan !== null && amountIn(amounts, plan.set) > 0n
