-- sync.pull: the next lines of feeds, by feed and place. What a dispatcher reads of the company's feed is cut down here.
CREATE OR REPLACE FUNCTION sync.pull(body jsonb) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    feeds text[] := sync.my_feeds();
    most integer := least(greatest(coalesce((body ->> 'limit')::integer, 500), 1), 5000);
    mine uuid[] := sync.my_outlets();
BEGIN
    RETURN json_build_object('now', sync.now(),
        'heads', (SELECT coalesce(json_object_agg(f, coalesce(h.seq, 0)), '{}') FROM unnest(feeds) f LEFT JOIN sync.head h ON h.feed = f),
        'rows', (
            SELECT coalesce(json_agg(json_build_object(
                'feed', r.feed, 'seq', r.seq, 'mark', r.mark, 'change', r.change_id, 'cmd', r.cmd_id, 'entity', r.entity, 'pk', r.pk,
                'kind', r.kind, 'version', r.version,
                'fields', CASE WHEN r.kind = 'enter' THEN r.fields - '~by'
                    WHEN mine IS NOT NULL AND r.feed = 'company' THEN sync.cut_company(r.entity, r.pk, r.fields, mine) ELSE r.fields END,
                'by', CASE WHEN r.kind = 'enter' THEN coalesce(r.fields -> '~by', '{}') END,
                'actor', r.actor_id, 'device', r.device, 'at', sync.micros(r.at)
            ) ORDER BY r.feed, r.seq), '[]')
            FROM (
                SELECT l.* FROM jsonb_each_text(body -> 'cursors') c
                CROSS JOIN LATERAL (
                    SELECT f.* FROM sync.feed f WHERE f.feed = c.key AND f.seq > c.value::bigint ORDER BY f.seq LIMIT most
                ) l
                WHERE c.key = ANY (feeds) ORDER BY l.feed, l.seq LIMIT most
            ) r
        ));
END
$$;

-- A row of the company as a dispatcher sees it: their own technicians whole, all else without what is not theirs.
CREATE OR REPLACE FUNCTION sync.cut_company(of_entity text, pk uuid, fields jsonb, mine uuid[]) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN of_entity = 'technician' AND EXISTS (
        SELECT FROM public.technician t WHERE t.id = pk AND t.outlet_id = ANY (mine)
    ) THEN fields ELSE sync.cut(of_entity, fields) END
$$;
