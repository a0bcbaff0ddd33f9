-- Numbers for names, given in the order in which posting meets them.
CREATE TABLE name (
  list TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (list, number), UNIQUE (list, name)
) STRICT, WITHOUT ROWID;

-- Row entities. Each scope has a range of numbers of its own, so that the cells of a period lie together by scope.
CREATE TABLE entity (
  entity INTEGER PRIMARY KEY, scope TEXT NOT NULL, id TEXT NOT NULL, team TEXT NOT NULL,
  UNIQUE (scope, id, team)
) STRICT;

-- The ledgers. A row is a run: up to 24 entries of one cell that follow each other, beginning with the entry at (position, ord).
-- `entries`: running totals before the run, then the entries, coded (run.ts). `totals`: running totals after it.
CREATE TABLE run (
  ledger INTEGER NOT NULL, period INTEGER NOT NULL, entity INTEGER NOT NULL, position INTEGER NOT NULL, ord INTEGER NOT NULL,
  totals BLOB NOT NULL, entries BLOB NOT NULL,
  PRIMARY KEY (ledger, period, entity, position, ord)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER run_only_grows BEFORE UPDATE OF entries ON run
  WHEN substr(NEW.entries, 1, length(OLD.entries)) <> OLD.entries
  BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END;
CREATE TRIGGER run_stays BEFORE UPDATE OF ledger, period, entity, position, ord ON run
  BEGIN SELECT RAISE(ABORT, 'ledger entries are never moved'); END;
CREATE TRIGGER run_no_delete BEFORE DELETE ON run
  BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END;

-- First and last day of the entries of a ledger's period: which periods a day can be found in.
CREATE TABLE period (
  ledger INTEGER NOT NULL, period INTEGER NOT NULL, first_day INTEGER NOT NULL, last_day INTEGER NOT NULL,
  PRIMARY KEY (ledger, period)
) STRICT, WITHOUT ROWID;

-- Sums by day up to the end of a block of 8,192 positions, of cells with at least 256 entries by then.
CREATE TABLE day_block (
  ledger INTEGER NOT NULL, period INTEGER NOT NULL, entity INTEGER NOT NULL, day INTEGER NOT NULL, block INTEGER NOT NULL,
  cum INTEGER NOT NULL, cum1 INTEGER NOT NULL, cum2 INTEGER NOT NULL, cum3 INTEGER NOT NULL, cum4 INTEGER NOT NULL, cum5 INTEGER NOT NULL,
  PRIMARY KEY (ledger, period, entity, day, block)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER day_block_no_change BEFORE UPDATE ON day_block
  BEGIN SELECT RAISE(ABORT, 'day blocks are never changed'); END;
CREATE TRIGGER day_block_no_delete BEFORE DELETE ON day_block
  BEGIN SELECT RAISE(ABORT, 'day blocks are never deleted'); END;

-- Which cells the events moved: chunks of 256 entries in posting order, coded (position-index.ts), by the position of the first.
CREATE TABLE entry_by_position (
  position INTEGER NOT NULL, chunk INTEGER NOT NULL, places BLOB NOT NULL,
  PRIMARY KEY (position, chunk)
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
  kind TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (kind, id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_by_position ON document (position);

CREATE TRIGGER document_no_change BEFORE UPDATE ON document
  BEGIN SELECT RAISE(ABORT, 'document versions are never changed'); END;
CREATE TRIGGER document_no_delete BEFORE DELETE ON document
  BEGIN SELECT RAISE(ABORT, 'document versions are never deleted'); END;

-- Working state from here on: changed in place, rebuilt from the log.
-- `events`: positions of the last events that concern the partition, coded; each full 64 of them move to `event_of`.
CREATE TABLE partition (
  partition INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head TEXT, position INTEGER, events BLOB NOT NULL
) STRICT;
CREATE TABLE event_of (
  partition INTEGER NOT NULL, position INTEGER NOT NULL, events BLOB NOT NULL,
  PRIMARY KEY (partition, position)
) STRICT, WITHOUT ROWID;

-- Positions at which a partition's cells were moved by an event of another: a rate, a policy, a team.
CREATE TABLE moved_by_other (
  partition INTEGER NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (partition, position)
) STRICT, WITHOUT ROWID;

-- A fact's row lies where it was first written, with its indexes led by what lies near it in time: an index led by the partition
-- would touch a page of its own for every order. `bucket`: 64 days.
CREATE TABLE fact (
  fact INTEGER PRIMARY KEY, partition INTEGER NOT NULL, id TEXT NOT NULL,
  bucket INTEGER NOT NULL, day INTEGER NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX fact_by_id ON fact (id, partition);
CREATE INDEX fact_by_day ON fact (bucket, partition, day);

CREATE TABLE touch (
  kind TEXT NOT NULL, key TEXT NOT NULL, partition INTEGER NOT NULL,
  PRIMARY KEY (kind, key, partition)
) STRICT, WITHOUT ROWID;

CREATE TABLE incomplete (
  position INTEGER NOT NULL, kpi TEXT NOT NULL, partition INTEGER NOT NULL, day INTEGER NOT NULL, problem TEXT NOT NULL,
  PRIMARY KEY (position, kpi, partition)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  book INTEGER PRIMARY KEY CHECK (book = 0),
  position INTEGER NOT NULL, epoch INTEGER NOT NULL, events INTEGER NOT NULL, entries INTEGER NOT NULL
) STRICT;
INSERT INTO checkpoint VALUES (0, -1, 0, 0, 0);
