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

/** The client's error in our words. */
export const faultOf = (error: unknown): EventStoreFault => {
  if (error instanceof EventStoreFault) return error
  const code = codeOf(error)
  const message = `the server says: ${error instanceof Error ? error.message : String(error)}`
  if (code === 'stream-deleted') return new EventStoreFault('truncated', message, { cause: error })
  return new EventStoreFault(neverStored.has(code) ? 'refused' : 'unavailable', message, { cause: error })
}
