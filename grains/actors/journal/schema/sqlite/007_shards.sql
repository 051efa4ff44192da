-- Only PostgreSQL spreads the journal over several databases; the number keeps the two schemas in step.
SELECT 7;
