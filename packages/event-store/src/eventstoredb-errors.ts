import { EventStoreFault } from './fault.ts'

/** The client's name for what went wrong, where it has one. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : ''

/** After these nothing was stored, and the same append will not be either. All others leave it open. */
export const neverStored: ReadonlySet<string> = new Set([
  'access-denied',
  'invalid-argument',
  'invalid-transaction',
  'maximum-append-size-exceeded',
  'missing-required-metadata-property',
  'stream-deleted',
])

/** The client's error in our words. It never holds what the connection string holds; where the server is stands in the cause alone. */
export const faultOf = (error: unknown): EventStoreFault => {
  if (error instanceof EventStoreFault) return error
  const code = codeOf(error)
  const said = error instanceof Error ? error.message : String(error)
  if (code === 'stream-deleted') return new EventStoreFault('truncated', `the event store says: ${said}`, { cause: error })
  if (code === 'access-denied') return new EventStoreFault('refused', deniedText, { cause: error })
  if (certificateErrors.test(said)) return new EventStoreFault('refused', `${certificateText} (${said})`, { cause: error })
  if (neverStored.has(code)) return new EventStoreFault('refused', `the event store says: ${said}`, { cause: error })
  const lost = code || 'the connection was lost'
  return new EventStoreFault('unavailable', `the event store does not answer (${lost})`, { cause: error })
}

const deniedText = 'the server does not know the user and password of the connection string, or the user may not do this'

const certificateText =
  'the certificate of the server does not hold: tlsCAFile must name who vouches for it, and the host be one of its names'

/** What OpenSSL and Node say of certificates, as the client passes it on in an error like that of a server that is away. */
const certificateErrors =
  /self.signed certificate|unable to (?:verify|get)\b.*(?:certificate|issuer)|certificate (?:has expired|is not)|altnames/i
