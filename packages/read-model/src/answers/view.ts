import type { BookReference } from './book-reference.ts'
import { type Directory, openDirectory } from './directory.ts'
import type { RatioRules } from './formulas.ts'
import type { At, Measures, Sources } from './sources.ts'

/** The book at one pair of times: what one answer, or one report, is computed from. */
export type View = {
  readonly at: At
  readonly sources: Sources
  readonly measures: Measures
  readonly reference: BookReference
  readonly directory: Directory
  readonly rules: RatioRules
}

export const openView = async (sources: Sources, at: At, reference: BookReference): Promise<View> => ({
  at,
  sources,
  measures: sources.measures,
  reference,
  directory: await openDirectory(sources.readModel, at.position),
  rules: { netOfCredits: reference.policy('order-size-basis', at.asOf).value === 'net-of-credits' },
})
