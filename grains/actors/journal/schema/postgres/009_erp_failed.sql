-- Versions before gave a subject the status 'exception' whichever of its documents had failed, grouped by the account.
-- Now that is said of ERP documents alone, grouped by the channel, and of the others 'failed'. The open exceptions tell
-- which it was; where none is found (it stands in another database), the subject goes on as one that awaits the ERP, so
-- nothing is missing there, until its next append writes the row anew.
WITH found AS (
  SELECT tenant, substr(data::jsonb ->> 'entity', length('posting/' || tenant || '/') + 1) AS subject,
    bool_or(split_part(data::jsonb ->> 'part', ':', 2)
      IN ('sales-order', 'sales-order-cancellation', 'fulfilment', 'invoice', 'payment', 'credit-memo',
      'refund')) AS erp
  FROM directory
  WHERE kind = 'exception' AND status IN ('open', 'dead-letter', 'deciding')
    AND data::jsonb ->> 'kind' IN ('posting-rejected', 'posting-dead-letter')
  GROUP BY 1, 2)
UPDATE directory p SET status = 'failed'
FROM found f
WHERE p.kind = 'posting' AND p.status = 'exception' AND f.tenant = p.tenant AND f.subject = p.key AND NOT f.erp;

UPDATE directory SET grp = coalesce(data::jsonb ->> 'channel', 'customer')
WHERE kind = 'posting' AND status = 'exception';
