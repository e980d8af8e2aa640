-- Writes the row changes of a run. A row that several of them touch is written in as many rounds.
CREATE OR REPLACE FUNCTION sync.write_rows(
    asked sync.asked[], sites jsonb, me sync.member, at_now timestamptz, INOUT entries sync.entry[], INOUT outcomes sync.outcome[]
) LANGUAGE plpgsql AS $$
DECLARE
    changes sync.asked[];
    of_entity text;
    round integer;
BEGIN
    FOR round, of_entity, changes IN
        SELECT t.round, t.entity, array_agg(t.a ORDER BY (t.a).n) FROM (
            SELECT a, a.entity, row_number() OVER (PARTITION BY a.entity, a.pk ORDER BY a.n) AS round
            FROM unnest(asked) a WHERE a.kind IN ('create', 'patch')
        ) t JOIN sync.audience u ON u.entity = t.entity GROUP BY t.round, t.entity, u.n ORDER BY t.round, u.n
    LOOP
        SELECT w.entries, w.outcomes INTO entries, outcomes
        FROM sync.write_round(of_entity, changes, sites, me, at_now, entries, outcomes) w;
    END LOOP;
END
$$;

-- Changes of different rows of one kind: new ones, and those of rows that stand.
CREATE OR REPLACE FUNCTION sync.write_round(
    of_entity text, changes sync.asked[], sites jsonb, me sync.member, at_now timestamptz,
    INOUT entries sync.entry[], INOUT outcomes sync.outcome[]
) LANGUAGE plpgsql AS $$
DECLARE
    standing sync.found[] := ARRAY(SELECT f FROM sync.found(of_entity, ARRAY(SELECT c.pk FROM unnest(changes) c)) f);
    fresh sync.compared[];
    patched sync.compared[];
BEGIN
    fresh := ARRAY(SELECT f FROM sync.newly(ARRAY(
        SELECT c FROM unnest(changes) c WHERE NOT EXISTS (SELECT FROM unnest(standing) s WHERE s.pk = c.pk)
    ), sites, me) f ORDER BY f.n);
    patched := ARRAY(SELECT c FROM sync.compared(changes, standing) c ORDER BY c.n);
    IF cardinality(fresh) > 0 THEN
        fresh := ARRAY(SELECT k FROM sync.keyed(of_entity, fresh) k);
        PERFORM sync.create_rows(of_entity, fresh, CASE WHEN NOT sync.is_centre(me.roles) THEN me.outlet_id END);
        entries := entries || ARRAY(SELECT e FROM sync.row_entries(fresh, true, at_now) e);
        IF of_entity = 'service_order' THEN
            entries := entries || ARRAY(SELECT e FROM sync.create_aliases(fresh, at_now) e);
        END IF;
    END IF;
    IF cardinality(patched) > 0 THEN
        patched := ARRAY(SELECT k FROM sync.rekeyed(of_entity, patched) k);
        PERFORM sync.patch_rows(of_entity, patched);
        PERFORM sync.keep_history(patched, at_now);
        entries := entries || ARRAY(SELECT e FROM sync.row_entries(patched, false, at_now) e);
    END IF;
    IF EXISTS (SELECT FROM unnest(fresh || patched) r WHERE r.lost <> '{}') THEN
        entries := entries || ARRAY(SELECT e FROM sync.raise_conflicts(fresh || patched, me, at_now) e);
    END IF;
    outcomes := outcomes || ARRAY(
        SELECT ROW(r.n, (r.said).cmd_n, (r.said).change, jsonb_build_object('version', r.version)
            || CASE WHEN r.lost = '{}' THEN '{}' ELSE sync.clash_said(r.lost) END, r.lost <> '{}')::sync.outcome
        FROM unnest(fresh || patched) r
    );
END
$$;

-- What an answer says of fields that did not land, and of a key that had to become another.
CREATE OR REPLACE FUNCTION sync.clash_said(lost jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('conflicts', jsonb_agg(l.key ORDER BY l.key))
        || CASE WHEN bool_or(NOT l.value ? 'own') THEN jsonb_build_object(
            'theirs', jsonb_object_agg(l.key, l.value -> 'theirs') FILTER (WHERE NOT l.value ? 'own')) ELSE '{}' END
        || CASE WHEN bool_or(l.value ->> 'own' IS NOT NULL) THEN jsonb_build_object(
            'fields', jsonb_object_agg(l.key, l.value -> 'own') FILTER (WHERE l.value ->> 'own' IS NOT NULL)) ELSE '{}' END
    FROM jsonb_each(lost) l
$$;

-- An order that met another with the same number keeps its old one as an alias.
CREATE OR REPLACE FUNCTION sync.create_aliases(rows sync.compared[], at_now timestamptz) RETURNS SETOF sync.entry
LANGUAGE sql VOLATILE AS $$
    WITH alias AS MATERIALIZED (
        SELECT r.n, r.said, r.site, r.pk, md5('alias:' || r.pk)::uuid AS id, r.lost #>> '{no,mine}' AS no
        FROM unnest(rows) r WHERE r.lost ? 'no'
    ), stored AS (
        INSERT INTO public.order_alias (id, no, order_id, site) SELECT a.id, a.no, a.pk, a.site FROM alias a
    )
    SELECT a.n, 3, 'site:' || a.site, a.site, a.id, (a.said).cmd, 'order_alias', a.id, 'create', 1::bigint,
        jsonb_build_object('no', a.no, 'order_id', a.pk), (a.said).actor, (a.said).device, at_now
    FROM alias a
$$;

-- The history of single fields; its ids follow from change and field, so that a desk that reads the feed makes the same.
CREATE OR REPLACE FUNCTION sync.keep_history(rows sync.compared[], at_now timestamptz) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO public.field_change (id, change_id, entity, pk, field, old, new, actor_id, desk, at, site)
    SELECT md5((r.said).change || ':' || l.key)::uuid, (r.said).change, r.entity, r.pk, l.key, r.was -> l.key, l.value,
        (r.said).actor, '', least((r.said).stated, at_now), r.site
    FROM unnest(rows) r CROSS JOIN LATERAL jsonb_each(r.landed) l
    WHERE r.entity <> 'conflict'
$$;
