import type { EventId } from '@daybook/domain'
import { eventKeyOf } from './event-id.ts'
import type { Connection, Statement } from './sqlite-driver.ts'
import { runLength } from './sqlite-schema.ts'

/** The positions of events by their id: in full runs by the index of each, in what came after them by memory. */
export class EventKeys {
  readonly #runs: Statement
  readonly #since: Statement
  readonly #inRuns: Statement
  readonly #recent = new Map<number, readonly number[]>()
  #runsSeen = 0
  #positionSeen = -1

  constructor(database: Connection) {
    this.#runs = database.prepare('SELECT coalesce(max(run) + 1, 0) FROM event_key').pluck()
    this.#since = database.prepare('SELECT position, event_key FROM event WHERE position > ?').raw()
    this.#inRuns = database
      .prepare(
        `WITH RECURSIVE runs (run) AS (SELECT ? UNION ALL SELECT run - 1 FROM runs WHERE run > 0)
        SELECT position FROM runs CROSS JOIN event_key USING (run) WHERE event_key = ?`,
      )
      .pluck()
  }

  /** Positions whose event may have this id, youngest runs first. Compare it: now and then two ids share a key. */
  *candidates(eventId: EventId): Generator<number> {
    const key = eventKeyOf(eventId)
    const runs = Number(this.#runs.get())
    this.#catchUp(runs)
    yield* this.#recent.get(key) ?? []
    if (runs === 0) return
    for (const position of this.#inRuns.all(runs - 1, key)) yield Number(position)
  }

  #catchUp(runs: number): void {
    if (runs > this.#runsSeen) {
      this.#recent.clear()
      this.#runsSeen = runs
      this.#positionSeen = runs * runLength - 1
    }
    const rows = this.#since.all(this.#positionSeen) as [bigint, bigint][] // Sound: two INTEGER columns
    for (const [position, key] of rows) {
      this.#recent.set(Number(key), [...(this.#recent.get(Number(key)) ?? []), Number(position)])
      this.#positionSeen = Number(position)
    }
  }
}

/** Writes the run with this number: the keys of its events, sorted, in one piece. */
export const writeRun = (database: Connection): ((run: number) => void) => {
  const insert = database.prepare(
    `INSERT INTO event_key SELECT ?1, event_key, position FROM event
    WHERE position >= ?1 * ${runLength} AND position < (?1 + 1) * ${runLength} ORDER BY event_key, position`,
  )
  return (run) => {
    insert.run(run)
  }
}
