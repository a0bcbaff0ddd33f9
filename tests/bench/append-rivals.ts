import type { StreamAppend } from '@daybook/event-store'
import Database from 'better-sqlite3'

/** A table that the log is measured against. */
export type Rival = Disposable & { append(appends: readonly StreamAppend[]): void }

/** The least that can be done: position and data, nothing checked, the same waiting for the disk. */
export const bareTable = (file: string): Rival => {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('CREATE TABLE event (position INTEGER PRIMARY KEY, data BLOB)')
  const insert = database.prepare('INSERT INTO event VALUES (?, ?)')
  let position = 0
  const append = database.transaction((appends: readonly StreamAppend[]) => {
    for (const { event } of appends.flatMap(({ events }) => events)) {
      insert.run(position, Buffer.from(JSON.stringify(event.data)))
      position += 1
    }
  })
  return { append: append.immediate, [Symbol.dispose]: () => void database.close() }
}

/** What one would write first: a column of text for each attribute, text keys, both checks as queries, the defaults of SQLite. */
export const naiveTable = (file: string): Rival => {
  const database = new Database(file)
  database.exec(`CREATE TABLE event (
    stream TEXT, revision INTEGER, event_id TEXT, source TEXT, id TEXT, type TEXT, effective_on TEXT, recorded_at TEXT,
    payload_hash TEXT, metadata TEXT, data TEXT, PRIMARY KEY (stream, revision), UNIQUE (source, id))`)
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const last = database.prepare('SELECT max(revision) FROM event WHERE stream = ?').pluck()
  const known = database.prepare('SELECT 1 FROM event WHERE source = ? AND id = ?')
  const appendOne = ({ stream, expectedRevision, events }: StreamAppend) => {
    let revision = Number(last.get(stream) ?? -1)
    if (revision !== Number(expectedRevision)) throw new Error(`${stream} is at revision ${revision}`)
    for (const { event, eventId, source, id, payloadHash, metadata } of events) {
      if (known.get(source, id) !== undefined) throw new Error(`${source} ${id} is known`)
      revision += 1
      const texts = [payloadHash, JSON.stringify(metadata), JSON.stringify(event.data)]
      insert.run(stream, revision, eventId, source, id, event.type, event.effectiveOn, new Date().toISOString(), ...texts)
    }
  }
  const append = database.transaction((appends: readonly StreamAppend[]) => {
    for (const one of appends) appendOne(one)
  })
  return { append: append.immediate, [Symbol.dispose]: () => void database.close() }
}
