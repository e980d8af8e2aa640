-- The columns of a row that reach an outlet.
CREATE OR REPLACE FUNCTION sync.cut(of_entity text, fields jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(v.key, v.value), '{}') FROM jsonb_each(fields) v
    JOIN sync.audience t ON t.entity = of_entity AND v.key = ANY (t.outlet_sees)
$$;

-- An event as an outlet sees it: what was for the centre alone is taken out.
CREATE OR REPLACE FUNCTION sync.cut_event(fields jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN fields ->> 'kind' IN (
        'callback_answer', 'second_check', 'callback_attempt', 'closed_unverified', 'complaint_raised', 'complaint_ended'
    ) THEN sync.cut_answer(fields) ELSE fields END
$$;

CREATE OR REPLACE FUNCTION sync.cut_answer(fields jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT fields || jsonb_build_object('texts', '{}'::jsonb, 'data', (
        SELECT coalesce(jsonb_object_agg(v.key, v.value), '{}') FROM jsonb_each(fields -> 'data') v
        JOIN sync.field f ON f.thing = 'order:' || (fields ->> 'kind') AND f.name = v.key AND f.outlet_sees
    ))
$$;

-- The outlets that see a row of a customer now, because of an order they were handed. One branch for each kind: each finds
-- its orders by an index.
CREATE OR REPLACE FUNCTION sync.outlets_of(of_entity text, which uuid, now jsonb) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 2 AS $$
DECLARE
    owner uuid := CASE of_entity WHEN 'customer' THEN which ELSE (now ->> 'customer_id')::uuid END;
    machine uuid := CASE of_entity WHEN 'asset' THEN which ELSE (now ->> 'asset_id')::uuid END;
    handed uuid := coalesce(now ->> 'order_id', now ->> 'subject_id')::uuid;
BEGIN
    CASE
        WHEN of_entity IN ('customer', 'phone') THEN
            RETURN QUERY SELECT DISTINCT s.seen_by FROM sync.order_standing s WHERE s.customer_id = owner AND s.seen_by IS NOT NULL;
        WHEN of_entity = 'address' THEN
            RETURN QUERY SELECT DISTINCT s.seen_by FROM sync.order_standing s
            WHERE s.customer_id = owner AND s.seen_by IS NOT NULL AND sync.address_of(s) = which;
        WHEN of_entity IN ('asset', 'cover') THEN
            RETURN QUERY SELECT DISTINCT s.seen_by FROM sync.order_standing s WHERE s.asset_id = machine AND s.seen_by IS NOT NULL;
        WHEN of_entity IN ('order_alias', 'attachment') THEN
            RETURN QUERY SELECT s.seen_by FROM sync.order_standing s WHERE s.order_id = handed AND s.seen_by IS NOT NULL;
        ELSE
    END CASE;
END
$$;

-- Where an order is: the place it names, else the first of its customer.
CREATE OR REPLACE FUNCTION sync.address_of(s sync.order_standing) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT coalesce(s.address_id, (
        SELECT a.id FROM public.address a WHERE a.customer_id = s.customer_id AND a.state = 'active' ORDER BY a.rank, a.id LIMIT 1
    ))
$$;

-- An order's event as it goes over the line.
CREATE OR REPLACE FUNCTION sync.order_event_fields(e public.order_event, texts jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'order_id', e.order_id, 'pos', e.pos, 'kind', e.kind, 'at', sync.micros(e.at), 'stated_at', sync.micros(e.stated_at),
        'actor_id', e.actor_id, 'desk', e.desk, 'outlet_id', e.outlet_id, 'technician_id', e.technician_id, 'data', e.data,
        'effect', e.effect, 'state_before', e.state_before, 'state_after', e.state_after, 'texts', coalesce(texts, '{}')
    )
$$;

CREATE OR REPLACE FUNCTION sync.complaint_event_fields(e public.complaint_event, texts jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'complaint_id', e.complaint_id, 'pos', e.pos, 'kind', e.kind, 'at', sync.micros(e.at),
        'stated_at', sync.micros(e.stated_at), 'actor_id', e.actor_id, 'desk', e.desk, 'data', e.data, 'effect', e.effect,
        'state_before', e.state_before, 'state_after', e.state_after, 'texts', coalesce(texts, '{}')
    )
$$;

-- The lines of written rows: one in the feed of their audience, one cut down in that of each outlet that sees them.
CREATE OR REPLACE FUNCTION sync.row_entries(rows sync.compared[], fresh boolean, at_now timestamptz)
RETURNS SETOF sync.entry LANGUAGE sql STABLE AS $$
    WITH written AS (
        SELECT c.said AS a, c, t, CASE WHEN fresh THEN c.landed ELSE (
            SELECT jsonb_object_agg(l.key, jsonb_build_array(c.was -> l.key, l.value)) FROM jsonb_each(c.landed) l
        ) END AS fields
        FROM unnest(rows) c JOIN sync.audience t ON t.entity = c.entity
        WHERE c.landed <> '{}'
    )
    SELECT (a).n, 0, CASE (t).feed WHEN 'company' THEN 'company' ELSE 'site:' || (c).site END, (c).site, (a).change, (a).cmd,
        (c).entity, (c).pk, CASE WHEN fresh THEN 'create' ELSE 'patch' END, (c).version, fields, (a).actor, (a).device,
        least((a).stated, at_now)
    FROM written
    UNION ALL
    SELECT (a).n, 1, 'outlet:' || o, (c).site, (a).change, (a).cmd, (c).entity, (c).pk,
        CASE WHEN fresh THEN 'create' ELSE 'patch' END, (c).version, cut.fields, (a).actor, (a).device, least((a).stated, at_now)
    FROM written
    CROSS JOIN LATERAL sync.outlets_of((c).entity, (c).pk, coalesce((c).now, '{}') || (c).landed) o
    CROSS JOIN LATERAL (SELECT sync.cut((c).entity, written.fields) OFFSET 0) cut (fields)
    WHERE (t).feed = 'site' AND cut.fields <> '{}'
$$;

-- What a writer ran into, kept with both values, in the site's feed and, for a dispatcher, in their outlet's.
CREATE OR REPLACE FUNCTION sync.raise_conflicts(rows sync.compared[], me sync.member, at_now timestamptz)
RETURNS SETOF sync.entry LANGUAGE sql VOLATILE AS $$
    WITH raised AS MATERIALIZED (
        SELECT r.n, (r.said).cmd, (r.said).device, ROW(
            gen_random_uuid(), CASE WHEN r.site = '' THEN me.site ELSE r.site END,
            CASE WHEN NOT sync.is_centre(me.roles) THEN me.outlet_id END,
            CASE WHEN l.value ? 'own' THEN 'maybe_same' ELSE 'field' END, r.entity, r.pk, l.key, l.value -> 'mine',
            l.value -> 'theirs', (r.said).change, (l.value ->> 'by')::uuid, (r.said).actor, at_now, 'open', 1, '{}'
        )::sync.conflict AS c
        FROM unnest(rows) r CROSS JOIN LATERAL jsonb_each(r.lost) l
    ), stored AS (
        INSERT INTO sync.conflict SELECT (c).* FROM raised
    )
    SELECT r.n, 2, f.feed, (r.c).site, (r.c).change_id, r.cmd, 'conflict', (r.c).id, 'conflict', 1::bigint,
        sync.plain_conflict(r.c), (r.c).actor_id, r.device, at_now
    FROM raised r
    CROSS JOIN LATERAL (
        SELECT 'site:' || (r.c).site UNION ALL SELECT 'outlet:' || (r.c).outlet_id WHERE (r.c).outlet_id IS NOT NULL AND (r.c).kind = 'field'
    ) f (feed)
$$;
