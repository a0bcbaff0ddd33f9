import { AmountReader } from './amounts.ts'
import type { BookReference } from './book-reference.ts'
import { type Directory, openDirectory } from './directory.ts'
import { type Formulas, formulasOf, type RatioRules } from './formulas.ts'
import type { At, Measures, Sources } from './sources.ts'

/** The book at one pair of times: what one answer, or one report, is computed from. */
export type View = {
  readonly at: At
  readonly sources: Sources
  readonly measures: Measures
  readonly reference: BookReference
  readonly directory: Directory
  readonly rules: RatioRules
  readonly formulas: Formulas
  readonly amounts: AmountReader
}

export const openView = async (sources: Sources, at: At, reference: BookReference): Promise<View> => {
  const { measures, readModel } = sources
  const directory = await openDirectory(readModel, at.position)
  const rules = { netOfCredits: reference.policy('order-size-basis', at.asOf).value === 'net-of-credits' }
  const formulas = formulasOf({ measures, directory, rules, reference: reference.reference, asOf: at.asOf })
  return { at, sources, measures, reference, directory, rules, formulas, amounts: new AmountReader(readModel, at.position) }
}
