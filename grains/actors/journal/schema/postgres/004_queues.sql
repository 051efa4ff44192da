-- The embedded queue under the event streams. A row lives for milliseconds unless its consumer is behind; what nobody
-- could take moves to the dead letters with its evidence.
CREATE TABLE queue_message (
  queue       text COLLATE "C" NOT NULL,
  id          bigint GENERATED ALWAYS AS IDENTITY,
  body        text NOT NULL,
  enqueued_at timestamptz NOT NULL,
  visible_at  timestamptz NOT NULL,
  attempts    integer NOT NULL DEFAULT 0,
  PRIMARY KEY (queue, id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
  autovacuum_vacuum_cost_delay = 0);

CREATE TABLE queue_dead_letter (
  queue       text COLLATE "C" NOT NULL,
  id          bigint NOT NULL,
  body        text NOT NULL,
  enqueued_at timestamptz NOT NULL,
  attempts    integer NOT NULL,
  died_at     timestamptz NOT NULL,
  reason      text NOT NULL,
  PRIMARY KEY (queue, id)
);
