-- sync.hello: who meets whom, and whether the feeds can be followed from where the desk stands.
CREATE OR REPLACE FUNCTION sync.hello(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    here sync.server := (SELECT s FROM sync.server s);
    restored text[] := sync.lost_places(body);
    pruned text[] := sync.pruned_places(body);
    copied boolean := EXISTS (
        SELECT FROM sync.device d WHERE d.device = (body ->> 'device')::uuid AND d.incarnation <> (body ->> 'incarnation')::uuid);
BEGIN
    INSERT INTO sync.device (device, incarnation, person_id, login, app, schema_v, cursors, met_at)
    VALUES ((body ->> 'device')::uuid, (body ->> 'incarnation')::uuid, me.person_id, me.login, left(body ->> 'app', 100),
        (body ->> 'schema')::integer, coalesce(body -> 'cursors', '{}'), clock_timestamp())
    ON CONFLICT (device) DO UPDATE SET incarnation = excluded.incarnation, person_id = excluded.person_id,
        login = excluded.login, app = excluded.app, schema_v = excluded.schema_v, cursors = excluded.cursors, met_at = excluded.met_at;
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
        'me', jsonb_build_object('person', me.person_id, 'roles', me.roles, 'site', me.site, 'outlet', me.outlet_id)
    );
END
$$;

-- Places of a desk: its cursors and its last acknowledgements, of feeds it may read.
CREATE OR REPLACE FUNCTION sync.places_of(body jsonb) RETURNS TABLE (feed text, seq bigint, mark text)
LANGUAGE sql STABLE AS $$
    SELECT p.key, (p.value ->> 0)::bigint, p.value ->> 1
    FROM (VALUES (body -> 'cursors'), (body -> 'acks')) s (said) CROSS JOIN LATERAL jsonb_each(coalesce(s.said, '{}')) p
    WHERE p.key = ANY (sync.my_feeds()) AND (p.value ->> 0)::bigint > 0
$$;

-- Feeds whose history before the desk's place is not the one the desk has seen: the server was put back.
CREATE OR REPLACE FUNCTION sync.lost_places(body jsonb) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT DISTINCT p.feed FROM sync.places_of(body) p
        LEFT JOIN sync.head h ON h.feed = p.feed LEFT JOIN sync.feed f ON f.feed = p.feed AND f.seq = p.seq
        WHERE p.seq > coalesce(h.pruned_to, 0) AND (f.mark IS NULL OR f.mark::text IS DISTINCT FROM p.mark) ORDER BY 1)
$$;

CREATE OR REPLACE FUNCTION sync.pruned_places(body jsonb) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT DISTINCT p.feed FROM sync.places_of(jsonb_build_object('cursors', body -> 'cursors')) p
        JOIN sync.head h ON h.feed = p.feed WHERE p.seq < h.pruned_to ORDER BY 1)
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

-- sync.missing: which changes the server lacks, and which a verified backup of this lineage has held for thirty days.
CREATE OR REPLACE FUNCTION sync.missing(body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    ids uuid[] := ARRAY(SELECT DISTINCT jsonb_array_elements_text(body -> 'ids'))::uuid[];
BEGIN
    RETURN jsonb_build_object('now', sync.now(),
        'missing', (SELECT coalesce(jsonb_agg(i), '[]') FROM unnest(ids) i
            WHERE NOT EXISTS (SELECT FROM sync.applied p WHERE p.change_id = i)),
        'kept', (SELECT coalesce(jsonb_agg(p.change_id), '[]') FROM unnest(ids) i JOIN sync.applied p ON p.change_id = i
            WHERE p.at < (SELECT min(b.made_at) FROM sync.backups() b) AND p.at < clock_timestamp() - interval '30 days'));
END
$$;
