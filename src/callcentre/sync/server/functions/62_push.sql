-- sync.push: whole commands of one login, each judged once, applied whole or not at all, answered again when sent again.
CREATE OR REPLACE FUNCTION sync.push(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
    wanted sync.wanted[] := coalesce(sync.commands_of(body, me), '{}');
    asked sync.asked[] := sync.changes_of(body, wanted);
    answers jsonb := '{}';
    repeated sync.outcome[];
    entries sync.entry[] := '{}';
    outcomes sync.outcome[] := '{}';
    stops sync.objection[] := '{}';
    settled uuid[] := '{}';
    done integer := 0;
    step record;
BEGIN
    PERFORM sync.check_size(wanted, asked);
    PERFORM sync.lock_subjects(asked);
    answers := sync.answered(wanted);
    asked := ARRAY(SELECT a FROM unnest(asked) a WHERE NOT answers ? a.cmd::text ORDER BY a.n);
    repeated := ARRAY(SELECT r FROM sync.repeated(asked) r);
    asked := ARRAY(SELECT a FROM unnest(asked) a WHERE NOT EXISTS (SELECT FROM unnest(repeated) r WHERE r.n = a.n) ORDER BY a.n);
    wanted := ARRAY(SELECT w FROM unnest(wanted) w WHERE NOT answers ? w.cmd::text ORDER BY w.cmd_n);
    LOOP
        EXIT WHEN done >= coalesce((SELECT max(cmd_n) FROM unnest(wanted)), 0);
        SELECT r.* INTO step FROM sync.run(
            ARRAY(SELECT w FROM unnest(wanted) w WHERE w.cmd_n > done ORDER BY w.cmd_n),
            ARRAY(SELECT a FROM unnest(asked) a WHERE a.cmd_n > done ORDER BY a.n),
            settled, me, decided, at_now, entries, outcomes
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
    RETURN sync.settled(body, wanted, me, answers, entries, outcomes, repeated, stops, at_now);
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
    maker uuid := CASE WHEN NOT sync.is_centre(me.roles) THEN me.outlet_id END;
    orders sync.order_standing[];
    complaints sync.complaint_standing[];
    judged sync.judged_order[];
    judged_too sync.judged_complaint[];
    moves sync.moved[];
    sites jsonb;
    found sync.objection[];
    refused sync.objection;
BEGIN
    run_until := least(sync.looks_back(asked), (SELECT max(cmd_n) + 1 FROM unnest(wanted)));
    asked := ARRAY(SELECT a FROM unnest(asked) a WHERE a.cmd_n < run_until ORDER BY a.n);
    orders := ARRAY(SELECT s FROM sync.order_standing s WHERE s.order_id IN (SELECT a.pk FROM unnest(asked) a WHERE a.entity = 'order_event'))
        || ARRAY(SELECT sync.order_begun(a.pk, me.site, maker) FROM unnest(asked) a WHERE a.entity = 'service_order' AND a.kind = 'create'
            AND NOT EXISTS (SELECT FROM sync.order_standing s WHERE s.order_id = a.pk));
    complaints := ARRAY(SELECT s FROM sync.complaint_standing s
            WHERE s.complaint_id IN (SELECT a.pk FROM unnest(asked) a WHERE a.entity = 'complaint_event'))
        || ARRAY(SELECT sync.complaint_begun(a.pk, me.site) FROM unnest(asked) a WHERE a.entity = 'complaint' AND a.kind = 'create'
            AND NOT EXISTS (SELECT FROM sync.complaint_standing s WHERE s.complaint_id = a.pk));
    SELECT l.sites, l.broken INTO sites, found FROM sync.linked(asked) l;
    found := found || ARRAY(SELECT o FROM sync.objections(asked, me) o)
        || ARRAY(SELECT o FROM sync.stopped_commands(wanted) o)
        || ARRAY(SELECT o FROM sync.unmet(wanted, asked, settled, decided) o)
        || ARRAY(SELECT o FROM sync.unknown_rows(asked, orders, complaints) o)
        || ARRAY(SELECT o FROM sync.other_outlets(asked, orders, sync.my_outlets()) o);
    SELECT o.* INTO stopped FROM unnest(found) o WHERE o.cmd_n < run_until
    ORDER BY o.cmd_n, o.n NULLS FIRST, o.result LIMIT 1;
    run_until := least(run_until, stopped.cmd_n);
    asked := ARRAY(SELECT a FROM unnest(asked) a WHERE a.cmd_n < run_until ORDER BY a.n);

    judged := ARRAY(SELECT j FROM sync.judged_orders(asked, orders, at_now) j);
    judged_too := ARRAY(SELECT j FROM sync.judged_complaints(asked, complaints, at_now) j);
    SELECT o.* INTO refused FROM (
        SELECT (sync.illegal('order', j.verdict, a)).* FROM unnest(judged) j JOIN unnest(asked) a ON a.n = (j.verdict).n
        WHERE (j.verdict).objection IS NOT NULL
        UNION ALL
        SELECT (sync.illegal('complaint', j.verdict, a)).* FROM unnest(judged_too) j JOIN unnest(asked) a ON a.n = (j.verdict).n
        WHERE (j.verdict).objection IS NOT NULL
    ) o ORDER BY o.n LIMIT 1;
    IF refused.code IS NOT NULL THEN
        stopped := refused;
        run_until := refused.cmd_n;
        asked := ARRAY(SELECT a FROM unnest(asked) a WHERE a.cmd_n < run_until ORDER BY a.n);
        judged := ARRAY(SELECT j FROM unnest(judged) j WHERE (j.verdict).cmd_n < run_until);
        judged_too := ARRAY(SELECT j FROM unnest(judged_too) j WHERE (j.verdict).cmd_n < run_until);
    END IF;
    IF cardinality(asked) = 0 THEN
        RETURN;
    END IF;

    INSERT INTO sync.order_standing SELECT o.* FROM unnest(orders) o JOIN unnest(asked) a ON a.pk = o.order_id
    WHERE a.entity = 'service_order' AND a.kind = 'create' AND o.state = 'none' AND o.last_pos = 0 ON CONFLICT DO NOTHING;
    INSERT INTO sync.complaint_standing SELECT o.* FROM unnest(complaints) o JOIN unnest(asked) a ON a.pk = o.complaint_id
    WHERE a.entity = 'complaint' AND a.kind = 'create' AND o.state = 'none' AND o.last_pos = 0 ON CONFLICT DO NOTHING;
    SELECT w.entries, w.outcomes INTO entries, outcomes FROM sync.write_rows(asked, sites, me, at_now, entries, outcomes) w;
    IF cardinality(judged) > 0 THEN
        PERFORM sync.store_order_events(asked, judged);
        PERFORM sync.store_order_standings(ARRAY(
            SELECT DISTINCT ON ((j.now).order_id) j.now FROM unnest(judged) j ORDER BY (j.now).order_id, (j.verdict).n DESC));
        moves := ARRAY(SELECT m FROM sync.moves_of(asked, judged, orders) m);
        IF cardinality(moves) > 0 THEN
            PERFORM sync.raise_versions(moves);
            entries := entries || ARRAY(SELECT e FROM sync.moving_entries(moves, at_now) e);
        END IF;
        entries := entries || ARRAY(SELECT e FROM sync.order_event_entries(asked, judged, moves, at_now) e)
            || ARRAY(SELECT e FROM sync.asides(asked, ARRAY(
                SELECT j.verdict FROM unnest(judged) j WHERE (j.verdict).effect = 'set_aside'), me, at_now) e);
    END IF;
    IF cardinality(judged_too) > 0 THEN
        PERFORM sync.store_complaint_events(asked, judged_too);
        PERFORM sync.store_complaint_standings(ARRAY(
            SELECT DISTINCT ON ((j.now).complaint_id) j.now FROM unnest(judged_too) j ORDER BY (j.now).complaint_id, (j.verdict).n DESC));
        entries := entries || ARRAY(SELECT e FROM sync.complaint_event_entries(asked, judged_too, at_now) e)
            || ARRAY(SELECT e FROM sync.asides(asked, ARRAY(
                SELECT j.verdict FROM unnest(judged_too) j WHERE (j.verdict).effect = 'set_aside'), me, at_now) e);
    END IF;
    outcomes := outcomes || ARRAY(
        SELECT ROW(a.n, a.cmd_n, a.change, jsonb_build_object(
            'version', v.pos, 'pos', v.pos, 'at', sync.micros(v.at), 'effect', v.effect
        ) || CASE WHEN sync.told_to(me, a, v, orders) THEN jsonb_build_object(
            'state_before', v.state_before, 'state_after', v.state_after) ELSE '{}' END, false)::sync.outcome
        FROM (SELECT (j.verdict).* FROM unnest(judged) j UNION ALL SELECT (j.verdict).* FROM unnest(judged_too) j) v
        JOIN unnest(asked) a ON a.n = v.n
    );
END
$$;

-- Whether the answer may say where the order stands: not to an outlet that the order has left.
CREATE OR REPLACE FUNCTION sync.told_to(me sync.member, a sync.asked, v sync.judged, orders sync.order_standing[]) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT sync.is_centre(me.roles) OR EXISTS (
        SELECT FROM unnest(orders) o WHERE o.order_id = a.pk AND o.seen_by = ANY (sync.my_outlets()))
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
BEGIN
    RETURN QUERY SELECT a.n, a.cmd_n, 'waits', 'row.unknown', jsonb_build_object('entity', a.entity) FROM unnest(asked) a
    WHERE a.entity = 'order_event' AND NOT EXISTS (SELECT FROM unnest(orders) o WHERE o.order_id = a.pk)
        OR a.entity = 'complaint_event' AND NOT EXISTS (SELECT FROM unnest(complaints) c WHERE c.complaint_id = a.pk);
    FOR of_entity, ids IN
        SELECT a.entity, array_agg(DISTINCT a.pk) FROM unnest(asked) a JOIN sync.audience t ON t.entity = a.entity
        WHERE a.kind = 'patch' GROUP BY a.entity, t.n ORDER BY t.n
    LOOP
        RETURN QUERY
        WITH there AS MATERIALIZED (SELECT f.* FROM sync.found(of_entity, ids) f)
        SELECT a.n, a.cmd_n, CASE WHEN t.pk IS NULL THEN 'waits' ELSE 'refused' END,
            CASE WHEN t.pk IS NULL THEN 'row.unknown' ELSE 'act.other_outlet' END, jsonb_build_object('entity', a.entity)
        FROM unnest(asked) a LEFT JOIN there t ON t.pk = a.pk
        WHERE a.kind = 'patch' AND a.entity = of_entity AND NOT EXISTS (
            SELECT FROM unnest(asked) b WHERE b.entity = a.entity AND b.pk = a.pk AND b.kind = 'create' AND b.n < a.n
        ) AND (t.pk IS NULL OR of_entity = 'technician' AND NOT sync.is_centre(a.roles)
            AND NOT coalesce((t.now ->> 'outlet_id')::uuid = ANY (sync.my_outlets()), false));
    END LOOP;
END
$$;

-- Facts that were set aside are held up to a person of the site.
CREATE OR REPLACE FUNCTION sync.asides(asked sync.asked[], verdicts sync.judged[], me sync.member, at_now timestamptz)
RETURNS SETOF sync.entry LANGUAGE sql VOLATILE AS $$
    WITH raised AS (
        INSERT INTO sync.conflict (site, kind, entity, pk, field, change_id, actor_id, at)
        SELECT coalesce(o.site, c.site), 'set_aside', a.entity, a.pk, a.said, a.change, a.actor, at_now
        FROM unnest(verdicts) v JOIN unnest(asked) a ON a.n = v.n
        LEFT JOIN sync.order_standing o ON o.order_id = a.pk LEFT JOIN sync.complaint_standing c ON c.complaint_id = a.pk
        RETURNING *
    )
    SELECT a.n, 2, 'site:' || r.site, r.site, a.change, a.cmd, 'conflict', r.id, 'conflict', 1, sync.plain_conflict(r), a.actor, a.device, at_now
    FROM raised r JOIN unnest(asked) a ON a.change = r.change_id
$$;
