-- Roles for the processes of a book on PostgreSQL. To be run once on the server, by who may make roles; again does no harm.
-- The owner of the database then runs `daybook prepare`, which gives them their rights. A login gets the role of what its process does:
--
--   CREATE ROLE daybook_api LOGIN PASSWORD '…' IN ROLE daybook_reader;
--   CREATE ROLE daybook_intake LOGIN PASSWORD '…' IN ROLE daybook_recorder;
--   CREATE ROLE daybook_projector LOGIN PASSWORD '…' IN ROLE daybook_worker;
DO $$
BEGIN
  IF to_regrole('daybook_reader') IS NULL THEN CREATE ROLE daybook_reader NOLOGIN; END IF;
  IF to_regrole('daybook_recorder') IS NULL THEN CREATE ROLE daybook_recorder NOLOGIN IN ROLE daybook_reader; END IF;
  IF to_regrole('daybook_worker') IS NULL THEN CREATE ROLE daybook_worker NOLOGIN IN ROLE daybook_reader; END IF;
END $$;
