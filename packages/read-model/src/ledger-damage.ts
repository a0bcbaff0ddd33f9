/** Ledgers that are not what was posted, or not there: nothing is lost by it, as they can be posted anew from the log. */
export class LedgerDamage extends Error {
  override readonly name = 'LedgerDamage'
}

/** Whether an error says that ledgers are damaged, in our words or in those of the engine. */
export const isLedgerDamage = (error: unknown): boolean =>
  error instanceof LedgerDamage ||
  (error instanceof Error && 'code' in error && /^(?:SQLITE_(?:CORRUPT|NOTADB)|damaged$)/.test(String(error.code)))
