-- What closed streams have between their first and their last entry, packed. The ends stay in the journal: the first one
-- is met by an id that is submitted again, the last one has the version and the hash that the next append goes on from. So
-- a gap in a stream that has both ends says that the archive has the rest.
CREATE TABLE journal_archive (
  stream       TEXT NOT NULL,
  from_version INTEGER NOT NULL CHECK (from_version > 1),
  to_version   INTEGER NOT NULL CHECK (to_version >= from_version),
  archived_at  INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000000 AS INTEGER)),
  plain_bytes  INTEGER NOT NULL CHECK (plain_bytes > 0),
  entries      BLOB NOT NULL,
  PRIMARY KEY (stream, from_version)
) STRICT;

-- Which silo moves entries of this file. One row.
CREATE TABLE archive_lease (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  holder TEXT NOT NULL,
  until  INTEGER NOT NULL
) STRICT;

INSERT INTO archive_lease (one, holder, until) VALUES (1, '', 0);

-- The archive only takes what the journal has, and nothing twice.
CREATE TRIGGER journal_archive_takes BEFORE INSERT ON journal_archive
WHEN (SELECT count(*) FROM journal j WHERE j.stream = NEW.stream
      AND j.version BETWEEN NEW.from_version AND NEW.to_version) <> NEW.to_version - NEW.from_version + 1
  OR EXISTS (SELECT 1 FROM journal_archive a WHERE a.stream = NEW.stream
      AND a.from_version <= NEW.to_version AND a.to_version >= NEW.from_version)
BEGIN SELECT RAISE(ABORT, 'the archive takes entries of the journal, once: INSERT refused'); END;

CREATE TRIGGER journal_archive_no_update BEFORE UPDATE ON journal_archive
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: UPDATE refused'); END;

CREATE TRIGGER journal_archive_no_delete BEFORE DELETE ON journal_archive
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: DELETE refused'); END;

-- An entry leaves the journal when the archive has it, when both ends of its stream stay, and when appends to the gap
-- are refused: an activation that was held up for as long as its stream took to be closed and moved could write there,
-- where no key stops it any more. The trigger against that is made by the first move: whoever archives nothing pays
-- nothing.
DROP TRIGGER journal_no_delete;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
WHEN NOT EXISTS (SELECT 1 FROM journal_archive a WHERE a.stream = OLD.stream
      AND a.from_version <= OLD.version AND a.to_version >= OLD.version)
  OR NOT EXISTS (SELECT 1 FROM journal j WHERE j.stream = OLD.stream AND j.version < OLD.version)
  OR NOT EXISTS (SELECT 1 FROM journal j WHERE j.stream = OLD.stream AND j.version > OLD.version)
  OR NOT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'journal_goes_on_at_its_end')
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: DELETE refused'); END;
