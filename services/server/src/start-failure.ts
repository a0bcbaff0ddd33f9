import { EventStoreFault } from '@daybook/event-store'
import { DatabaseFault } from '@daybook/postgres'
import { CommandFailure, type exitCodes } from './exit-codes.ts'

/** Why a book that is on servers cannot be opened, for a person to read; what is no fault of theirs is given back as it is. */
export const startFailure = (error: unknown): unknown => {
  const [kind, wayOut] = told(error)
  if (kind === null || !(error instanceof Error)) return error
  return new CommandFailure(kind, [`The book cannot be opened: ${error.message}.`, wayOut], { cause: error })
}

type Told = readonly [kind: keyof typeof exitCodes | null, wayOut: string]

const told = (error: unknown): Told => {
  if (error instanceof EventStoreFault) return ofEventStore(error)
  if (error instanceof DatabaseFault) return ['unavailable', 'Start again when the servers answer.']
  if (isRefusedByDatabase(error))
    return [
      'badConfiguration',
      'See DAYBOOK_POSTGRES_URL: user, password, database. The owner of the database makes its tables and gives rights with "daybook prepare".',
    ]
  return [null, '']
}

const ofEventStore = ({ code }: EventStoreFault): Told => {
  if (code === 'unavailable' || code === 'busy') return ['unavailable', 'Start again when the servers answer.']
  if (code === 'refused' || code === 'not-openable')
    return ['badConfiguration', 'See DAYBOOK_EVENTSTORE_URL: user, password, tlsCAFile, and the names of the hosts.']
  return ['badConfiguration', 'Nothing was recorded. What to do about a restored server: infra/README.md.']
}

/** Signing in, a database that is not there, rights: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const isRefusedByDatabase = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(?:28...|3D000|42501)$/.test(String(error.code))
