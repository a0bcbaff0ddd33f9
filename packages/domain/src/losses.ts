import type { Day } from './day.ts'
import type { EventId } from './ids.ts'

/** Lost or won back, from a day on, and by which event. */
export type Turn = { readonly effectiveOn: Day; readonly lost: boolean; readonly setBy: EventId }

/** The loss that nothing has ended. */
export const openLoss = (turns: readonly Turn[]): Turn | undefined => {
  const last = turns.at(-1)
  return last?.lost === true ? last : undefined
}

/** Since when an account is lost on a day, by its turns in the order of their days; null when it is not. P-16. */
export const lostSince = (turns: readonly Turn[], day: Day): Day | null => {
  const last = turns.findLast(({ effectiveOn }) => effectiveOn <= day)
  return last?.lost === true ? last.effectiveOn : null
}
