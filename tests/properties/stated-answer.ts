import { decimalOf } from '@daybook/domain'
import { fraction, kpis, type Scope, sixDecimals } from '@daybook/projections'
import type { Answers, AskedCell, At } from '@daybook/read-model'
import type { Answer } from './oracle.ts'
import type { Probe } from './questions.ts'

/** The cell that a probe asks about. */
export const cellOf = ({ kpi, scope, entity, period }: Pick<Probe, 'kpi' | 'scope' | 'entity' | 'period'>): AskedCell => ({
  kpi,
  scope: scope as Scope, // Sound: a scope of the KPI's own
  entity,
  period,
})

/** The value that is answered for one cell; null where there is none. */
export const valueAt = async (answers: Answers, { kpi, scope, entity, period }: AskedCell, at: At) => {
  const asked = { kpi, scope, entities: entity === null ? null : [entity], periods: period === null ? [] : [period] }
  const result = await answers.values(asked, at)
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value.rows[0]?.value ?? null
}

/** What brute force says, in the words of an answer. */
export const stated = (kpi: string, answer: Answer): string | number | null => {
  if (answer === null) return null
  if (typeof answer === 'object') return answer.den === 0n ? null : sixDecimals(fraction(answer.num, answer.den))
  const unit = kpis.find(({ name }) => name === kpi)?.unit
  if (unit === 'money') return decimalOf(answer)
  return unit === 'share' ? sixDecimals(fraction(answer, 10_000n)) : Number(answer)
}
