-- How the server does. As a whole:   psql "postgresql://callcentre_admin@/callcentre?host=/var/run/postgresql" -f monitoring.sql
-- or query by query, by the name over each, in whatever asks regularly. The last, alarms, has a row for each thing that
-- somebody should look at, and none on a good day. callcentre_admin may ask them all; `replay` is for the standby.

-- size: the database, and its largest tables with their indexes
SELECT pg_size_pretty(pg_database_size(current_database())) AS database, s.schemaname || '.' || s.relname AS "table",
    pg_size_pretty(pg_total_relation_size(s.relid)) AS size, s.n_live_tup AS rows
FROM pg_stat_user_tables s ORDER BY pg_total_relation_size(s.relid) DESC LIMIT 10;

-- contact: workstations by how long nothing was heard of them, and how many lines they had yet to pull
SELECT d.login, d.app, clock_timestamp() - d.met_at AS silent, (
    SELECT sum(h.seq - (c.value ->> 0)::bigint) FROM jsonb_each(d.cursors) c JOIN sync.head h ON h.feed = c.key) AS behind
FROM sync.device d ORDER BY silent DESC;

-- claims: who has what, the oldest first
SELECT l.entity, l.pk, p.name, clock_timestamp() - l.since AS held, l.until
FROM sync.lease l LEFT JOIN public.person p ON p.id = l.person_id WHERE l.until > clock_timestamp() ORDER BY l.since;

-- conflicts: what two people wrote differently and nobody has settled
SELECT c.site, c.kind, c.entity, count(*) AS open, clock_timestamp() - min(c.at) AS oldest
FROM sync.conflict c WHERE c.state = 'open' GROUP BY c.site, c.kind, c.entity ORDER BY oldest DESC;

-- held: commands that a supervisor must decide, as their author's workstation is gone
SELECT h.site, count(*) AS open, clock_timestamp() - min(h.at) AS oldest FROM sync.held h WHERE h.state = 'open' GROUP BY h.site;

-- backups: how far each feed is in a verified backup
SELECT h.feed, h.seq AS head, b.seq AS covered, clock_timestamp() - b.made_at AS age
FROM sync.head h LEFT JOIN sync.backups() b ON b.feed = h.feed ORDER BY age DESC NULLS FIRST;

-- replication: each standby, and what of the journal it has yet to fetch and to show
SELECT r.application_name AS standby, r.state, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), r.sent_lsn)) AS unsent,
    pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), r.replay_lsn)) AS unshown, r.replay_lag
FROM pg_stat_replication r;

-- slots: what is kept for a standby that is away; status lost means that it has to be copied anew
SELECT s.slot_name, s.active, s.wal_status, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn)) AS kept
FROM pg_replication_slots s;

-- bloat: dead rows that vacuum has not cleared away, and when it last came by
SELECT s.schemaname || '.' || s.relname AS "table", s.n_dead_tup AS dead, s.n_live_tup AS live,
    round(100.0 * s.n_dead_tup / greatest(s.n_dead_tup + s.n_live_tup, 1), 1) AS percent,
    greatest(s.last_vacuum, s.last_autovacuum) AS vacuumed
FROM pg_stat_user_tables s WHERE s.n_dead_tup > 0 ORDER BY s.n_dead_tup DESC LIMIT 10;

-- sessions: how many of how many, and the transaction that has been open longest
SELECT count(*) AS sessions, current_setting('max_connections') AS most, count(*) FILTER (WHERE a.state = 'active') AS active,
    max(clock_timestamp() - a.xact_start) AS longest
FROM pg_stat_activity a WHERE a.backend_type = 'client backend';

-- waiting: who waits for whom
SELECT a.pid, a.usename, a.wait_event_type, a.wait_event, pg_blocking_pids(a.pid) AS waits_for, clock_timestamp() - a.query_start AS since
FROM pg_stat_activity a WHERE cardinality(pg_blocking_pids(a.pid)) > 0;

-- alarms: what somebody should look at
SELECT 'no verified backup for 26 hours' AS alarm, coalesce(max(b.made_at)::text, 'none') AS value FROM sync.backups() b
HAVING coalesce(max(b.made_at), '-infinity') < clock_timestamp() - interval '26 hours'
UNION ALL SELECT 'a conflict is open for 15 minutes', count(*)::text FROM sync.conflict c
WHERE c.state = 'open' AND c.at < clock_timestamp() - interval '15 minutes' HAVING count(*) > 0
UNION ALL SELECT 'a supervisor has something to decide for a day', count(*)::text FROM sync.held h
WHERE h.state = 'open' AND h.at < clock_timestamp() - interval '1 day' HAVING count(*) > 0
UNION ALL SELECT 'a workstation is silent for a week', count(*)::text FROM sync.device d
WHERE d.met_at BETWEEN clock_timestamp() - interval '30 days' AND clock_timestamp() - interval '7 days' HAVING count(*) > 0
UNION ALL SELECT 'a transaction is open for a minute', count(*)::text FROM pg_stat_activity a
WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.application_name NOT IN ('pg_dump', 'psql')
    AND a.xact_start < clock_timestamp() - interval '1 minute' HAVING count(*) > 0
UNION ALL SELECT 'four of five connections are taken', count(*)::text FROM pg_stat_activity a
WHERE a.backend_type = 'client backend' HAVING count(*) > 0.8 * current_setting('max_connections')::integer
UNION ALL SELECT 'a standby is away or far behind', string_agg(s.slot_name, ', ') FROM pg_replication_slots s
WHERE NOT s.active OR pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, s.restart_lsn) > 1e9
HAVING count(*) > 0
UNION ALL SELECT 'the server was put back to an earlier time', e.reason FROM sync.epoch e
WHERE e.reason <> 'begun' AND e.raised_at > clock_timestamp() - interval '1 day';

-- replay: on a standby, how old what it shows is
SELECT pg_is_in_recovery() AS standby, clock_timestamp() - pg_last_xact_replay_timestamp() AS behind,
    pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AS shows_all_it_has;
