import type { LogMeasures } from '@daybook/event-store'
import { walBytes } from './data-files.ts'
import { counters, gauge, gauges, type Line, type Registry } from './metric-kinds.ts'
import type { WatchedServer } from './servers.ts'

/** What a backend measures of itself, and the other does not have. */
export type BackendMeasures =
  | {
      readonly kind: 'files'
      readonly folder: string
      readonly log: () => LogMeasures
      /** How often another connection held the ledgers. */
      readonly ledgerBusyTotal: () => number
    }
  | {
      readonly kind: 'servers'
      readonly servers: readonly WatchedServer[]
      readonly unknownOutcomesTotal: () => number
      readonly pendingAppends: () => Promise<number>
    }

type Files = Extract<BackendMeasures, { kind: 'files' }>
type Servers = Extract<BackendMeasures, { kind: 'servers' }>

/** The metrics of the backend alone: of files where there are files, of servers where there are servers. */
export const measureBackend = (registry: Registry, backend: BackendMeasures): void => {
  if (backend.kind === 'files') measureFiles(registry, backend)
  else measureServers(registry, backend)
}

const measureFiles = (registry: Registry, { folder, log, ledgerBusyTotal }: Files): void => {
  const verified = {
    name: 'daybook_events_verified_position',
    help: 'The last event compared with its checksum; -1 when none was',
  }
  gauge(registry, verified, () => Number(log().verifiedPosition))
  const wal = {
    name: 'daybook_sqlite_wal_bytes',
    help: 'Size of the write-ahead logs, by what they belong to',
    labelNames: ['file'],
  }
  gauges(registry, wal, () => Object.entries(walBytes(folder)).map(([file, bytes]): Line => [{ file }, bytes]))
  const busy = {
    name: 'daybook_sqlite_busy_total',
    help: 'How often another connection held a file that was to be written',
    labelNames: ['file'],
  }
  counters(registry, busy, () => [
    [{ file: 'log' }, log().busyTotal],
    [{ file: 'ledger' }, ledgerBusyTotal()],
  ])
}

const measureServers = (registry: Registry, { servers, unknownOutcomesTotal, pendingAppends }: Servers): void => {
  const up = {
    name: 'daybook_backend_up',
    help: '1 while a server that the book is kept on answers this process',
    labelNames: ['server'],
  }
  gauges(registry, up, () =>
    Promise.all(servers.map(async ({ name, isUp }): Promise<Line> => [{ server: name }, (await isUp()) ? 1 : 0])),
  )
  const unknown = {
    name: 'daybook_log_unknown_outcomes_total',
    help: 'Batches whose senders were told that what became of them is not known',
    labelNames: [],
  }
  counters(registry, unknown, () => [[{}, unknownOutcomesTotal()]])
  const pending = {
    name: 'daybook_log_pending_appends',
    help: 'Appends of all processes that are taken on and have no position yet',
  }
  gauge(registry, pending, pendingAppends)
}
