-- Answers to HTTP requests by idempotency key. Unlike the journal it forgets: rows older than two days are deleted.
CREATE TABLE answers (
  key          TEXT NOT NULL PRIMARY KEY,
  at           INTEGER NOT NULL,
  body_hash    TEXT NOT NULL,
  status       INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  location     TEXT,
  body         TEXT NOT NULL
) STRICT;

CREATE INDEX answers_at ON answers (at);
