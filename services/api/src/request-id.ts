import { randomUUID } from 'node:crypto'

const wellFormed = /^[A-Za-z0-9._-]{1,64}$/

/** The `X-Request-Id` that came with a request if it is well formed, else a new one. */
export const requestIdOf = (given: string | readonly string[] | undefined): string =>
  typeof given === 'string' && wellFormed.test(given) ? given : randomUUID()
