import { setImmediate as turn } from 'node:timers/promises'
import type { Recorded } from '@daybook/domain'
import type { EventLog } from './sources.ts'

const pageMax = 1_000

/**
 * All events up to a position, page by page. Between two pages others have their turn: SQLite answers at once, so that a walk through a
 * long log would otherwise hold up everybody.
 */
export async function* pagesUntil(log: EventLog, position: bigint | null): AsyncGenerator<readonly Recorded[]> {
  for (let from = 0n; position !== null && from <= position; from += BigInt(pageMax)) {
    const left = Number(position - from) + 1
    const page = await log.readAll({ from, limit: Math.min(pageMax, left) })
    if (page.length === 0) return
    yield page
    await turn()
  }
}
