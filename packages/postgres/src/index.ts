export { type Coordination, type CoordinationOptions, openCoordination } from './coordination.ts'
export {
  type Connection,
  type Connections,
  changedBy,
  connectionsTo,
  copyInto,
  endConnections,
  inTransaction,
  type PostgresConnection,
  readFrom,
  rowsOf,
  runAll,
  type Sql,
  type Statement,
  snapshot,
  sqlOn,
  withConnection,
} from './driver.ts'
export { DatabaseFault, isBusy, isUnavailable } from './fault.ts'
export type { HeldLease } from './lease.ts'
export { listenTo } from './listener.ts'
export { assertCurrent, assertKnown, migrate, type Schema } from './migrations.ts'
export { othersConnected } from './others-connected.ts'
export { existingRoles, isOurs, isThere, quoted, type Rights } from './rights.ts'
