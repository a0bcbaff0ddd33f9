import { join } from 'node:path'
import { openSqliteEventStore } from '@daybook/event-store'
import type { AnswerJournal } from './answer-journal.ts'
import { identityOf, type SentEvent } from './load.ts'

type Expected = { readonly sent: ReadonlyMap<string, SentEvent>; readonly journal: AnswerJournal }

/** The log of a folder as it is read beside its writer: what was seen once must be there ever after. */
export type LogWatch = {
  /** Where each identity stands in the log. */
  readonly positions: ReadonlyMap<string, bigint>
  /** Reads and checks what is new since the last look: what is wrong, at most 20 sentences. */
  readonly look: (expected: Expected) => Promise<readonly string[]>
}

const pageEvents = 1_000

/** Acknowledged ⊆ log, log ⊆ sent, one event an identity, positions without a hole, recorded times that do not go back, sound checksums. */
export const watchLog = (folder: string): LogWatch => {
  const positions = new Map<string, bigint>()
  let next = 0n
  let recordedAt = Number.NEGATIVE_INFINITY
  let compared = 0

  const look = async ({ sent, journal }: Expected): Promise<readonly string[]> => {
    const problems: string[] = []
    await using log = openSqliteEventStore({ file: join(folder, 'log.db'), readOnly: true })
    const { position: head } = await log.head()
    if (head < next - 1n) problems.push(`the log ends at ${head}, it had reached ${next - 1n}`)
    const { damage } = await log.verifyEvents({ from: next, to: head })
    problems.push(...damage.map(({ position, problem }) => `position ${position}: ${problem}`))
    while (next <= head) {
      for (const event of await log.readAll({ from: next, limit: pageEvents })) {
        const identity = identityOf(event)
        if (event.position !== next) problems.push(`position ${event.position} stands at place ${next}`)
        if (positions.has(identity)) problems.push(`${identity} is there twice`)
        if (!sent.has(identity)) problems.push(`${identity} was never sent`)
        if (event.recordedAt < recordedAt) problems.push(`the recorded time of position ${event.position} goes back`)
        positions.set(identity, event.position)
        recordedAt = event.recordedAt
        next = event.position + 1n
      }
    }
    for (const identity of journal.identities.slice(compared)) {
      if (!positions.has(identity)) problems.push(`${identity} was answered as recorded and is not in the log`)
    }
    compared = journal.identities.length
    return problems.slice(0, 20)
  }
  return { positions, look }
}
