-- Names sort by their bytes (COLLATE "C"): cheaper to compare, and the same order as on SQLite.
CREATE TABLE journal (
  stream       text COLLATE "C" NOT NULL,
  version      bigint NOT NULL CHECK (version > 0),
  at           timestamptz NOT NULL,
  events       text NOT NULL,
  trace_parent text,
  PRIMARY KEY (stream, version)
);

-- One firing per statement, so an insert pays nothing for it. It also binds the owner of the table; other roles should
-- not have the right at all: REVOKE UPDATE, DELETE, TRUNCATE ON journal FROM role.
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();

-- Its rows live for milliseconds: vacuum by number of dead rows, without the pauses meant for large tables.
CREATE TABLE outbox (
  stream     text COLLATE "C" NOT NULL,
  call       text COLLATE "C" NOT NULL,
  tenant     text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  due_at     timestamptz NOT NULL,
  attempts   integer NOT NULL,
  PRIMARY KEY (stream, call)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
  autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000);

CREATE INDEX outbox_due ON outbox (due_at);

-- Free space in each page lets an update that keeps status and group stay in its page and out of every index.
CREATE TABLE directory (
  tenant     text COLLATE "C" NOT NULL,
  kind       text COLLATE "C" NOT NULL,
  key        text COLLATE "C" NOT NULL,
  status     text COLLATE "C" NOT NULL,
  grp        text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  version    bigint NOT NULL,
  data       text NOT NULL,
  PRIMARY KEY (tenant, kind, key)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 10000,
  autovacuum_vacuum_cost_delay = 0);

CREATE INDEX directory_status ON directory (tenant, kind, status, key);
CREATE INDEX directory_group ON directory (tenant, kind, grp, key);
