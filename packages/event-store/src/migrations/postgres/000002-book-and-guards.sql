-- One row: the book whose register this is.
CREATE TABLE book (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id text NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER identity_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON identity EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_index_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON log_index EXECUTE FUNCTION refuse_change();
