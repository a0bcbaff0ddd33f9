import { HttpProblem, openFindings, openTimeResolver, type TimeSources } from '@daybook/api'
import type { Findings } from '@daybook/intake'

/** What decisions that come in rest on, from the ledgers that answer: the same as a command finds. Null while these are behind. */
export const findingsIn = (sources: TimeSources): Findings => {
  const completed = openFindings(openTimeResolver(sources), sources)
  return async ({ type, data, effectiveOn }) => {
    try {
      return await completed(type, { ...data, effectiveOn })
    } catch (error) {
      if (error instanceof HttpProblem && error.code === 'not-yet-applied') return null
      throw error
    }
  }
}
