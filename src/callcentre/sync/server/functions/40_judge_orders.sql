-- Whether a guard lets an event pass where the order stands: domain.lifecycle.GUARDS.
CREATE OR REPLACE FUNCTION sync.order_guard(guard text, now sync.order_standing, e sync.asked) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT CASE guard
        WHEN 'origin_outlet_named' THEN 'agent' = ANY (e.roles) OR coalesce(e.data ->> 'origin', '') <> ''
        WHEN 'not_danger' THEN NOT now.danger
        WHEN 'of_current_outlet' THEN coalesce(e.outlet = now.outlet_id, false)
        WHEN 'work_finished' THEN coalesce(now.last_effective IN ('fixed', 'no_fault_found'), true)
        WHEN 'another_voice' THEN e.actor IS DISTINCT FROM now.last_voice
        WHEN 'rule_closes_unreachable_only' THEN NOT 'rule' = ANY (e.roles) OR e.data ->> 'reason' = 'unreachable'
        WHEN 'danger_takes_two' THEN NOT now.danger OR e.data ->> 'second' <> e.actor::text AND EXISTS (
            SELECT FROM public.person p WHERE p.id::text = e.data ->> 'second' AND p.roles ? 'supervisor')
        WHEN 'customer_was_asked' THEN NOT now.cancel_unanswered
        WHEN 'danger_stays' THEN NOT sync.lowers(now, e) OR 'supervisor' = ANY (e.roles)
        WHEN 'lowering_explained' THEN NOT sync.lowers(now, e) OR coalesce(e.data ->> 'reason', '') <> ''
        WHEN 'only_the_last' THEN coalesce(e.data ->> 'event' = now.last_change::text, false)
    END
$$;

CREATE OR REPLACE FUNCTION sync.lowers(now sync.order_standing, e sync.asked) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT now.danger AND coalesce(e.data #>> '{fields,urgency}', CASE WHEN e.data -> 'fields' ? 'urgency' THEN '' ELSE 'danger' END) <> 'danger'
$$;

-- Why an event is not legal where the order stands; null where it is. `state` where no row of the table fits.
CREATE OR REPLACE FUNCTION sync.order_objection(rule sync.lifecycle, now sync.order_standing, e sync.asked) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    guard text;
BEGIN
    IF rule.kind IS NULL THEN
        RETURN 'state';
    ELSIF NOT e.is_import AND NOT rule.roles && e.roles THEN
        RETURN 'role';
    END IF;
    FOREACH guard IN ARRAY rule.guards LOOP
        CONTINUE WHEN e.is_import AND EXISTS (
            SELECT FROM sync.guard g WHERE g.machine = rule.machine AND g.name = guard AND g.about_person);
        IF sync.order_guard(guard, now, e) IS NOT TRUE THEN
            RETURN guard;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- Where an order stands one applied event later: domain.story.advance.
CREATE OR REPLACE FUNCTION sync.order_advanced(
    now sync.order_standing, id uuid, kind text, actor uuid, outlet uuid, data jsonb, changes boolean, state_after text
) RETURNS sync.order_standing LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF changes THEN
        now.state := state_after;
        now.last_change := CASE WHEN kind <> 'opened' THEN id END;
    END IF;
    CASE kind
        WHEN 'opened' THEN
            now.danger := coalesce(data ->> 'urgency' = 'danger', false);
            now.customer_id := (data ->> 'customer')::uuid;
            now.address_id := (data ->> 'address')::uuid;
            now.asset_id := (data ->> 'asset')::uuid;
        WHEN 'amended' THEN
            IF data -> 'fields' ? 'urgency' THEN
                now.danger := data #>> '{fields,urgency}' = 'danger';
            END IF;
            IF data -> 'fields' ? 'customer' THEN
                now.customer_id := (data #>> '{fields,customer}')::uuid;
            END IF;
            IF data -> 'fields' ? 'address' THEN
                now.address_id := nullif(data #>> '{fields,address}', '')::uuid;
            END IF;
            IF data -> 'fields' ? 'asset' THEN
                now.asset_id := nullif(data #>> '{fields,asset}', '')::uuid;
            END IF;
        WHEN 'relayed' THEN
            now.outlet_id := outlet;
            now.seen_by := outlet;
            now.seen_before := now.seen_before || CASE WHEN outlet = ANY (now.seen_before) THEN '{}' ELSE ARRAY[outlet] END;
        WHEN 'withdrawn' THEN
            now.seen_by := NULL;
        WHEN 'accepted' THEN
            now.last_effective := NULL;
        WHEN 'visit' THEN
            IF data ->> 'outcome' NOT IN ('no_access', 'refused_visit', 'refused_fee') THEN
                now.last_effective := data ->> 'outcome';
            END IF;
        WHEN 'cancel_asked' THEN
            now.cancel_unanswered := true;
        WHEN 'contacted' THEN
            IF data ->> 'by' = 'centre' AND data ->> 'outcome' = 'reached' THEN
                now.cancel_unanswered := false;
            END IF;
        WHEN 'callback_attempt' THEN
            now.promised_at := sync.moment((data ->> 'next_at')::bigint);
        WHEN 'solved_by_phone', 'callback_answer', 'second_check' THEN
            now.last_voice := actor;
        ELSE
    END CASE;
    RETURN now;
END
$$;

-- Before any event. An order that a dispatcher opens is seen by their outlet.
CREATE OR REPLACE FUNCTION sync.order_begun(which uuid, site text, made_for uuid) RETURNS sync.order_standing
LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(
        which, site, 'none', NULL, false, NULL, false, NULL, NULL, 0, NULL, NULL, NULL, NULL, made_for,
        array_remove(ARRAY[made_for], NULL), NULL
    )::sync.order_standing
$$;

-- The order folded again from its stored events without one that is taken back.
CREATE OR REPLACE FUNCTION sync.order_without(old sync.order_standing, taken_back uuid) RETURNS sync.order_standing
LANGUAGE plpgsql STABLE AS $$
DECLARE
    now sync.order_standing := sync.order_begun(
        old.order_id, old.site, (SELECT o.made_for FROM public.service_order o WHERE o.id = old.order_id));
    e public.order_event;
BEGIN
    FOR e IN
        SELECT t.* FROM public.order_event t
        WHERE t.order_id = old.order_id AND t.effect = 'applied' AND t.kind <> 'undone' AND t.id <> taken_back
            AND NOT EXISTS (
                SELECT FROM public.order_event u WHERE u.order_id = t.order_id AND u.kind = 'undone'
                    AND u.effect = 'applied' AND u.data ->> 'event' = t.id::text)
        ORDER BY t.pos
    LOOP
        now := sync.order_advanced(
            now, e.id, e.kind, e.actor_id, e.outlet_id, e.data,
            e.state_before <> e.state_after OR e.kind IN (SELECT kind FROM sync.event_kind WHERE machine = 'order' AND reenters),
            e.state_after
        );
    END LOOP;
    now.last_pos := old.last_pos;
    now.last_change_at := old.last_change_at;
    now.seen_before := old.seen_before;
    RETURN now;
END
$$;

-- Who may take back: a supervisor; else its author, for as long as the profile says. Both times are the author's own clock.
CREATE OR REPLACE FUNCTION sync.undo_objection(e sync.asked) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN 'supervisor' = ANY (e.roles) THEN NULL
        WHEN t.actor_id <> e.actor THEN 'undo_not_yours'
        WHEN sync.told_at(e) - coalesce(sync.made_at(t.id), sync.micros(t.at)) > 1000000 * coalesce(
            (sync.profile_now() #>> '{limits,undo_seconds}')::bigint, 600) THEN 'undo_too_late'
    END
    FROM public.order_event t WHERE t.order_id = e.pk AND t.id::text = e.data ->> 'event'
$$;

-- The instant within an id that was made by time; null for ids made of names.
CREATE OR REPLACE FUNCTION sync.made_at(id uuid) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN substr(id::text, 15, 1) = '7'
        THEN ('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint * 1000 END
$$;

-- The body of the profile in force today.
CREATE OR REPLACE FUNCTION sync.profile_now() RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT body FROM public.profile_version
    WHERE valid_from <= (clock_timestamp() AT TIME ZONE coalesce(body ->> 'zone', 'UTC'))::date
    ORDER BY valid_from DESC, made_at DESC, id DESC LIMIT 1
$$;

-- One event at one standing: the verdict, and where the order stands then.
CREATE OR REPLACE FUNCTION sync.judged_order(now sync.order_standing, e sync.asked, of_kind sync.event_kind, at_now timestamptz) RETURNS sync.judged_order
LANGUAGE plpgsql STABLE AS $$
DECLARE
    rule sync.lifecycle;
    verdict sync.judged;
    changing boolean;
    stated timestamptz := sync.moment(sync.told_at(e));
BEGIN
    SELECT * INTO rule FROM sync.lifecycle l
    WHERE l.machine = 'order' AND l.kind = e.said AND l.source = now.state
        AND (l.when_field IS NULL OR e.data -> l.when_field = l.when_value)
    ORDER BY l.n LIMIT 1;
    verdict.n := e.n;
    verdict.cmd_n := e.cmd_n;
    verdict.state_before := now.state;
    verdict.state_after := now.state;
    verdict.objection := sync.order_objection(rule, now, e);
    IF verdict.objection IS NULL AND e.fields ? 'fence' AND sync.fenced_off(e) THEN
        verdict.objection := 'claim';
    END IF;
    IF NOT e.is_import AND NOT of_kind.roles && e.roles THEN
        verdict.objection := 'no_right';
        RETURN (verdict, NULL::sync.asked, now);
    ELSIF e.said = 'undone' AND NOT e.is_import AND sync.undo_objection(e) IS NOT NULL THEN
        verdict.objection := sync.undo_objection(e);
        RETURN (verdict, NULL::sync.asked, now);
    ELSIF verdict.objection IS NULL THEN
        verdict.effect := 'applied';
        verdict.state_after := coalesce(rule.to_state, now.state);
    ELSIF e.is_import OR of_kind.nature = 'decision' OR verdict.objection = 'role' OR EXISTS (
        SELECT FROM sync.guard g WHERE g.machine = 'order' AND g.name = verdict.objection AND g.about_person
    ) THEN
        RETURN (verdict, NULL::sync.asked, now);
    ELSE
        verdict.objection := NULL;
        verdict.effect := 'set_aside';
    END IF;
    changing := verdict.effect = 'applied' AND (of_kind.moves AND (rule.to_state IS NOT NULL OR e.said = 'undone'));
    verdict.pos := now.last_pos + 1;
    verdict.at := least(stated, at_now);
    IF changing AND now.last_change_at > verdict.at THEN
        verdict.at := now.last_change_at;
    END IF;
    verdict.stated_at := nullif(stated, verdict.at);
    IF verdict.effect = 'applied' THEN
        changing := verdict.state_after <> now.state OR of_kind.reenters;
        IF e.said = 'undone' THEN
            SELECT t.state_before INTO verdict.state_after FROM public.order_event t WHERE t.id::text = e.data ->> 'event';
            now := sync.order_without(now, (e.data ->> 'event')::uuid);
        ELSE
            now := sync.order_advanced(now, e.change, e.said, e.actor, e.outlet, e.data, changing, verdict.state_after);
        END IF;
        IF changing THEN
            now.last_change_at := verdict.at;
        END IF;
    END IF;
    now.last_pos := verdict.pos;
    RETURN (verdict, NULL::sync.asked, now);
END
$$;

-- All order events of a run, each where the one before it has left its order: one level of the recursion is one event an order.
CREATE OR REPLACE FUNCTION sync.judged_orders(asked sync.asked[], standings sync.order_standing[], at_now timestamptz)
RETURNS SETOF sync.judged_order LANGUAGE sql STABLE AS $$
    WITH RECURSIVE event AS MATERIALIZED (
        SELECT a AS said, k AS of_kind, a.pk, row_number() OVER (PARTITION BY a.pk ORDER BY a.n) AS turn
        FROM unnest(asked) a LEFT JOIN sync.event_kind k ON k.machine = 'order' AND k.kind = a.said WHERE a.entity = 'order_event'
    ), way AS (
        SELECT s.order_id AS pk, 0::bigint AS turn, NULL::sync.judged AS verdict, NULL::sync.asked AS said, s AS now FROM unnest(standings) s
        UNION ALL
        SELECT way.pk, event.turn, (judged.one).verdict, event.said, (judged.one).now
        FROM way JOIN event ON event.pk = way.pk AND event.turn = way.turn + 1
        CROSS JOIN LATERAL (SELECT sync.judged_order(way.now, event.said, event.of_kind, at_now) OFFSET 0) judged (one)
    )
    SELECT verdict, said, now FROM way WHERE turn > 0
$$;
