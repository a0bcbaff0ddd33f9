import type { EventStore } from '@daybook/event-store'
import type { Editions } from '@daybook/projections'
import type { Generations } from '@daybook/read-model'
import type { Logger } from 'pino'
import type { Posted } from './posted.ts'
import type { MakePoster, ProjectorFailpoint } from './posting.ts'

/** What a projector posts from and to, and how. */
export type ProjectorOptions = {
  readonly eventStore: EventStore
  readonly generations: Generations
  readonly makePoster: MakePoster
  readonly log: Logger
  readonly clock: () => number
  /** Events posted in one transaction. The ledgers are the same for any number; memory and the longest pause are not. */
  readonly batchEvents?: number
  /** The KPIs that can be posted. Default: those of the product. */
  readonly editions?: Editions
  /** At most how many events a second a rebuild takes that says nothing else; null: as many as it can. */
  readonly rebuildEventsPerSecondMax?: number | null
  /** How long it waits before it tries again, at a full disk or when a server is away; milliseconds. */
  readonly againMs?: number
  /** Told of each batch that was posted. */
  readonly onPosted?: ((posted: Posted) => void) | undefined
  /** For crash tests: called at the named points. */
  readonly failpoint?: ProjectorFailpoint | undefined
}

/** How long a projector waits before it tries again when it is told nothing else; milliseconds. */
export const againMsDefault = 5_000
