-- A change of a row, field by field: what lands is what its writer had seen, or what stands there anyway.
-- Fields of one group land together or not at all. A row that is new lands whole.
CREATE OR REPLACE FUNCTION sync.compared(asked sync.asked[], found sync.found[]) RETURNS SETOF sync.compared
LANGUAGE sql STABLE AS $$
    SELECT a.n, a, a.entity, a.pk, f.site, c.landed, c.was, c.lost, f.version + CASE WHEN c.landed <> '{}' THEN 1 ELSE 0 END, f.now
    FROM unnest(asked) a
    JOIN unnest(found) f ON f.entity = a.entity AND f.pk = a.pk
    JOIN sync.audience t ON t.entity = a.entity
    CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_object_agg(name, new) FILTER (WHERE lands), '{}') AS landed,
            coalesce(jsonb_object_agg(name, theirs) FILTER (WHERE lands), '{}') AS was,
            coalesce(jsonb_object_agg(name, jsonb_build_object('mine', new, 'theirs', theirs, 'by', their_change))
                FILTER (WHERE NOT lands), '{}') AS lost,
            count(*) AS fields
        FROM (
            SELECT v.key AS name, v.value -> 1 AS new, f.now -> v.key AS theirs, coalesce(f.field_by ->> v.key, a.pk::text) AS their_change,
                bool_and(f.now -> v.key = v.value -> 1 OR coalesce(coalesce(f.field_by ->> v.key, a.pk::text) = v.value ->> 2, false))
                    OVER (PARTITION BY coalesce(t.together ->> v.key, v.key)) AS lands
            FROM jsonb_each(a.fields) v WHERE v.key <> 'id'
        ) field
    ) c WHERE c.fields > 0
$$;

-- New rows with the values they are given; the site is the parent's, else the maker's.
CREATE OR REPLACE FUNCTION sync.newly(asked sync.asked[], sites jsonb, me sync.member) RETURNS SETOF sync.compared
LANGUAGE sql STABLE AS $$
    SELECT a.n, a, a.entity, a.pk,
        CASE WHEN t.feed = 'company' THEN '' ELSE coalesce(sites ->> (a.n::text), me.site) END,
        (SELECT coalesce(jsonb_object_agg(v.key, v.value -> 1), '{}') FROM jsonb_each(a.fields) v WHERE v.key <> 'id'),
        '{}'::jsonb, '{}'::jsonb, 1::bigint, NULL::jsonb
    FROM unnest(asked) a JOIN sync.audience t ON t.entity = a.entity
$$;

-- The natural key of a row as one text; null where the row has none.
CREATE OR REPLACE FUNCTION sync.key_of(columns text[], landed jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN count(landed ->> c) = cardinality(columns) AND cardinality(columns) > 0
        THEN string_agg(landed ->> c, E'\x1f' ORDER BY place) END
    FROM unnest(columns) WITH ORDINALITY k (c, place)
$$;

-- Takes the natural keys of new rows. Where two rows would share one, the later keeps its row under a key of its own,
-- and the two are held up to a person: they may be the same thing.
CREATE OR REPLACE FUNCTION sync.keyed(of_entity text, rows sync.compared[]) RETURNS SETOF sync.compared
LANGUAGE plpgsql AS $$
DECLARE
    row sync.compared;
    columns text[] := (SELECT t.key FROM sync.audience t WHERE t.entity = of_entity);
    holder uuid;
    last text;
    own text;
BEGIN
    IF columns = '{}' THEN
        RETURN QUERY SELECT * FROM unnest(rows);
        RETURN;
    END IF;
    FOREACH row IN ARRAY rows LOOP
        IF sync.key_of(columns, row.landed) IS NOT NULL THEN
            INSERT INTO sync.taken VALUES (row.entity, row.site, sync.key_of(columns, row.landed), row.pk)
            ON CONFLICT DO NOTHING;
            IF NOT FOUND THEN
                SELECT k.pk INTO holder FROM sync.taken k
                WHERE k.entity = row.entity AND k.site = row.site AND k.key = sync.key_of(columns, row.landed);
                IF holder <> row.pk THEN
                    last := columns[cardinality(columns)];
                    own := (row.landed ->> last) || '~' || right(row.pk::text, 6);
                    row.lost := jsonb_build_object(last, jsonb_build_object(
                        'mine', row.landed -> last, 'theirs', row.landed -> last, 'by', holder, 'own', own));
                    row.landed := row.landed || jsonb_build_object(last, own);
                    INSERT INTO sync.taken VALUES (row.entity, row.site, sync.key_of(columns, row.landed), row.pk)
                    ON CONFLICT DO NOTHING;
                END IF;
            END IF;
        END IF;
        RETURN NEXT row;
    END LOOP;
END
$$;

-- A patched key must be free: else it is lost, and the two rows are held up to a person.
CREATE OR REPLACE FUNCTION sync.rekeyed(of_entity text, rows sync.compared[]) RETURNS SETOF sync.compared
LANGUAGE plpgsql AS $$
DECLARE
    row sync.compared;
    columns text[] := (SELECT t.key FROM sync.audience t WHERE t.entity = of_entity);
    wanted text;
    holder uuid;
    last text;
BEGIN
    FOREACH row IN ARRAY rows LOOP
        IF row.landed ?| columns THEN
            wanted := sync.key_of(columns, row.now || row.landed);
            IF wanted IS DISTINCT FROM sync.key_of(columns, row.now) THEN
                INSERT INTO sync.taken SELECT row.entity, row.site, wanted, row.pk WHERE wanted IS NOT NULL
                ON CONFLICT DO NOTHING;
                SELECT k.pk INTO holder FROM sync.taken k
                WHERE k.entity = row.entity AND k.site = row.site AND k.key = wanted;
                IF wanted IS NULL OR holder = row.pk THEN
                    DELETE FROM sync.taken k WHERE k.entity = row.entity AND k.site = row.site
                        AND k.key = sync.key_of(columns, row.now) AND k.pk = row.pk;
                ELSE
                    FOREACH last IN ARRAY columns LOOP
                        CONTINUE WHEN NOT row.landed ? last;
                        row.lost := row.lost || jsonb_build_object(last, jsonb_build_object(
                            'mine', row.landed -> last, 'theirs', row.now -> last, 'by', holder, 'own', NULL));
                        row.landed := row.landed - last;
                        row.was := row.was - last;
                    END LOOP;
                    IF row.landed = '{}' THEN
                        row.version := row.version - 1;
                    END IF;
                END IF;
            END IF;
        END IF;
        RETURN NEXT row;
    END LOOP;
END
$$;
