-- sync.push: whole commands of one login, each judged once, applied whole or not at all, answered again when sent again.
-- Its statements are planned once for each connection: planned anew they would cost a single save more than all else.
CREATE OR REPLACE FUNCTION sync.push(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN sync.pushed(body, sync.asking(), false);
END
$$;

-- The member who asks; strangers and locked ones get no further.
CREATE OR REPLACE FUNCTION sync.asking() RETURNS sync.member
LANGUAGE plpgsql STABLE AS $$
DECLARE
    me sync.member := sync.me();
BEGIN
    IF me.login IS NULL THEN
        RAISE EXCEPTION 'login.unknown' USING ERRCODE = 'invalid_authorization_specification';
    END IF;
    RETURN me;
END
$$;

-- `decided`: a supervisor has accepted what a witness brought; what it builds on need not be there.
CREATE OR REPLACE FUNCTION sync.pushed(body jsonb, me sync.member, decided boolean) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    at_now timestamptz := clock_timestamp();
    told sync.wanted[] := coalesce(sync.commands_of(body, me), '{}');
    wanted sync.wanted[] := told;
    asked sync.asked[] := sync.changes_of(body, wanted);
    answers jsonb;
    repeated sync.outcome[];
    entries sync.entry[] := '{}';
    outcomes sync.outcome[] := '{}';
    stops sync.objection[] := '{}';
    settled uuid[] := '{}';
    last integer := cardinality(told);
    done integer := 0;
    step record;
BEGIN
    PERFORM sync.check_size(wanted, asked);
    PERFORM sync.lock_subjects(asked);
    answers := sync.answered(wanted);
    IF answers <> '{}' THEN
        asked := ARRAY(SELECT a FROM unnest(asked) a WHERE NOT answers ? a.cmd::text ORDER BY a.n);
        wanted := ARRAY(SELECT w FROM unnest(wanted) w WHERE NOT answers ? w.cmd::text ORDER BY w.cmd_n);
        last := coalesce((SELECT max(w.cmd_n) FROM unnest(wanted) w), 0);
    END IF;
    repeated := ARRAY(SELECT r FROM sync.repeated(asked) r);
    IF repeated <> '{}' THEN
        asked := ARRAY(SELECT a FROM unnest(asked) a WHERE NOT EXISTS (SELECT FROM unnest(repeated) r WHERE r.n = a.n) ORDER BY a.n);
    END IF;
    WHILE done < last LOOP
        SELECT r.* INTO step FROM sync.run(
            sync.commands_behind(wanted, done), sync.changes_behind(asked, done), settled, me, decided, at_now, entries, outcomes
        ) r;
        entries := step.entries;
        outcomes := step.outcomes;
        settled := settled || ARRAY(SELECT w.cmd FROM unnest(wanted) w WHERE w.cmd_n > done AND w.cmd_n < step.run_until);
        done := step.run_until - 1;
        IF (step.stopped).code IS NOT NULL THEN
            stops := stops || step.stopped;
            done := step.run_until;
        END IF;
    END LOOP;
    RETURN sync.settled(body, told, wanted, me, answers, entries, outcomes, repeated, stops, at_now);
END
$$;

-- What is left behind the commands that are done. All of it, most times: then nothing is gone through.
CREATE OR REPLACE FUNCTION sync.commands_behind(wanted sync.wanted[], done integer) RETURNS sync.wanted[]
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF done > 0 THEN
        wanted := ARRAY(SELECT w FROM unnest(wanted) w WHERE w.cmd_n > done ORDER BY w.cmd_n);
    END IF;
    RETURN wanted;
END
$$;

CREATE OR REPLACE FUNCTION sync.changes_behind(asked sync.asked[], done integer) RETURNS sync.asked[]
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF done > 0 THEN
        asked := ARRAY(SELECT a FROM unnest(asked) a WHERE a.cmd_n > done ORDER BY a.n);
    END IF;
    RETURN asked;
END
$$;

CREATE OR REPLACE FUNCTION sync.check_size(wanted sync.wanted[], asked sync.asked[]) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF cardinality(wanted) > 1000 OR cardinality(asked) > 20000 THEN
        RAISE EXCEPTION 'push.too_large' USING ERRCODE = 'program_limit_exceeded';
    END IF;
END
$$;

-- Answers given before: {cmd: answer}. Only whoever may speak for its author hears them.
CREATE OR REPLACE FUNCTION sync.answered(wanted sync.wanted[]) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(c.cmd_id, c.answer || '{"duplicate": true}'), '{}')
    FROM unnest(wanted) w JOIN sync.command c ON c.cmd_id = w.cmd
    WHERE w.objection IS NULL AND w.witness IS NULL AND c.person_id = w.actor
$$;

-- Changes that another command has brought before, as two desks' rules do: what was said of them, where it may be read.
CREATE OR REPLACE FUNCTION sync.repeated(asked sync.asked[]) RETURNS SETOF sync.outcome
LANGUAGE sql STABLE AS $$
    SELECT a.n, a.cmd_n, a.change, CASE WHEN c.answer #>> ARRAY['changes', a.change::text, 'feed'] = ANY (sync.my_feeds())
        THEN c.answer #> ARRAY['changes', a.change::text] ELSE '{}' END, false
    FROM unnest(asked) a JOIN sync.applied p ON p.change_id = a.change LEFT JOIN sync.command c ON c.cmd_id = p.cmd_id
$$;

-- Judges and writes the commands up to the first that is stopped. `run_until` is that one, or where the next run begins.
CREATE OR REPLACE FUNCTION sync.run(
    wanted sync.wanted[], asked sync.asked[], settled uuid[], me sync.member, decided boolean, at_now timestamptz,
    INOUT entries sync.entry[], INOUT outcomes sync.outcome[], OUT stopped sync.objection, OUT run_until integer
) LANGUAGE plpgsql AS $$
DECLARE
    orders sync.order_standing[];
    complaints sync.complaint_standing[];
    judged sync.judged_order[];
    judged_too sync.judged_complaint[];
    sites jsonb;
    mine uuid[] := sync.my_outlets();
    found sync.objection[];
    refused sync.objection;
BEGIN
    run_until := least(sync.looks_back(asked), (SELECT max(cmd_n) + 1 FROM unnest(wanted)));
    asked := sync.before(asked, run_until);
    orders := sync.orders_of(asked, me);
    complaints := sync.complaints_of(asked, me);
    SELECT l.sites, l.broken INTO sites, found FROM sync.linked(asked) l;
    found := found || ARRAY(SELECT o FROM sync.objections(asked, me) o)
        || ARRAY(SELECT o FROM sync.stopped_commands(wanted) o)
        || ARRAY(SELECT o FROM sync.unmet(wanted, asked, settled, decided) o)
        || ARRAY(SELECT o FROM sync.unknown_rows(asked, orders, complaints) o);
    IF mine IS NOT NULL THEN
        found := found || ARRAY(SELECT o FROM sync.other_outlets(asked, orders, mine) o);
    END IF;
    SELECT o.* INTO stopped FROM unnest(found) o WHERE o.cmd_n < run_until
    ORDER BY o.cmd_n, o.n NULLS FIRST, o.result LIMIT 1;
    IF stopped.code IS NOT NULL THEN
        run_until := stopped.cmd_n;
        asked := sync.before(asked, run_until);
    END IF;

    judged := ARRAY(SELECT j FROM sync.judged_orders(asked, orders, at_now) j);
    judged_too := ARRAY(SELECT j FROM sync.judged_complaints(asked, complaints, at_now) j);
    SELECT o.* INTO refused FROM (
        SELECT (sync.illegal('order', j.verdict, j.said)).* FROM unnest(judged) j WHERE (j.verdict).objection IS NOT NULL
        UNION ALL
        SELECT (sync.illegal('complaint', j.verdict, j.said)).* FROM unnest(judged_too) j WHERE (j.verdict).objection IS NOT NULL
    ) o ORDER BY o.n LIMIT 1;
    IF refused.code IS NOT NULL THEN
        stopped := refused;
        run_until := refused.cmd_n;
        asked := sync.before(asked, run_until);
        judged := ARRAY(SELECT j FROM unnest(judged) j WHERE (j.verdict).cmd_n < run_until);
        judged_too := ARRAY(SELECT j FROM unnest(judged_too) j WHERE (j.verdict).cmd_n < run_until);
    END IF;

    PERFORM sync.begin_standings(orders, complaints, asked);
    IF EXISTS (SELECT FROM unnest(asked) a WHERE a.kind <> 'event') THEN
        SELECT w.entries, w.outcomes INTO entries, outcomes FROM sync.write_rows(asked, sites, me, at_now, entries, outcomes) w;
    END IF;
    IF cardinality(judged) > 0 THEN
        entries := entries || sync.write_order_events(judged, orders, me, at_now);
        outcomes := outcomes || ARRAY(
            SELECT sync.event_outcome(j.verdict, j.said, mine IS NULL OR (j.now).seen_by = ANY (mine)) FROM unnest(judged) j);
    END IF;
    IF cardinality(judged_too) > 0 THEN
        entries := entries || sync.write_complaint_events(judged_too, me, at_now);
        outcomes := outcomes || ARRAY(SELECT sync.event_outcome(j.verdict, j.said, true) FROM unnest(judged_too) j);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION sync.before(asked sync.asked[], cmd_n integer) RETURNS sync.asked[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF cardinality(asked) > 0 AND asked[cardinality(asked)].cmd_n >= cmd_n THEN
        asked := ARRAY(SELECT a FROM unnest(asked) a WHERE a.cmd_n < before.cmd_n ORDER BY a.n);
    END IF;
    RETURN asked;
END
$$;

-- Where the orders of a run stand, and those that it begins: seen by the outlet whose dispatcher opens them.
CREATE OR REPLACE FUNCTION sync.orders_of(asked sync.asked[], me sync.member) RETURNS sync.order_standing[]
LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT s FROM sync.order_standing s WHERE s.order_id = ANY (
            ARRAY(SELECT a.pk FROM unnest(asked) a WHERE a.entity IN ('order_event', 'service_order'))))
        || ARRAY(
            SELECT sync.order_begun(a.pk, me.site, CASE WHEN NOT sync.is_centre(me.roles) THEN me.outlet_id END)
            FROM unnest(asked) a WHERE a.entity = 'service_order' AND a.kind = 'create'
                AND NOT EXISTS (SELECT FROM sync.order_standing s WHERE s.order_id = a.pk))
$$;

CREATE OR REPLACE FUNCTION sync.complaints_of(asked sync.asked[], me sync.member) RETURNS sync.complaint_standing[]
LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT s FROM sync.complaint_standing s WHERE s.complaint_id = ANY (
            ARRAY(SELECT a.pk FROM unnest(asked) a WHERE a.entity IN ('complaint_event', 'complaint'))))
        || ARRAY(
            SELECT sync.complaint_begun(a.pk, me.site) FROM unnest(asked) a WHERE a.entity = 'complaint' AND a.kind = 'create'
                AND NOT EXISTS (SELECT FROM sync.complaint_standing s WHERE s.complaint_id = a.pk))
$$;

-- Standings of what the run creates, before anything refers to them.
CREATE OR REPLACE FUNCTION sync.begin_standings(
    orders sync.order_standing[], complaints sync.complaint_standing[], asked sync.asked[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    made uuid[] := ARRAY(SELECT a.pk FROM unnest(asked) a WHERE a.kind = 'create' AND a.entity IN ('service_order', 'complaint'));
BEGIN
    IF cardinality(made) > 0 THEN
        INSERT INTO sync.order_standing SELECT o.* FROM unnest(orders) o WHERE o.order_id = ANY (made) ON CONFLICT DO NOTHING;
        INSERT INTO sync.complaint_standing SELECT o.* FROM unnest(complaints) o WHERE o.complaint_id = ANY (made) ON CONFLICT DO NOTHING;
    END IF;
END
$$;

-- Stores judged events, moves the orders on, and answers the lines that go into feeds.
CREATE OR REPLACE FUNCTION sync.write_order_events(
    judged sync.judged_order[], before sync.order_standing[], me sync.member, at_now timestamptz
) RETURNS sync.entry[] LANGUAGE plpgsql AS $$
DECLARE
    moves sync.moved[] := '{}';
    entries sync.entry[];
BEGIN
    PERFORM sync.store_order_events(judged);
    PERFORM sync.store_order_standings(ARRAY(
        SELECT DISTINCT ON ((j.now).order_id) j.now FROM unnest(judged) j ORDER BY (j.now).order_id, (j.verdict).n DESC));
    IF EXISTS (
        SELECT FROM unnest(judged) j WHERE (j.said).said IN ('opened', 'amended', 'relayed', 'withdrawn', 'undone')
    ) THEN
        moves := ARRAY(SELECT m FROM sync.moves_of(judged, before) m);
    END IF;
    entries := ARRAY(SELECT e FROM sync.order_event_entries(judged, moves, at_now) e);
    IF cardinality(moves) > 0 THEN
        PERFORM sync.raise_versions(moves);
        entries := entries || ARRAY(SELECT e FROM sync.moving_entries(moves, at_now) e);
    END IF;
    IF EXISTS (SELECT FROM unnest(judged) j WHERE (j.verdict).effect = 'set_aside') THEN
        entries := entries || ARRAY(SELECT e FROM sync.asides(ARRAY(
            SELECT j.said FROM unnest(judged) j WHERE (j.verdict).effect = 'set_aside'), me, at_now) e);
    END IF;
    RETURN entries;
END
$$;

CREATE OR REPLACE FUNCTION sync.write_complaint_events(judged sync.judged_complaint[], me sync.member, at_now timestamptz)
RETURNS sync.entry[] LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sync.store_complaint_events(judged);
    PERFORM sync.store_complaint_standings(ARRAY(
        SELECT DISTINCT ON ((j.now).complaint_id) j.now FROM unnest(judged) j ORDER BY (j.now).complaint_id, (j.verdict).n DESC));
    RETURN ARRAY(SELECT e FROM sync.complaint_event_entries(judged, at_now) e) || ARRAY(SELECT e FROM sync.asides(ARRAY(
        SELECT j.said FROM unnest(judged) j WHERE (j.verdict).effect = 'set_aside'), me, at_now) e);
END
$$;

-- What an event's answer says; where the order stands is not for an outlet that it has left.
CREATE OR REPLACE FUNCTION sync.event_outcome(v sync.judged, said sync.asked, may_see boolean) RETURNS sync.outcome
LANGUAGE sql STABLE AS $$
    SELECT ROW(v.n, v.cmd_n, said.change, CASE WHEN may_see THEN jsonb_build_object(
        'version', v.pos, 'pos', v.pos, 'at', sync.micros(v.at), 'effect', v.effect, 'state_before', v.state_before, 'state_after', v.state_after
    ) ELSE jsonb_build_object('version', v.pos, 'pos', v.pos, 'at', sync.micros(v.at), 'effect', v.effect) END, false)::sync.outcome
$$;

-- Commands stopped as a whole: spoken in another's name, or brought by a witness and held for a supervisor.
CREATE OR REPLACE FUNCTION sync.stopped_commands(wanted sync.wanted[]) RETURNS SETOF sync.objection
LANGUAGE sql STABLE AS $$
    SELECT NULL::integer, w.cmd_n, 'refused', w.objection, '{}'::jsonb FROM unnest(wanted) w WHERE w.objection IS NOT NULL
    UNION ALL
    SELECT NULL, w.cmd_n, 'waits', 'command.witnessed', '{}' FROM unnest(wanted) w WHERE w.witness IS NOT NULL
$$;

-- Changes of rows that are not there, or not for the eyes of this login: the same answer for both.
CREATE OR REPLACE FUNCTION sync.unknown_rows(asked sync.asked[], orders sync.order_standing[], complaints sync.complaint_standing[])
RETURNS SETOF sync.objection LANGUAGE plpgsql AS $$
DECLARE
    of_entity text;
    ids uuid[];
    there uuid[];
BEGIN
    RETURN QUERY SELECT a.n, a.cmd_n, 'waits', 'row.unknown', jsonb_build_object('entity', a.entity) FROM unnest(asked) a
    WHERE a.entity = 'order_event' AND NOT EXISTS (SELECT FROM unnest(orders) o WHERE o.order_id = a.pk)
        OR a.entity = 'complaint_event' AND NOT EXISTS (SELECT FROM unnest(complaints) c WHERE c.complaint_id = a.pk);
    FOR of_entity, ids IN
        SELECT a.entity, array_agg(DISTINCT a.pk) FROM unnest(asked) a JOIN sync.audience t ON t.entity = a.entity
        WHERE a.kind = 'patch' GROUP BY a.entity
    LOOP
        there := ARRAY(SELECT s.pk FROM sync.sites(of_entity, ids) s);
        IF cardinality(there) < cardinality(ids) THEN
            RETURN QUERY SELECT a.n, a.cmd_n, 'waits', 'row.unknown', jsonb_build_object('entity', a.entity) FROM unnest(asked) a
            WHERE a.kind = 'patch' AND a.entity = of_entity AND NOT a.pk = ANY (there) AND NOT EXISTS (
                SELECT FROM unnest(asked) b WHERE b.entity = a.entity AND b.pk = a.pk AND b.kind = 'create' AND b.n < a.n);
        END IF;
        -- Whoever was erased is not named again by a desk that had not heard of it; nor is what it would say kept as a conflict.
        IF EXISTS (SELECT FROM sync.erasure e WHERE e.pk = ANY (ids)) THEN
            RETURN QUERY SELECT a.n, a.cmd_n, 'refused', 'row.erased', jsonb_build_object('entity', a.entity) FROM unnest(asked) a
            WHERE a.kind = 'patch' AND a.entity = of_entity AND EXISTS (SELECT FROM sync.erasure e WHERE e.pk = a.pk) AND EXISTS (
                SELECT FROM jsonb_each(a.fields) v WHERE v.key = ANY (ARRAY['name', 'initials', 'notes', 'needs', 'agreed_hours',
                    'typed', 'e164', 'extension', 'digits_back', 'line', 'lng', 'lat', 'exact', 'number', 'words'])
                    AND coalesce(v.value -> 1, 'null') NOT IN ('null', '""', '[]', '"none"'));
        END IF;
        IF of_entity = 'technician' THEN
            RETURN QUERY SELECT a.n, a.cmd_n, 'refused', 'act.other_outlet', jsonb_build_object('entity', a.entity)
            FROM unnest(asked) a JOIN public.technician t ON t.id = a.pk
            WHERE a.kind = 'patch' AND a.entity = of_entity AND NOT sync.is_centre(a.roles)
                AND NOT coalesce(t.outlet_id = ANY (sync.my_outlets()), false);
        END IF;
    END LOOP;
END
$$;

-- Facts that were set aside are held up to a person of the site.
CREATE OR REPLACE FUNCTION sync.asides(aside sync.asked[], me sync.member, at_now timestamptz)
RETURNS SETOF sync.entry LANGUAGE sql VOLATILE AS $$
    -- Not by RETURNING: whoever runs into something need not be among those who are told of it.
    WITH raised AS MATERIALIZED (
        SELECT gen_random_uuid() AS id, coalesce(o.site, c.site) AS site, a
        FROM unnest(aside) a
        LEFT JOIN sync.order_standing o ON o.order_id = a.pk LEFT JOIN sync.complaint_standing c ON c.complaint_id = a.pk
    ), stored AS (
        INSERT INTO sync.conflict (id, site, kind, entity, pk, field, change_id, actor_id, at)
        SELECT id, site, 'set_aside', (a).entity, (a).pk, (a).said, (a).change, (a).actor, at_now FROM raised
    )
    SELECT (r.a).n, 2, 'site:' || r.site, r.site, (r.a).change, (r.a).cmd, 'conflict', r.id, 'conflict', 1::bigint,
        sync.plain_conflict(ROW(r.id, r.site, NULL, 'set_aside', (r.a).entity, (r.a).pk, (r.a).said, NULL, NULL, (r.a).change, NULL,
            (r.a).actor, at_now, 'open', 1, '{}')::sync.conflict),
        (r.a).actor, (r.a).device, at_now
    FROM raised r
$$;
