-- Dump and manifest of one and the same moment: this session holds it while dump.sh copies it.
-- Whatever is stored before made_at is inside: what was still under way at that moment had begun by then.
-- The session waits idle while dump.sh works.
SET idle_in_transaction_session_timeout = 0;
SELECT least(clock_timestamp(), min(xact_start)) AS made_at FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' \gset
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! sh "$HERE/dump.sh"
SELECT 'made_at', :'made_at';
\ir manifest.sql
COMMIT;
