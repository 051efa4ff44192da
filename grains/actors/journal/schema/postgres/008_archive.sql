-- What closed streams have between their first and their last entry, packed. The ends stay in the journal: the first one
-- is met by an id that is submitted again, the last one has the version and the hash that the next append goes on from. So
-- a gap in a stream that has both ends says that the archive has the rest.
CREATE TABLE journal_archive (
  from_version bigint NOT NULL CHECK (from_version > 1),
  to_version   bigint NOT NULL,
  archived_at  timestamptz NOT NULL DEFAULT now(),
  plain_bytes  integer NOT NULL CHECK (plain_bytes > 0),
  stream       text COLLATE "C" NOT NULL,
  entries      bytea NOT NULL,
  PRIMARY KEY (stream, from_version),
  CHECK (to_version >= from_version)
);

-- It is packed already.
ALTER TABLE journal_archive ALTER COLUMN entries SET STORAGE EXTERNAL;

-- What is moved leaves dead rows, whose space new entries take.
ALTER TABLE journal SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 10000);

-- Which silo moves entries of this database. One row.
CREATE TABLE archive_lease (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  holder text COLLATE "C" NOT NULL,
  until  timestamptz NOT NULL
);

INSERT INTO archive_lease (holder, until) VALUES ('', '-infinity');

-- The archive only takes what the journal has, and nothing twice.
CREATE FUNCTION journal_archive_takes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM journal j WHERE j.stream = NEW.stream
        AND j.version BETWEEN NEW.from_version AND NEW.to_version) <> NEW.to_version - NEW.from_version + 1
      OR EXISTS (SELECT FROM journal_archive a WHERE a.stream = NEW.stream
        AND a.from_version <= NEW.to_version AND a.to_version >= NEW.from_version) THEN
    RAISE EXCEPTION 'the archive takes entries of the journal, once: INSERT refused'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER journal_archive_takes BEFORE INSERT ON journal_archive
  FOR EACH ROW EXECUTE FUNCTION journal_archive_takes();

CREATE TRIGGER journal_archive_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_archive
  FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();

-- An entry leaves the journal when the archive has it, when both ends of its stream stay, and when appends to the gap
-- are refused (below). Each statement of the function sees what the DELETE has done so far.
CREATE FUNCTION journal_is_archived() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF EXISTS (SELECT FROM journal_archive a WHERE a.stream = OLD.stream
        AND a.from_version <= OLD.version AND a.to_version >= OLD.version)
      AND EXISTS (SELECT FROM journal j WHERE j.stream = OLD.stream AND j.version < OLD.version)
      AND EXISTS (SELECT FROM journal j WHERE j.stream = OLD.stream AND j.version > OLD.version)
      AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = TG_RELID
        AND t.tgname = 'journal_goes_on_at_its_end' AND t.tgenabled <> 'D') THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

DROP TRIGGER journal_is_append_only ON journal;

CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();

CREATE TRIGGER journal_is_archived BEFORE DELETE ON journal
  FOR EACH ROW EXECUTE FUNCTION journal_is_archived();

-- An activation that was held up for as long as its stream took to be closed and moved could write into the gap, where no
-- key stops it any more. So an append has to come after the last entry; one that does not is left out, as if its key
-- existed. The trigger is made by the first move and not here: whoever archives nothing pays nothing.
CREATE FUNCTION journal_goes_on_at_its_end() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF EXISTS (SELECT FROM journal j WHERE j.stream = NEW.stream AND j.version > NEW.version) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;

-- Waits for appends under way, and not for long: those behind it wait too.
CREATE FUNCTION journal_require_end() RETURNS void LANGUAGE plpgsql VOLATILE SET lock_timeout = '1s' AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_trigger
      WHERE tgrelid = 'journal'::regclass AND tgname = 'journal_goes_on_at_its_end') THEN
    CREATE TRIGGER journal_goes_on_at_its_end BEFORE INSERT ON journal FOR EACH ROW
      WHEN (NEW.version > 1) EXECUTE FUNCTION journal_goes_on_at_its_end();
  END IF;
END $$;
