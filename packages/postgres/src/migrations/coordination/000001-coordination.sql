-- How the processes of a book agree on who does what.

CREATE TABLE lease (
  name text PRIMARY KEY,
  holder text NOT NULL,
  expires_at timestamptz NOT NULL
);

-- What the holder of a task last said of it.
CREATE TABLE notice (
  name text PRIMARY KEY,
  body text NOT NULL,
  at timestamptz NOT NULL
);

-- What others ask of the holder of a task. Nobody begins it once who asked has given it up.
CREATE TABLE request (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  body text NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  given_up_at timestamptz NOT NULL,
  taken_at timestamptz,
  answer text
);
CREATE INDEX request_open ON request (name, asked_at) WHERE taken_at IS NULL;
