-- sync.hello: who meets whom, and whether the feeds can be followed from where the desk stands.
CREATE OR REPLACE FUNCTION sync.hello(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    here sync.server := (SELECT s FROM sync.server s);
    restored text[] := sync.lost_places(body);
    pruned text[] := sync.pruned_places(body);
    copied boolean := sync.is_copy(body);
BEGIN
    IF NOT copied THEN
        PERFORM sync.meet(me, body);
    END IF;
    IF cardinality(restored) > 0 THEN
        PERFORM sync.raise_epoch('restored');
    END IF;
    RETURN jsonb_build_object(
        'status', CASE
            WHEN (body ->> 'schema')::integer < here.oldest_schema_v THEN 'upgrade_required'
            WHEN cardinality(restored) > 0 THEN 'restored'
            WHEN cardinality(pruned) > 0 THEN 'clone_required'
            ELSE 'ok' END,
        'now', sync.now(), 'epoch', (SELECT e.epoch FROM sync.epoch e ORDER BY e.n DESC LIMIT 1), 'server', here.fingerprint,
        'schema', here.schema_v, 'restored', to_jsonb(restored), 'pruned', to_jsonb(pruned), 'copied', copied,
        'feeds', (SELECT coalesce(jsonb_object_agg(f, coalesce(h.seq, 0)), '{}')
            FROM unnest(sync.my_feeds()) f LEFT JOIN sync.head h ON h.feed = f),
        'backup', (SELECT coalesce(jsonb_object_agg(b.feed, jsonb_build_array(b.seq, b.mark)), '{}') FROM sync.backups() b
            WHERE b.feed = ANY (sync.my_feeds())),
        'erased', EXISTS (SELECT FROM sync.feed f WHERE f.feed = 'company' AND f.kind = 'erased'
            AND f.seq > coalesce((body #>> '{cursors,company,0}')::bigint, 0)),
        'wanted', (SELECT coalesce(jsonb_agg(w.sha256), '[]') FROM (SELECT s.sha256 FROM sync.wish s ORDER BY s.at LIMIT 100) w),
        'me', jsonb_build_object('person', me.person_id, 'roles', me.roles, 'site', me.site, 'outlet', me.outlet_id)
    );
END
$$;

-- Whether the file is not the one this device was: another copy of it, or an earlier state of it that was put back. Then it
-- knows less than the device had told: fewer own changes (steps), or an earlier answer of this server (answered_at).
CREATE OR REPLACE FUNCTION sync.is_copy(body jsonb) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM sync.device d WHERE d.device = (body ->> 'device')::uuid AND (
        d.incarnation <> (body ->> 'incarnation')::uuid OR d.steps > (body ->> 'steps')::bigint
        OR d.answered_at > (body ->> 'answered_at')::bigint))
$$;

CREATE OR REPLACE FUNCTION sync.meet(me sync.member, body jsonb) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO sync.device (device, incarnation, person_id, login, app, schema_v, cursors, met_at, steps, answered_at)
    VALUES ((body ->> 'device')::uuid, (body ->> 'incarnation')::uuid, me.person_id, me.login, left(body ->> 'app', 100),
        (body ->> 'schema')::integer, coalesce(body -> 'cursors', '{}'), clock_timestamp(),
        coalesce((body ->> 'steps')::bigint, 0), coalesce((body ->> 'answered_at')::bigint, 0))
    ON CONFLICT (device) DO UPDATE SET incarnation = excluded.incarnation, person_id = excluded.person_id,
        login = excluded.login, app = excluded.app, schema_v = excluded.schema_v, cursors = excluded.cursors,
        met_at = excluded.met_at, steps = excluded.steps, answered_at = excluded.answered_at;
$$;

-- Where a desk stands: its cursors, and its last acknowledgements, of feeds it may no longer read as well.
CREATE OR REPLACE FUNCTION sync.places_of(body jsonb) RETURNS TABLE (feed text, seq bigint, mark text, readable boolean)
LANGUAGE sql STABLE AS $$
    SELECT p.key, (p.value ->> 0)::bigint, substring(p.value ->> 1 FROM '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$'), p.key = ANY ((SELECT sync.my_feeds())::text[])
    FROM (VALUES (body -> 'cursors', true), (body -> 'acks', false)) s (said, follows)
    CROSS JOIN LATERAL jsonb_each(coalesce(s.said, '{}')) p
    WHERE (p.value ->> 0)::bigint > 0 AND (NOT s.follows OR p.key = ANY ((SELECT sync.my_feeds())::text[]))
$$;

-- Feeds whose history before the desk's place is not the one the desk has seen: the server was put back. Of a feed that
-- the desk does not read its mark alone is asked for.
CREATE OR REPLACE FUNCTION sync.lost_places(body jsonb) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT DISTINCT p.feed FROM sync.places_of(body) p
        LEFT JOIN sync.head h ON h.feed = p.feed LEFT JOIN sync.feed f ON f.feed = p.feed AND f.seq = p.seq
        WHERE CASE WHEN p.readable AND p.seq > coalesce(h.pruned_to, 0) THEN f.mark IS NULL OR f.mark::text IS DISTINCT FROM p.mark
            ELSE NOT EXISTS (SELECT FROM sync.mark m WHERE m.mark = p.mark::uuid) END ORDER BY 1)
$$;

CREATE OR REPLACE FUNCTION sync.pruned_places(body jsonb) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT c.key FROM jsonb_each(coalesce(body -> 'cursors', '{}')) c JOIN sync.head h ON h.feed = c.key
        WHERE (c.value ->> 0)::bigint < h.pruned_to AND c.key = ANY ((SELECT sync.my_feeds())::text[]) ORDER BY 1)
$$;

-- Backups of the present lineage that reach furthest: one whose mark stands at its place.
CREATE OR REPLACE FUNCTION sync.backups() RETURNS TABLE (feed text, seq bigint, mark uuid, made_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (b.feed) b.feed, b.seq, b.mark, b.made_at FROM sync.backup b
    JOIN sync.feed f ON f.feed = b.feed AND f.seq = b.seq AND f.mark = b.mark ORDER BY b.feed, b.seq DESC
$$;

-- A new epoch: for as long as a lease runs, claims wait, but for whoever shows the fence they had. At most one in that time.
CREATE OR REPLACE FUNCTION sync.raise_epoch(reason text) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO sync.epoch (reason, quiet_until)
    SELECT reason, clock_timestamp() + interval '15 minutes'
    WHERE NOT EXISTS (SELECT FROM sync.epoch e WHERE e.quiet_until > clock_timestamp());
$$;

-- sync.missing: which changes the server lacks, which it refused, which a verified backup of this lineage has held for
-- thirty days, and where the others stand: {feed, seq, mark}; the feed is "" and the seq an instant where the asker reads none.
CREATE OR REPLACE FUNCTION sync.missing(body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    feeds text[] := sync.my_feeds();
    held_until timestamptz := least((SELECT min(b.made_at) FROM sync.backups() b), clock_timestamp() - interval '30 days');
    ids uuid[] := ARRAY(SELECT DISTINCT jsonb_array_elements_text(body -> 'ids'))::uuid[];
    backed_up boolean := EXISTS (SELECT FROM sync.backups());
BEGIN
    RETURN (
        SELECT jsonb_build_object('now', sync.now(),
            'missing', coalesce(jsonb_agg(i) FILTER (WHERE p.change_id IS NULL AND r.change_id IS NULL), '[]'),
            'refused', coalesce(jsonb_agg(i) FILTER (WHERE p.change_id IS NULL AND r.change_id IS NOT NULL), '[]'),
            'kept', coalesce(jsonb_agg(i) FILTER (WHERE backed_up AND p.at < held_until), '[]'),
            'places', coalesce(jsonb_object_agg(i, CASE WHEN a.said ->> 'feed' = ANY (feeds)
                THEN jsonb_build_object('feed', a.said ->> 'feed', 'seq', a.said -> 'seq', 'mark', a.said ->> 'mark')
                ELSE jsonb_build_object('feed', '', 'seq', sync.micros(p.at), 'mark', p.mark) END
            ) FILTER (WHERE p.change_id IS NOT NULL), '{}'))
        FROM unnest(ids) i
        LEFT JOIN sync.applied p ON p.change_id = i LEFT JOIN sync.refused r ON r.change_id = i
        LEFT JOIN sync.command c ON c.cmd_id = p.cmd_id
        CROSS JOIN LATERAL (SELECT c.answer #> ARRAY['changes', i::text]) a (said)
    );
END
$$;
