-- Since when an entity waits for something, NULL when it does not. A worklist is a range of the index below; entities that
-- never wait (orders, stock) are not in it.
ALTER TABLE directory ADD COLUMN since INTEGER;

UPDATE directory SET since = coalesce(CAST(unixepoch(coalesce(
  json_extract(data, '$.since'), json_extract(data, '$.receivedAt'), json_extract(data, '$.requestedAt')), 'subsec')
  * 1000000 AS INTEGER), changed_at)
WHERE (kind = 'posting' AND status IN ('exception', 'awaiting-erp', 'awaiting'))
   OR (kind = 'inbox' AND status IN ('received', 'parked', 'failed'))
   OR (kind = 'return' AND status NOT IN ('declined', 'cancelled', 'closed'))
   OR (kind = 'settlement-line' AND status = 'mismatched')
   OR (kind = 'exception' AND status IN ('open', 'dead-letter', 'deciding'));

CREATE INDEX directory_waiting ON directory (tenant, kind, status, since, key, grp) WHERE since IS NOT NULL;
