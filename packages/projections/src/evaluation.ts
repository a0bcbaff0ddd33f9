import { type Day, dayNumber } from '@daybook/domain'
import type { Listed } from './account-lists.ts'
import type { EvaluationRecord } from './account-said.ts'
import { rhythmOf, standingOn } from './buying-pattern.ts'
import { amountFlagOn } from './disruption.ts'
import type { ReportContext } from './report.ts'

/** From which scores on an account is one to grow with, and up to which one at risk. M-40. */
export type Thresholds = { readonly potentialMin: number; readonly meanMin: number; readonly riskMax: number }

/** Those of the domain specification. */
export const usualThresholds: Thresholds = { potentialMin: 4, meanMin: 3.5, riskMax: 2 }

/** How promising an account is, and what its buying says against it. It may be both one to grow with and at risk. */
export type Evaluated = {
  readonly evaluation: EvaluationRecord | null
  readonly status: string
  readonly amountFlag: 'shrinking' | null
  readonly growth: boolean
  readonly atRisk: boolean
}

/** The evaluation of an account on the day of a report. M-40. */
export const evaluated = (
  { reference, asOf }: Pick<ReportContext, 'reference' | 'asOf'>,
  { document, occasions }: Pick<Listed, 'document' | 'occasions'>,
  { potentialMin, meanMin, riskMax }: Thresholds = usualThresholds,
): Evaluated => {
  const evaluation = evaluationOn(document.evaluations, asOf)
  const rhythm = rhythmOf(reference, occasions)
  const status = rhythm === null ? 'insufficient-history' : standingOn(rhythm, dayNumber(asOf)).status
  const amountFlag = amountFlagOn(occasions, asOf)
  const isFar = evaluation !== null && (evaluation.decisionMakerAccess <= riskMax || evaluation.openness <= riskMax)
  return {
    evaluation,
    status,
    amountFlag,
    growth: evaluation !== null && evaluation.potential >= potentialMin && scoresOf(evaluation) >= meanMin * 3,
    atRisk: isFar || status === 'overdue' || amountFlag !== null,
  }
}

/** The sum of the three scores. */
export const scoresOf = ({ decisionMakerAccess, potential, openness }: EvaluationRecord): number =>
  decisionMakerAccess + potential + openness

/** Of several from one day the one recorded last. */
const evaluationOn = (evaluations: readonly EvaluationRecord[], day: Day): EvaluationRecord | null =>
  evaluations
    .filter(({ on }) => on <= day)
    .reduce<EvaluationRecord | null>((last, one) => (last === null || one.on >= last.on ? one : last), null)
