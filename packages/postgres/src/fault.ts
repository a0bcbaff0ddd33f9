/**
 * What a database has against a statement, for a reason that a caller can act upon.
 *
 * - `busy`: another transaction was in the way, or there were too many. Nothing was changed; try again.
 * - `unavailable`: the server does not answer. Nothing was changed, unless it was a commit: that may have happened.
 * - `full`: its disk has no room. Nothing was changed.
 * - `damaged`: stored bytes are not what was written.
 * - `taken`: a unique key is there already. Nothing was changed.
 */
export class DatabaseFault extends Error {
  override readonly name = 'DatabaseFault'
  readonly code: 'busy' | 'unavailable' | 'full' | 'damaged' | 'taken'
  constructor(code: DatabaseFault['code'], message: string, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** Lock not to be had, deadlock, serialisation, statement too long, too many connections. */
const busyStates = ['55P03', '40P01', '40001', '57014', '53300']

/** The connection was lost or refused, the server goes down or comes up, or may only be read. */
const unavailableStates = /^(?:08...|57P0[1-5]|25006|25P0[34]|E[A-Z]+)$/

const lostMessages =
  /connection (?:ended|terminated|timeout)|terminated unexpectedly|timeout exceeded when trying to connect|not queryable|Client has encountered a connection error/i

/** A fault in words that callers understand; any other error is given back as it is. Where the server is stands in the cause alone. */
export const faultOf = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof DatabaseFault) return error
  const code = 'code' in error ? String(error.code) : ''
  if (busyStates.includes(code)) return new DatabaseFault('busy', `PostgreSQL is busy: ${error.message}`, error)
  if (code === '53100') return new DatabaseFault('full', 'the disk of PostgreSQL is full', error)
  if (code === 'XX001' || code === 'XX002')
    return new DatabaseFault('damaged', `the database is damaged: ${error.message}`, error)
  if (code === '23505') return new DatabaseFault('taken', error.message, error)
  if (unavailableStates.test(code) || lostMessages.test(error.message))
    return new DatabaseFault('unavailable', `PostgreSQL does not answer (${code || 'the connection was lost'})`, error)
  return error
}

/** Whether it is not known if what was asked has happened. */
export const isUnavailable = (error: unknown): boolean => error instanceof DatabaseFault && error.code === 'unavailable'

/** Whether nothing was changed and the same may be tried again. */
export const isBusy = (error: unknown): boolean => error instanceof DatabaseFault && error.code === 'busy'
