-- Versions before gave a subject the status 'exception' whichever of its documents had failed, grouped by the account.
-- Now that is said of ERP documents alone, grouped by the channel, and of the others 'failed'. The open exceptions tell
-- which it was; where none is found (it stands in another database), the subject goes on as one that awaits the ERP, so
-- nothing is missing there, until its next append writes the row anew.
UPDATE directory SET status = 'failed'
FROM (
  SELECT tenant AS t, substr(json_extract(data, '$.entity'), length('posting/' || tenant || '/') + 1) AS subject,
    max(substr(rest, 1, instr(rest, ':') - 1)
      IN ('sales-order', 'sales-order-cancellation', 'fulfilment', 'invoice', 'payment', 'credit-memo',
      'refund')) AS erp
  FROM (
    SELECT tenant, data, substr(json_extract(data, '$.part'), length(tenant) + 2) AS rest FROM directory
    WHERE kind = 'exception' AND status IN ('open', 'dead-letter', 'deciding')
      AND json_extract(data, '$.kind') IN ('posting-rejected', 'posting-dead-letter'))
  GROUP BY 1, 2) AS f
WHERE directory.kind = 'posting' AND directory.status = 'exception' AND f.t = directory.tenant
  AND f.subject = directory.key AND NOT f.erp;

UPDATE directory SET grp = coalesce(json_extract(data, '$.channel'), 'customer')
WHERE kind = 'posting' AND status = 'exception';
