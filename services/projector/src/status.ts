import type { ChangedVersion } from '@daybook/projections'
import type { Generation } from '@daybook/read-model'
import type { Difference } from './compare.ts'

/** `stopped`: something is wrong, and `problem` says what; nothing is skipped, `resume` tries again. */
export type ProjectorState = 'running' | 'paused' | 'rebuilding' | 'stopped'

/** A generation that is posted from the start of the log beside the one that answers. */
export type RebuildStatus = {
  readonly generation: number
  readonly position: bigint
  readonly startedAt: number
  /** Events a second of late; null before there is something to tell it from, and when it has caught up. */
  readonly eventsPerSecond: number | null
  /** At most how many it takes; null: as many as it can. */
  readonly eventsPerSecondMax: number | null
  /** Null until it has caught up and was compared; then how it differs in KPIs of the same version, or `equal`. */
  readonly comparison: 'equal' | Difference | null
  /** Whether it waits for a fault to go by, such as a server that is away, and then goes on by itself; the problem says which. */
  readonly triesAgain: boolean
}

/** How the projector stands. Positions are −1 before the first event. */
export type ProjectorStatus = {
  readonly state: ProjectorState
  /** The generation that answers, and the last position posted to it. */
  readonly generation: number
  readonly position: bigint
  readonly generations: readonly Generation[]
  readonly rebuild: RebuildStatus | null
  /** KPIs of which the generation that answers has another version than the program. */
  readonly outdated: readonly ChangedVersion[]
  readonly problem: string | null
  /** How often another connection held the file of the ledgers when a run was to be stored. */
  readonly busyTotal: number
}

/** What an operator may ask. */
export type ProjectorAction =
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** `eventsPerSecondMax`: at most how many events a second it takes. */
  | { readonly kind: 'rebuild'; readonly eventsPerSecondMax?: number }
  | { readonly kind: 'switch'; readonly generation?: number; readonly force?: boolean }

/** Why an action was not taken. */
export type ProjectorRefusal = {
  readonly code: 'rebuild-running' | 'nothing-to-switch-to' | 'rebuild-differs' | 'not-the-owner'
  readonly detail: string
  /** Where generations differ that should not. */
  readonly difference?: Difference
}

/** How the projector stands after an action, or why it was not taken. */
export type ActionResult =
  | { readonly ok: true; readonly status: ProjectorStatus }
  | { readonly ok: false; readonly refusal: ProjectorRefusal }

/** Posts the log to the ledgers as it grows, for as long as it is not disposed. */
export interface Projector extends AsyncDisposable {
  status(): ProjectorStatus
  /** Taken between two runs of events, so that nothing is ever half posted. */
  act(action: ProjectorAction): Promise<ActionResult>
  /** Calls the listener at each change of status, until the returned function is called. */
  watch(listener: (status: ProjectorStatus) => void): () => void
}
