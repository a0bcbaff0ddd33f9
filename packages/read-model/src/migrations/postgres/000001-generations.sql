-- What a book's generations have in common. One row of `book`; the ledgers of generation n are in a schema of their own.
CREATE TABLE book (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  last_generation int4 NOT NULL
);

CREATE TABLE generation (
  generation int4 PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('building', 'active', 'frozen')),
  damage text,
  -- Chains of running totals for each cell: fixed for as long as the generation lives.
  shards int2 NOT NULL CHECK (shards > 0)
);
CREATE UNIQUE INDEX generation_answers ON generation (state) WHERE state = 'active';
