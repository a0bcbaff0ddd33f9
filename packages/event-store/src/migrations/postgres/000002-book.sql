-- One row: the book whose register this is.
CREATE TABLE book (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id text NOT NULL
);
