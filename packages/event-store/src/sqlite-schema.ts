/** "Dayb": tells `file` and us that this is a log of ours. */
export const applicationId = 0x44_61_79_62

/** Raised with every change of the schema; a file with a higher one is not opened. */
export const schemaVersion = 1

/**
 * Tables of the log.
 *
 * - `event`: few indexes, as each costs about a microsecond and its pages at every append. A stream is the position of its first
 *   event; only that event carries the stream's name, and only later ones are in the index by stream, so an order that is accepted
 *   once enters two indexes (name, identity), and both follow the sender's own numbering: neighbours share a page.
 * - `event_key`: event ids are random, and an index by them would write a page for each event. So they are written in runs of
 *   `runLength` events, each sorted, when a run is full; a search looks into every run. Younger events are kept in memory.
 * - `recorded_at` needs no index: it never goes back, so positions are searched by halves.
 */
export const schema = `
CREATE TABLE name (
  number INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE event (
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  stream_name TEXT,
  source INTEGER NOT NULL,
  source_id TEXT NOT NULL,
  event_key INTEGER NOT NULL,
  type INTEGER NOT NULL,
  version INTEGER NOT NULL,
  effective_on TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  ingested_at INTEGER NOT NULL,
  backfilled INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  payload_hash TEXT NOT NULL,
  facts TEXT NOT NULL,
  personal TEXT,
  metadata TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_by_stream_name ON event (stream_name) WHERE stream_name IS NOT NULL;
CREATE UNIQUE INDEX event_by_stream ON event (stream, revision) WHERE revision > 0;
CREATE UNIQUE INDEX event_by_identity ON event (source, source_id);
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;

CREATE TABLE event_key (
  run INTEGER NOT NULL,
  event_key INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (run, event_key, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  collection TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (collection, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE writer (epoch INTEGER NOT NULL) STRICT;
INSERT INTO writer VALUES (0);
`

/** Events in a run of `event_key`: more makes a search shorter and the pause for writing a run longer. */
export const runLength = 16_384
