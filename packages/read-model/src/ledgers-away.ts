/**
 * Whether an error says that the server of the ledgers does not answer, or not in time: to ask again later may help. It is told by its code,
 * as it may come from another thread or process.
 */
export const areLedgersAway = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'unavailable' || error.code === 'busy')
