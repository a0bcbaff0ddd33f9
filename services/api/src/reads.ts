import type { ReadAnswers } from './read-answers.ts'
import type { TimeResolver } from './times.ts'

/** What every read of the ledgers needs: its two times, and the way its answer is sent. */
export type ReadDependencies = { readonly times: TimeResolver; readonly reads: ReadAnswers }
