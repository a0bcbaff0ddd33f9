-- Numbers for names, given in the order in which posting meets them.
CREATE TABLE name (
  list text NOT NULL, number int4 NOT NULL, name text NOT NULL,
  PRIMARY KEY (list, number), UNIQUE (list, name)
);

-- Row entities. Each scope has a range of numbers of its own, so that the cells of a period lie together by scope.
CREATE TABLE entity (
  entity int4 PRIMARY KEY, scope text NOT NULL, id text NOT NULL, team text NOT NULL,
  UNIQUE (scope, id, team)
);

-- `head` and the position that made it: working state. `changed`: the checkpoint of the batch that last changed the row.
CREATE TABLE partition (
  partition int4 PRIMARY KEY, name text NOT NULL UNIQUE, head text, position int8, changed int8 NOT NULL
);
CREATE INDEX partition_by_change ON partition (changed);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- The ledgers. Running totals are those of the chain: the entries of one cell whose partitions belong to one shard. Columns stand in an
-- order that leaves no gaps between them.
CREATE TABLE entry (
  position int8 NOT NULL, delta int8 NOT NULL, total int8 NOT NULL,
  delta1 int8, total1 int8, delta2 int8, total2 int8, delta3 int8, total3 int8, delta4 int8, total4 int8, delta5 int8, total5 int8,
  period int4 NOT NULL, entity int4 NOT NULL, partition int4 NOT NULL, day int4 NOT NULL,
  ord int4 NOT NULL,      -- place among the rows of its cell and position, over all shards
  place int4 NOT NULL,    -- place among all rows of its position
  nth int4 NOT NULL,      -- place in its chain, from 1
  ledger int2 NOT NULL, reason int2 NOT NULL, shard int2 NOT NULL,
  because bytea NOT NULL, -- positions, smallest first, each as its distance from the one before, seven bits a byte
  PRIMARY KEY (period, ledger, entity, shard, position, ord)
) PARTITION BY RANGE (period);
CREATE INDEX entry_by_position ON entry (position);
CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON entry EXECUTE FUNCTION refuse_change();

CREATE TABLE entry_default PARTITION OF entry DEFAULT;
CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON entry_default EXECUTE FUNCTION refuse_change();

-- Makes the table of a calendar year's periods. Whoever posts may call it without being the owner. The table is attached when it is
-- there: that locks out no reader of the other years.
CREATE FUNCTION open_year(year int4) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  own text := 'entry_' || year;
  first int4 := (make_date(year, 1, 1) - DATE '1970-01-01') * 8;
  until int4 := (make_date(year + 1, 1, 1) - DATE '1970-01-01') * 8;
BEGIN
  IF year NOT BETWEEN 1970 AND 2199 THEN RAISE EXCEPTION 'there is no table for year %', year; END IF;
  IF to_regclass(own) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', own);
  EXECUTE format('ALTER TABLE entry ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', own, first, until);
  EXECUTE format(
    'CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse_change()', own);
END $$;

-- Sums by day up to the end of a block of 8,192 positions, of chains with at least 256 entries by then.
CREATE TABLE day_block (
  cum int8 NOT NULL, cum1 int8 NOT NULL, cum2 int8 NOT NULL, cum3 int8 NOT NULL, cum4 int8 NOT NULL, cum5 int8 NOT NULL,
  period int4 NOT NULL, entity int4 NOT NULL, day int4 NOT NULL, block int4 NOT NULL, ledger int2 NOT NULL, shard int2 NOT NULL,
  PRIMARY KEY (period, ledger, entity, shard, day, block)
);
CREATE TRIGGER day_block_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON day_block EXECUTE FUNCTION refuse_change();

CREATE TABLE document (
  kind text NOT NULL, id text NOT NULL, position int8 NOT NULL, body text NOT NULL,
  PRIMARY KEY (kind, id, position)
);
CREATE INDEX document_by_position ON document (position);
CREATE TRIGGER document_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON document EXECUTE FUNCTION refuse_change();

-- Which partitions an event concerns; `own` is false where it only moved their cells: a rate, a policy, a team.
CREATE TABLE event_of (
  position int8 NOT NULL, partition int4 NOT NULL, own boolean NOT NULL,
  PRIMARY KEY (partition, position, own)
);

-- Working state from here on: changed in place, rebuilt from the log. A fact without a body is one that was removed: who holds a copy
-- of the working state learns of it by `changed`.
CREATE TABLE fact (
  changed int8 NOT NULL, partition int4 NOT NULL, day int4 NOT NULL, id text NOT NULL, body text,
  PRIMARY KEY (id, partition)
);
CREATE INDEX fact_by_change ON fact (changed);

CREATE TABLE touch (
  changed int8 NOT NULL, partition int4 NOT NULL, kind text NOT NULL, key text NOT NULL,
  PRIMARY KEY (kind, key, partition)
);
CREATE INDEX touch_by_change ON touch (changed);

CREATE TABLE incomplete (
  position int8 NOT NULL, partition int4 NOT NULL, day int4 NOT NULL, kpi text NOT NULL, problem text NOT NULL,
  PRIMARY KEY (position, kpi, partition)
);

CREATE TABLE checkpoint (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  position int8 NOT NULL, epoch int8 NOT NULL, events int8 NOT NULL, entries int8 NOT NULL
) WITH (fillfactor = 10);
INSERT INTO checkpoint (position, epoch, events, entries) VALUES (-1, 0, 0, 0);
