import { DatabaseFault } from '@daybook/postgres'

/** Whether an error says that the server of the ledgers does not answer, or not in time: to ask again later may help. */
export const areLedgersAway = (error: unknown): boolean =>
  error instanceof DatabaseFault && (error.code === 'unavailable' || error.code === 'busy')
