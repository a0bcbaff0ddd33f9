/** "Dayb": tells `file` and us that this is a log of ours. */
export const applicationId = 0x44_61_79_62

/** Raised with every change of the schema; a file with a higher one is not opened. */
export const schemaVersion = 1

/** Events whose ids are indexed together: more makes a search shorter, and the pause in which the index is written longer. */
export const runLength = 32_768

/**
 * Tables of the log. What decides their shape is the cost of an append, which is that of the bytes and index entries it writes.
 *
 * - A stream is the position of its first event. Only that event carries the stream's name, and only later ones stand in the index by
 *   stream: an order that is accepted once enters two indexes, by name and by identity. Both follow the sender's own numbering, so
 *   neighbours share a page.
 * - Event ids are random: an index over all of them would write a page for each event. They are indexed in runs of `runLength`
 *   events, by the first 32 bits of the id: a run is sorted and written in blocks once it is full; the run that is being filled is
 *   searched in memory. `first` is the run's number and, in its lower 32 bits, the first key of the block.
 * - Recorded times need no index: they never go back, so positions are searched by halves.
 * - Metadata are one row for all events of a request; what is only ever read whole is one text, the envelope.
 * - `event_in_full` shows events with their names and columns, for those who look into the file by hand.
 */
export const schema = `
CREATE TABLE name (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE metadata (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;

CREATE TABLE event (
  position INTEGER PRIMARY KEY,
  stream INTEGER,
  revision INTEGER,
  stream_name TEXT,
  source INTEGER NOT NULL,
  source_id TEXT NOT NULL,
  event_key INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  metadata INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  envelope TEXT NOT NULL,
  facts TEXT NOT NULL,
  personal TEXT
) STRICT;
CREATE UNIQUE INDEX event_by_stream_name ON event (stream_name) WHERE stream_name IS NOT NULL;
CREATE UNIQUE INDEX event_by_stream ON event (stream, revision) WHERE stream IS NOT NULL;
CREATE UNIQUE INDEX event_by_identity ON event (source, source_id);

CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;
CREATE TRIGGER name_no_update BEFORE UPDATE ON name BEGIN SELECT RAISE(ABORT, 'names are immutable'); END;
CREATE TRIGGER name_no_delete BEFORE DELETE ON name BEGIN SELECT RAISE(ABORT, 'names are immutable'); END;
CREATE TRIGGER metadata_no_update BEFORE UPDATE ON metadata BEGIN SELECT RAISE(ABORT, 'metadata are immutable'); END;
CREATE TRIGGER metadata_no_delete BEFORE DELETE ON metadata BEGIN SELECT RAISE(ABORT, 'metadata are immutable'); END;

CREATE TABLE event_key (first INTEGER PRIMARY KEY, keys BLOB NOT NULL) STRICT;

CREATE TABLE record (
  collection TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (collection, key)
) STRICT, WITHOUT ROWID;

CREATE VIEW event_in_full AS
  SELECT position, coalesce(stream_name, (SELECT first.stream_name FROM event first WHERE first.position = event.stream)) AS stream,
    coalesce(revision, 0) AS revision, name.text AS source, source_id AS id, envelope ->> 0 AS type, envelope ->> 1 AS version,
    envelope ->> 2 AS effective_on, recorded_at, envelope ->> 4 AS ingested_at, envelope ->> 5 AS backfilled,
    envelope ->> 3 AS payload_hash, facts, personal, metadata.text AS metadata
  FROM event JOIN name ON name.number = event.source JOIN metadata ON metadata.number = event.metadata;

CREATE TABLE writer (epoch INTEGER NOT NULL) STRICT;
INSERT INTO writer VALUES (0);
`
