import type { EventStore } from '@daybook/event-store'
import type { Settings } from '@daybook/projections'
import type { Posted, Projector } from '@daybook/projector'
import type { Generations } from '@daybook/read-model'
import type { Logger } from 'pino'
import type { BackendMeasures } from './backend-metrics.ts'
import type { Config } from './config.ts'
import type { Failpoints } from './host.ts'

/** What a backend gives: the log, the ledgers to be read, and the projector that posts from the one to the other. */
type OpenedBackend = AsyncDisposable & {
  readonly eventStore: EventStore
  readonly generations: Generations
  /** Null where nothing is known here of what posts. */
  readonly projector: Projector | null
  /** Who knows without asking the ledgers which generation answers; null where only they do. */
  readonly knowsGeneration: Projector | null
  readonly measures: BackendMeasures
  /** Tells others on this machine where the book is served. */
  readonly announce: (address: string) => void
}

/** What a backend needs besides the configuration. */
type BackendOptions = {
  readonly clock: () => number
  readonly log: Logger
  readonly settings: Settings
  /** Told once when the disk of the log fails. */
  readonly onFailure?: ((fault: Error) => void) | undefined
  /** Told of each batch that this process posts; undefined where nothing is traced. */
  readonly onPosted?: ((posted: Posted) => void) | undefined
  readonly failpoints?: Failpoints | undefined
}

/** Opens a book. Ends with exit code 78 where another process holds it, and 5 where a server that it needs cannot be reached. */
export type OpenBackend = (config: Config, options: BackendOptions) => Promise<OpenedBackend>

/** Each is loaded when it is the one: neither needs the packages of the other. */
export const backends: Readonly<Record<Config['backend'], OpenBackend>> = {
  embedded: async (...given) => (await import('./embedded-backend.ts')).openEmbedded(...given),
  distributed: async (...given) => (await import('./distributed-backend.ts')).openDistributed(...given),
}
