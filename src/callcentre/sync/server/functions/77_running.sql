-- What whoever runs the server calls; nobody else may.

-- sync.record_backup: a backup that was restored for trial holds these places: {feed: [seq, mark]}. One that does not
-- stand in the present history, as after a restore, covers nothing. `made_at`: all that was stored before it is inside.
CREATE OR REPLACE FUNCTION sync.record_backup(places jsonb, made_at timestamptz) RETURNS integer
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    WITH recorded AS (
        INSERT INTO sync.backup AS b (feed, seq, mark, made_at)
        SELECT f.feed, f.seq, f.mark, record_backup.made_at
        FROM jsonb_each(places) p JOIN sync.feed f ON f.feed = p.key AND f.seq = (p.value ->> 0)::bigint
        WHERE f.mark::text = p.value ->> 1
        -- A feed in which nothing happened is covered by the newer backup too.
        ON CONFLICT (feed, seq, mark) DO UPDATE SET made_at = greatest(b.made_at, excluded.made_at)
        RETURNING 1
    )
    SELECT count(*)::integer FROM recorded
$$;

-- How far each feed may be pruned, and what stands in the way of more: nothing younger than `keep`, nothing that the newest
-- verified backup ends with or that came after it, nothing that a workstation met within `keep` has yet to pull.
CREATE OR REPLACE FUNCTION sync.prunable(keep interval)
RETURNS TABLE (feed text, head bigint, pruned_to bigint, by_age bigint, by_backup bigint, by_desks bigint, until bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT h.feed, h.seq, h.pruned_to, a.upto, coalesce(b.seq - 1, 0), coalesce(d.upto, h.seq),
        greatest(h.pruned_to, least(a.upto, coalesce(b.seq - 1, 0), coalesce(d.upto, h.seq)))
    FROM sync.head h
    LEFT JOIN sync.backups() b ON b.feed = h.feed
    CROSS JOIN LATERAL (
        SELECT coalesce(min(f.seq) - 1, h.seq) FROM sync.feed f LEFT JOIN sync.mark m ON m.mark = f.mark
        WHERE f.feed = h.feed AND coalesce(m.at, f.at) >= clock_timestamp() - keep
    ) a (upto)
    CROSS JOIN LATERAL (
        -- Who has said nothing of its places yet has only just begun.
        SELECT min(CASE WHEN v.cursors = '{}' THEN 0 ELSE (v.cursors -> h.feed ->> 0)::bigint END)
        FROM sync.device v WHERE v.met_at >= clock_timestamp() - keep
    ) d (upto)
    ORDER BY h.feed
$$;

-- Raises the floors of the feeds: from here on whoever stands below one is told to begin that feed with a copy.
CREATE OR REPLACE FUNCTION sync.raise_floors(keep interval) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- In the order in which pushes lock them.
    PERFORM FROM sync.head h ORDER BY h.feed FOR UPDATE;
    UPDATE sync.head h SET pruned_to = p.until FROM sync.prunable(keep) p WHERE p.feed = h.feed AND p.until > h.pruned_to;
END
$$;

-- sync.raise_epoch as a command: for how long claims wait now; answers when that ends.
CREATE OR REPLACE FUNCTION sync.begin_epoch(reason text) RETURNS timestamptz
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sync.raise_epoch(left(reason, 200));
    SELECT e.quiet_until FROM sync.epoch e ORDER BY e.n DESC LIMIT 1
$$;
