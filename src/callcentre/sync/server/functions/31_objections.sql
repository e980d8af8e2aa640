-- What is wrong with a change wherever its row stands: missing rights first, then unknown words and malformed values.
CREATE OR REPLACE FUNCTION sync.objections(asked sync.asked[], me sync.member) RETURNS SETOF sync.objection
LANGUAGE plpgsql STABLE AS $$
DECLARE
    unlawful sync.objection[] := ARRAY(SELECT o FROM sync.wrong_rights(asked, me) o);
BEGIN
    RETURN QUERY SELECT * FROM unnest(unlawful);
    IF unlawful <> '{}' THEN
        asked := ARRAY(SELECT a FROM unnest(asked) a WHERE NOT EXISTS (SELECT FROM unnest(unlawful) o WHERE o.n = a.n));
    END IF;
    IF EXISTS (SELECT FROM unnest(asked) a WHERE a.kind <> 'event') THEN
        RETURN QUERY SELECT * FROM sync.wrong_values(asked);
    END IF;
    IF EXISTS (SELECT FROM unnest(asked) a WHERE a.kind = 'event') THEN
        RETURN QUERY SELECT * FROM sync.wrong_events(asked);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION sync.wrong_rights(asked sync.asked[], me sync.member) RETURNS SETOF sync.objection
LANGUAGE sql STABLE AS $$
    SELECT a.n, a.cmd_n, 'refused', o.code, jsonb_build_object('entity', a.entity) || CASE
        WHEN o.code = 'act.no_right' THEN jsonb_build_object('roles', CASE a.kind WHEN 'create' THEN t.creates ELSE t.patches END)
        ELSE '{}' END
    FROM unnest(asked) a
    LEFT JOIN sync.audience t ON t.entity = a.entity
    CROSS JOIN LATERAL (SELECT CASE
        WHEN a.kind = 'event' AND a.entity IN ('order_event', 'complaint_event') THEN CASE
            WHEN a.entity = 'complaint_event' AND NOT sync.is_centre(a.roles) THEN 'complaint.no_right'
            WHEN a.fields #>> '{actor_id,1}' IS DISTINCT FROM a.actor::text THEN 'actor.forged' END
        WHEN t.entity IS NULL OR a.kind NOT IN ('create', 'patch') OR jsonb_typeof(a.fields) <> 'object' THEN 'schema.unknown'
        WHEN a.is_import THEN NULL
        WHEN NOT a.roles && CASE a.kind WHEN 'create' THEN t.creates ELSE t.patches END THEN 'act.no_right'
        WHEN sync.is_centre(a.roles) THEN NULL
        WHEN a.kind = 'patch' AND EXISTS (
            SELECT FROM jsonb_object_keys(a.fields) name
            WHERE name NOT IN (SELECT f.name FROM sync.field f WHERE f.thing = a.entity AND f.outlet_writes)
        ) THEN 'act.other_outlet'
        WHEN a.entity = 'technician' AND a.kind = 'create'
            AND NOT coalesce((a.fields #>> '{outlet_id,1}')::uuid = ANY (sync.my_outlets()), false) THEN 'act.other_outlet'
        WHEN a.entity = 'call' AND a.fields #>> '{agent_id,1}' IS DISTINCT FROM a.actor::text THEN 'actor.forged'
    END) o (code)
    WHERE o.code IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION sync.is_centre(roles text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT roles && ARRAY['agent', 'supervisor', 'administrator', 'rule']
$$;

-- Fields of rows: known, of their type, and none missing in a new row.
CREATE OR REPLACE FUNCTION sync.wrong_values(asked sync.asked[]) RETURNS SETOF sync.objection
LANGUAGE sql STABLE AS $$
    SELECT a.n, a.cmd_n, 'refused', CASE WHEN f.name IS NULL THEN 'value.unknown_field' ELSE 'event.wrong_type' END,
        jsonb_build_object('event', a.entity, 'field', v.key, 'wanted', f.type)
    FROM unnest(asked) a
    CROSS JOIN LATERAL jsonb_each(a.fields) v
    LEFT JOIN sync.field f ON f.thing = a.entity AND f.name = v.key
    WHERE a.kind IN ('create', 'patch') AND v.key <> 'id' AND CASE
        WHEN f.name IS NULL OR jsonb_typeof(v.value) <> 'array' THEN true
        WHEN coalesce(v.value -> 1, 'null') = 'null' THEN f.required
        ELSE NOT sync.fits(f.type, f.among, v.value -> 1) END
    UNION ALL
    SELECT a.n, a.cmd_n, 'refused', 'event.missing', jsonb_build_object('event', a.entity, 'field', f.name)
    FROM unnest(asked) a JOIN sync.field f ON f.thing = a.entity
    WHERE a.kind = 'create' AND f.required AND NOT a.fields ? f.name
$$;

-- What an event says: kind, data, words, and the things it cannot do without.
CREATE OR REPLACE FUNCTION sync.wrong_events(asked sync.asked[]) RETURNS SETOF sync.objection
LANGUAGE sql STABLE AS $$
    WITH event AS MATERIALIZED (
        -- Narrow: it is gone through once for each kind of objection.
        SELECT a.n, a.cmd_n, a.change, a.said, a.data, a.texts, a.outlet, a.is_import, split_part(a.entity, '_', 1) AS machine,
            sync.told_at(a) AS told
        FROM unnest(asked) a WHERE a.kind = 'event' AND a.entity IN ('order_event', 'complaint_event')
    )
    SELECT e.n, e.cmd_n, 'refused', o.code, jsonb_build_object('event', e.said, 'field', o.field)
    FROM event e LEFT JOIN sync.event_kind k ON k.machine = e.machine AND k.kind = e.said
    CROSS JOIN LATERAL (SELECT CASE
        WHEN k.kind IS NULL OR e.change IS NULL OR jsonb_typeof(e.data) <> 'object' OR jsonb_typeof(e.texts) <> 'object'
            THEN 'schema.unknown'
        WHEN e.told IS NULL OR NOT sync.fits('instant', NULL, to_jsonb(e.told)) THEN 'value.far_year'
        WHEN k.needs_outlet AND e.outlet IS NULL THEN 'event.missing'
        WHEN e.texts <> '{}' AND jsonb_path_exists(e.texts, '$.* ? (@.type() != "string")') THEN 'event.wrong_type'
    END, CASE WHEN k.needs_outlet AND e.outlet IS NULL THEN 'outlet' ELSE 'texts' END) o (code, field)
    WHERE o.code IS NOT NULL
    UNION ALL
    SELECT e.n, e.cmd_n, 'refused', CASE WHEN f.name IS NULL THEN 'event.unknown_field' ELSE 'event.wrong_type' END,
        jsonb_build_object('event', e.said, 'field', v.key, 'wanted', f.type)
    FROM event e CROSS JOIN LATERAL jsonb_each(e.data) v
    LEFT JOIN sync.field f ON f.thing = e.machine || ':' || e.said AND f.name = v.key
    WHERE jsonb_typeof(e.data) = 'object' AND (f.name IS NULL OR NOT sync.fits(
        f.type, CASE WHEN e.is_import AND f.people_only THEN NULL ELSE f.among END, v.value))
    UNION ALL
    SELECT e.n, e.cmd_n, 'refused', 'event.missing', jsonb_build_object('event', e.said, 'field', f.name)
    FROM event e JOIN sync.field f ON f.thing = e.machine || ':' || e.said
    WHERE f.required AND NOT e.data ? f.name
    UNION ALL
    SELECT e.n, e.cmd_n, 'refused', 'event.ends_before', jsonb_build_object('event', e.said, 'field', o.last, 'first', o.first)
    FROM event e CROSS JOIN (VALUES ('start', 'end'), ('arrived_at', 'left_at')) o (first, last)
    WHERE e.data ? o.first AND e.data ? o.last AND jsonb_typeof(e.data -> o.first) = 'number'
        AND jsonb_typeof(e.data -> o.last) = 'number'
        AND ((e.data -> o.last) < (e.data -> o.first) OR o.first = 'start' AND e.data -> o.last = e.data -> o.first)
    UNION ALL
    -- A header is amended by the fields that `opened` states; empty takes away what an order can do without.
    SELECT e.n, e.cmd_n, 'refused', 'event.wrong_type', jsonb_build_object('event', e.said, 'field', v.key, 'wanted', f.type)
    FROM event e CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(e.data -> 'fields') WHEN 'object' THEN e.data -> 'fields' END) v
    LEFT JOIN sync.field f ON f.thing = 'order:opened' AND f.name = v.key
    WHERE e.said = 'amended' AND e.machine = 'order' AND CASE
        WHEN f.name IS NULL THEN true
        WHEN v.value IN ('null', '""') THEN f.required
        ELSE NOT sync.fits(f.type, f.among, v.value) END
    UNION ALL
    SELECT a.n, a.cmd_n, 'refused', o.code, jsonb_build_object('event', a.said, 'field', o.field)
    FROM unnest(asked) a CROSS JOIN LATERAL sync.wrong_correction(a) o
    WHERE a.said IN ('corrected', 'undone') AND a.kind = 'event' AND a.entity = 'order_event'
$$;

-- What corrects or takes back names an event of the order; a correction only what may be corrected of such an event.
CREATE OR REPLACE FUNCTION sync.wrong_correction(e sync.asked) RETURNS TABLE (code text, field text)
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN f.name IS NULL THEN 'event.not_correctable' ELSE 'event.wrong_type' END, v.key
    FROM public.order_event t
    CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(e.data -> 'fields') WHEN 'object' THEN e.data -> 'fields' END) v
    LEFT JOIN sync.field f ON f.thing IN ('order:' || t.kind, 'order:' || t.kind || ':apart') AND f.name = v.key AND f.correctable
    WHERE e.said = 'corrected' AND t.id::text = e.data ->> 'event' AND t.order_id = e.pk
        AND CASE WHEN f.name IS NULL THEN true WHEN v.value IN ('null', '""') THEN f.required
            ELSE NOT sync.fits(f.type, f.among, v.value) END
    UNION ALL
    SELECT 'event.unknown_event', 'event'
    WHERE NOT EXISTS (SELECT FROM public.order_event t WHERE t.id::text = e.data ->> 'event' AND t.order_id = e.pk)
$$;
