-- The journal can be spread over several databases. Which of them this one is, and the placement epoch whose appends it
-- takes: one row, written at the first start. Number 0 is home.
CREATE TABLE shard_place (
  one          boolean PRIMARY KEY DEFAULT true CHECK (one),
  installation uuid NOT NULL,
  number       integer NOT NULL CHECK (number BETWEEN 0 AND 15),
  epoch        integer NOT NULL CHECK (epoch >= 0)
);

-- The three below have rows at home only.
CREATE TABLE shard (
  number        integer PRIMARY KEY CHECK (number BETWEEN 0 AND 15),
  name          text COLLATE "C" NOT NULL UNIQUE,
  registered_at timestamptz NOT NULL DEFAULT now()
);

-- An epoch that stands here is active; rows are never changed.
CREATE TABLE placement_epoch (
  epoch     integer PRIMARY KEY CHECK (epoch > 0),
  shards    integer[] NOT NULL CHECK (cardinality(shards) > 0),
  active_at timestamptz NOT NULL DEFAULT now()
);

-- What an operator has asked for; the silos carry it out. problem: why the last attempt, at tried_at, changed nothing.
CREATE TABLE placement_wanted (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  shards   integer[] NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  tried_at timestamptz,
  problem  text
);

-- The fence before an append: refused unless this database takes appends of the epoch that the append was placed under.
-- The lock is shared by appends until they have committed; whoever changes the epoch holds it alone. VOLATILE matters:
-- each statement of the function sees what was committed before it began, so the epoch is read after the lock is held.
CREATE FUNCTION shard_fence(expected integer) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  current integer;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7203403);
  SELECT epoch INTO current FROM shard_place;
  IF current IS DISTINCT FROM expected THEN
    RAISE EXCEPTION 'this database takes appends of placement epoch %, not of %', current, expected
      USING ERRCODE = 'RA001';
  END IF;
  PERFORM set_config('retailactors.fenced', 'yes', true);
END $$;

-- Once a journal is spread, an append without the fence is one of a silo that does not know of it. The trigger is made
-- at that moment and not here: whoever has one database pays nothing.
CREATE FUNCTION journal_is_fenced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'this journal is spread over several databases: an append has to name its placement epoch'
    USING ERRCODE = 'RA002';
END $$;

CREATE FUNCTION journal_require_fence() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF NOT EXISTS (
      SELECT FROM pg_trigger WHERE tgrelid = 'journal'::regclass AND tgname = 'journal_is_fenced') THEN
    CREATE TRIGGER journal_is_fenced BEFORE INSERT ON journal FOR EACH STATEMENT
      WHEN (current_setting('retailactors.fenced', true) IS DISTINCT FROM 'yes')
      EXECUTE FUNCTION journal_is_fenced();
  END IF;
END $$;
