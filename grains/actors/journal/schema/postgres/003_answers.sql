-- Answers to HTTP requests by idempotency key. Unlike the journal it forgets: rows older than two days are deleted.
CREATE TABLE answers (
  key          text COLLATE "C" NOT NULL PRIMARY KEY,
  at           timestamptz NOT NULL,
  body_hash    text COLLATE "C" NOT NULL,
  status       integer NOT NULL,
  content_type text NOT NULL,
  location     text,
  body         text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.05);

-- Answers arrive in the order of time: a block-range index finds the old ones and costs an insert next to nothing.
CREATE INDEX answers_at ON answers USING brin (at);
