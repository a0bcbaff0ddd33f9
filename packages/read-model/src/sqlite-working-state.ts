import { byText } from '@daybook/domain'
import type { DayNumber } from '@daybook/projections'
import type { PartitionName, PostBatch, WorkingState } from './read-model.ts'
import type { Book } from './sqlite-book.ts'
import { type Connection, columnOf, rowsOf } from './sqlite-driver.ts'

/** Touches that are known to be stored; when there are more, all are forgotten and stored again, which changes nothing. */
const touchesMax = 100_000

/** Days whose facts lie together in the index by day. */
const bucketDays = 64

const bucketOf = (day: DayNumber): number => Math.floor(day / bucketDays)

/** Sorts after every text that begins with what stands before it. */
const lastCharacter = '\u{10ffff}'

/** Stores facts, touches and gaps of a batch. */
export const workingStateWriter = (
  database: Connection,
): { keep(batch: PostBatch, number: (partition: PartitionName) => number): void; forget(): void } => {
  const keepFact = database.prepare(
    `INSERT INTO fact (partition, id, bucket, day, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id, partition) DO UPDATE SET bucket = excluded.bucket, day = excluded.day, body = excluded.body`,
  )
  const dropFact = database.prepare('DELETE FROM fact WHERE id = ? AND partition = ?')
  const keepTouch = database.prepare('INSERT INTO touch (kind, key, partition) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const keepGap = database.prepare('INSERT INTO incomplete (position, kpi, partition, day, problem) VALUES (?, ?, ?, ?, ?)')
  const touches = new Set<string>()

  const keep = (batch: PostBatch, number: (partition: PartitionName) => number): void => {
    for (const { partition, id, day, body } of batch.facts) {
      if (body === null) dropFact.run(id, number(partition))
      else keepFact.run(number(partition), id, bucketOf(day), day, body)
    }
    if (touches.size > touchesMax) touches.clear()
    for (const { kind, key, partition } of batch.touches) {
      const name = `${kind}\n${key}\n${partition}`
      if (touches.has(name)) continue
      keepTouch.run(kind, key, number(partition))
      touches.add(name)
    }
    for (const { kpi, partition, position, day, problem } of batch.incomplete) {
      keepGap.run(position, kpi, number(partition), day, problem)
    }
  }
  return { keep, forget: () => touches.clear() }
}

/** The working state, read with the statements of the connection that posts. */
export const sqliteWorkingState = ({ database, partitions }: Book): WorkingState => {
  const head = columnOf<string | null>(database, 'SELECT head FROM partition WHERE name = ?')
  const fact = columnOf<string>(database, 'SELECT body FROM fact WHERE id = ? AND partition = ?')
  const nextBucket = columnOf<number | null>(database, 'SELECT min(bucket) FROM fact WHERE bucket >= ?')
  const facts = rowsOf<[day: DayNumber, id: string, body: string]>(
    database,
    'SELECT day, id, body FROM fact WHERE bucket = ? AND partition = ? AND day >= ? AND day < ?',
  )
  const touching = columnOf<string>(
    database,
    'SELECT name FROM touch JOIN partition USING (partition) WHERE kind = ? AND key = ?',
  )
  const named = columnOf<string>(database, 'SELECT name FROM partition WHERE name >= ? AND name < ? AND head IS NOT NULL')

  return {
    head: (partition) => head.get(partition) ?? null,
    fact: (partition, id) => {
      const number = partitions.find(partition)
      return number === null ? null : (fact.get(id, number) ?? null)
    },
    facts: (partition, { from, until }) => {
      const number = partitions.find(partition)
      if (number === null) return []
      const rows: [day: DayNumber, id: string, body: string][] = []
      let bucket = nextBucket.get(bucketOf(from)) ?? null
      while (bucket !== null && bucket * bucketDays < until) {
        rows.push(...facts.all(bucket, number, from, until))
        bucket = nextBucket.get(bucket + 1) ?? null
      }
      return rows.sort((a, b) => a[0] - b[0] || byText(a[1], b[1])).map(([, , body]) => body)
    },
    touching: (kind, key) => touching.all(kind, key).sort(byText),
    partitions: (prefix) => named.all(prefix, prefix + lastCharacter).sort(byText),
  }
}
