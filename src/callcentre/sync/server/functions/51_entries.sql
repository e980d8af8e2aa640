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

-- The outlets that see rows of customers now, because of an order they were handed. `owners` are the customers of the rows,
-- or for what hangs on a machine or an order that one. One branch for each kind: each finds its orders by an index.
CREATE OR REPLACE FUNCTION sync.outlets_of(of_entity text, pks uuid[], owners uuid[]) RETURNS TABLE (pk uuid, outlet uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    CASE
        WHEN of_entity IN ('customer', 'phone') THEN
            RETURN QUERY SELECT r.pk, s.seen_by FROM unnest(pks, owners) r (pk, owner)
            JOIN sync.seers_of_customers(owners) s ON s.id = r.owner;
        WHEN of_entity = 'address' THEN
            RETURN QUERY SELECT DISTINCT r.pk, s.seen_by FROM (
                SELECT o.customer_id, o.seen_by, sync.address_of(o) AS address FROM sync.order_standing o
                WHERE o.customer_id = ANY (owners) AND o.seen_by IS NOT NULL
            ) s JOIN unnest(pks, owners) r (pk, owner) ON r.pk = s.address AND r.owner = s.customer_id;
        WHEN of_entity IN ('asset', 'cover') THEN
            RETURN QUERY SELECT r.pk, s.seen_by FROM unnest(pks, owners) r (pk, owner) JOIN (
                SELECT DISTINCT o.asset_id, o.seen_by FROM sync.order_standing o WHERE o.asset_id = ANY (owners) AND o.seen_by IS NOT NULL
            ) s ON s.asset_id = r.owner;
        WHEN of_entity IN ('order_alias', 'attachment') THEN
            RETURN QUERY SELECT r.pk, s.seen_by FROM unnest(pks, owners) r (pk, owner)
            JOIN sync.order_standing s ON s.order_id = r.owner WHERE s.seen_by IS NOT NULL;
        ELSE
    END CASE;
END
$$;

CREATE OR REPLACE FUNCTION sync.seers_of_customers(ids uuid[]) RETURNS TABLE (id uuid, seen_by uuid)
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT s.customer_id, s.seen_by FROM sync.order_standing s WHERE s.customer_id = ANY (ids) AND s.seen_by IS NOT NULL
$$;

-- Where an order is: the place it names, else the first of its customer.
CREATE OR REPLACE FUNCTION sync.address_of(s sync.order_standing) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT coalesce(s.address_id, (
        SELECT a.id FROM public.address a WHERE a.customer_id = s.customer_id AND a.state = 'active' ORDER BY a.rank, a.id LIMIT 1
    ))
$$;

-- An order's event as it goes over the line: one that is stored, and one that was judged just now.
CREATE OR REPLACE FUNCTION sync.order_event_fields(e public.order_event, texts jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT sync.told_event(e.order_id, e.pos, e.kind, e.at, e.stated_at, e.actor_id, e.desk, e.outlet_id, e.technician_id, e.data,
        e.effect, e.state_before, e.state_after, texts)
$$;

CREATE OR REPLACE FUNCTION sync.judged_event_fields(v sync.judged, a sync.asked) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT sync.told_event(a.pk, v.pos, a.said, v.at, v.stated_at, a.actor, a.desk, a.outlet, a.technician, a.data,
        v.effect, v.state_before, v.state_after, a.texts)
$$;

CREATE OR REPLACE FUNCTION sync.told_event(
    of_order uuid, pos integer, kind text, at timestamptz, stated_at timestamptz, actor uuid, desk text, outlet uuid, technician uuid,
    data jsonb, effect text, state_before text, state_after text, texts jsonb
) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'order_id', of_order, 'pos', pos, 'kind', kind, 'at', sync.micros(at), 'stated_at', sync.micros(stated_at),
        'actor_id', actor, 'desk', desk, 'outlet_id', outlet, 'technician_id', technician, 'data', data,
        'effect', effect, 'state_before', state_before, 'state_after', state_after, 'texts', coalesce(texts, '{}')
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

-- The lines of written rows of one kind: one in the feed of their audience, one cut down in that of each outlet that sees them.
CREATE OR REPLACE FUNCTION sync.row_entries(rows sync.compared[], fresh boolean, at_now timestamptz)
RETURNS SETOF sync.entry LANGUAGE plpgsql STABLE AS $$
DECLARE
    of_kind text := CASE WHEN fresh THEN 'create' ELSE 'patch' END;
    of_entity text := rows[1].entity;
    t sync.audience;
    pks uuid[];
    owners uuid[];
BEGIN
    SELECT * INTO t FROM sync.audience u WHERE u.entity = of_entity;
    RETURN QUERY
    SELECT (c.said).n, 0, CASE t.feed WHEN 'company' THEN 'company' ELSE 'site:' || c.site END, c.site, (c.said).change, (c.said).cmd,
        of_entity, c.pk, of_kind, c.version, CASE WHEN fresh THEN c.landed ELSE sync.pairs(c.was, c.landed) END,
        (c.said).actor, (c.said).device, least((c.said).stated, at_now)
    FROM unnest(rows) c WHERE c.landed <> '{}';
    IF t.feed = 'company' OR t.outlet_sees = '{}' THEN
        RETURN;
    END IF;
    SELECT array_agg(c.pk), array_agg(CASE
        WHEN of_entity IN ('customer', 'asset') THEN c.pk
        WHEN of_entity IN ('phone', 'address') THEN coalesce(c.landed ->> 'customer_id', c.now ->> 'customer_id')::uuid
        WHEN of_entity = 'cover' THEN coalesce(c.landed ->> 'asset_id', c.now ->> 'asset_id')::uuid
        ELSE coalesce(c.landed ->> 'order_id', c.now ->> 'order_id', c.landed ->> 'subject_id', c.now ->> 'subject_id')::uuid
    END) INTO pks, owners FROM unnest(rows) c;
    RETURN QUERY
    SELECT (c.said).n, 1, 'outlet:' || o.outlet, c.site, (c.said).change, (c.said).cmd, of_entity, c.pk, of_kind, c.version, cut.fields,
        (c.said).actor, (c.said).device, least((c.said).stated, at_now)
    FROM unnest(rows) c JOIN sync.outlets_of(of_entity, pks, owners) o ON o.pk = c.pk
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(l.key, CASE WHEN fresh THEN l.value ELSE jsonb_build_array(c.was -> l.key, l.value) END)
        FROM jsonb_each(c.landed) l WHERE l.key = ANY (t.outlet_sees)
    ) cut (fields)
    WHERE cut.fields IS NOT NULL;
END
$$;

-- {field: [old, new]} of a patch.
CREATE OR REPLACE FUNCTION sync.pairs(was jsonb, landed jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(l.key, jsonb_build_array(was -> l.key, l.value)) FROM jsonb_each(landed) l
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
