-- The hash chain of a stream: SHA-256 over the hash before and the append. NULL for appends from before this script, and for
-- what an older silo writes while a cluster is being upgraded. A chain begins at the first append that has a hash.
ALTER TABLE journal ADD COLUMN hash bytea;
