-- Times are microseconds since 1970-01-01, UTC.
-- The journal has row ids: an append goes to the end of the table and only its key into an index. Without them it was
-- measured at one and a half times the cost, because rows of every stream are inserted all over the table.
CREATE TABLE journal (
  stream       TEXT NOT NULL,
  version      INTEGER NOT NULL CHECK (version > 0),
  at           INTEGER NOT NULL,
  events       TEXT NOT NULL,
  trace_parent TEXT,
  PRIMARY KEY (stream, version)
) STRICT;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: UPDATE refused'); END;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: DELETE refused'); END;

CREATE TABLE outbox (
  stream     TEXT NOT NULL,
  call       TEXT NOT NULL,
  tenant     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  due_at     INTEGER NOT NULL,
  attempts   INTEGER NOT NULL,
  PRIMARY KEY (stream, call)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (due_at);

CREATE TABLE directory (
  tenant     TEXT NOT NULL,
  kind       TEXT NOT NULL,
  key        TEXT NOT NULL,
  status     TEXT NOT NULL,
  grp        TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  data       TEXT NOT NULL,
  PRIMARY KEY (tenant, kind, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX directory_status ON directory (tenant, kind, status, key);
CREATE INDEX directory_group ON directory (tenant, kind, grp, key);
