-- What stands beside a log whose server knows streams only.

-- Taken for ever, and never changed: by an event that is in the log, or on its way there.
CREATE TABLE identity (
  event_id uuid PRIMARY KEY,
  stream text COLLATE "C" NOT NULL,
  revision bigint NOT NULL CHECK (revision >= 0),
  payload_hash text NOT NULL,
  UNIQUE (stream, revision)
);

-- Appends that are claimed and not indexed yet, whole, so that anybody can bring them into the log.
CREATE TABLE pending (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  last_event uuid NOT NULL UNIQUE,
  append text NOT NULL,
  tried_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX pending_by_trial ON pending (tried_at);

-- Claims of the last hour: who lost the answer to a commit finds here whether it was one.
CREATE TABLE claimed (
  token uuid PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX claimed_by_time ON claimed (at);

CREATE TABLE record (
  collection text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (collection, key)
);

-- Which position each event of the log has: dense, in the order of the log.
CREATE TABLE log_index (
  position bigint PRIMARY KEY CHECK (position >= 0),
  event_id uuid NOT NULL UNIQUE,
  recorded_at bigint NOT NULL,
  log_commit numeric(20) NOT NULL,
  log_prepare numeric(20) NOT NULL
);
CREATE INDEX log_index_by_time ON log_index (recorded_at);

-- One row: who may add to the index, and where it ends.
CREATE TABLE index_head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch bigint NOT NULL DEFAULT 0,
  position bigint NOT NULL DEFAULT -1
);
INSERT INTO index_head DEFAULT VALUES;
