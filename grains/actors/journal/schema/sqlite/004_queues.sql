-- The embedded queue under the event streams; what nobody could take moves to the dead letters with its evidence.
CREATE TABLE queue_message (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  queue       TEXT NOT NULL,
  body        TEXT NOT NULL,
  enqueued_at INTEGER NOT NULL,
  visible_at  INTEGER NOT NULL,
  attempts    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX queue_message_queue ON queue_message (queue, id);

CREATE TABLE queue_dead_letter (
  id          INTEGER PRIMARY KEY,
  queue       TEXT NOT NULL,
  body        TEXT NOT NULL,
  enqueued_at INTEGER NOT NULL,
  attempts    INTEGER NOT NULL,
  died_at     INTEGER NOT NULL,
  reason      TEXT NOT NULL
) STRICT;

CREATE INDEX queue_dead_letter_queue ON queue_dead_letter (queue, id);
