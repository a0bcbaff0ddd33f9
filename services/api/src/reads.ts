import type { ReadAnswers } from './read-answers.ts'
import type { AskedTimes, TimeResolver } from './times.ts'

/** What every read of the ledgers needs: its two times, and the way its answer is sent. */
export type ReadDependencies = { readonly times: TimeResolver; readonly reads: ReadAnswers }

/** Waits until `minPosition` is posted, where it is asked for. For what is read elsewhere than in the ledgers. */
export const caughtUp = async (times: TimeResolver, { minPosition }: Pick<AskedTimes, 'minPosition'>): Promise<void> => {
  if (minPosition !== undefined) await times.ofLedgers({ minPosition })
}
