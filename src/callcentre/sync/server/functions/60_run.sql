-- A run is the longest stretch of commands that can be judged and written together. It ends before a command
-- that is refused or has to wait, and before one that takes back or corrects what the run itself has just said.

-- Orders and complaints are locked first, then customers, each in the order of their ids: two pushes never wait for one another.
CREATE OR REPLACE FUNCTION sync.lock_subjects(asked sync.asked[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    orders uuid[];
    complaints uuid[];
    customers uuid[];
    rows boolean;
    moves boolean;
BEGIN
    SELECT array_agg(a.pk) FILTER (WHERE a.entity = 'order_event'), array_agg(a.pk) FILTER (WHERE a.entity = 'complaint_event'),
        bool_or(a.kind <> 'event'), bool_or(a.said IN ('opened', 'amended', 'relayed', 'withdrawn', 'undone'))
    INTO orders, complaints, rows, moves FROM unnest(asked) a;
    IF orders IS NOT NULL THEN
        PERFORM FROM sync.order_standing s WHERE s.order_id = ANY (orders) ORDER BY s.order_id FOR NO KEY UPDATE;
    END IF;
    IF complaints IS NOT NULL THEN
        PERFORM FROM sync.complaint_standing s WHERE s.complaint_id = ANY (complaints) ORDER BY s.complaint_id FOR NO KEY UPDATE;
    END IF;
    IF rows THEN
        customers := ARRAY(SELECT sync.customers_of_rows(asked));
    END IF;
    IF moves THEN
        customers := customers || ARRAY(SELECT sync.customers_of_moves(asked));
    END IF;
    IF customers <> '{}' THEN
        PERFORM FROM public.customer c WHERE c.id = ANY (customers) ORDER BY c.id FOR NO KEY UPDATE;
    END IF;
END
$$;

-- The customers whose rows are written, where they stood and where they go.
CREATE OR REPLACE FUNCTION sync.customers_of_rows(asked sync.asked[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE AS $$
DECLARE
    of_entity text;
    ids uuid[];
    owners uuid[];
BEGIN
    FOR of_entity, ids, owners IN
        SELECT a.entity, array_agg(a.pk), array_agg((a.fields #>> ARRAY[CASE a.entity WHEN 'cover' THEN 'asset_id' ELSE 'customer_id' END, '1'])::uuid)
        FROM unnest(asked) a WHERE a.entity IN ('customer', 'phone', 'address', 'asset', 'cover') GROUP BY a.entity
    LOOP
        CASE of_entity
            WHEN 'customer' THEN RETURN QUERY SELECT unnest(ids);
            WHEN 'phone' THEN RETURN QUERY SELECT unnest(owners) UNION SELECT t.customer_id FROM public.phone t WHERE t.id = ANY (ids);
            WHEN 'address' THEN RETURN QUERY SELECT unnest(owners) UNION SELECT t.customer_id FROM public.address t WHERE t.id = ANY (ids);
            WHEN 'asset' THEN RETURN QUERY SELECT unnest(owners) UNION SELECT t.customer_id FROM public.asset t WHERE t.id = ANY (ids);
            WHEN 'cover' THEN RETURN QUERY SELECT t.customer_id FROM public.asset t WHERE t.id = ANY (owners);
        END CASE;
    END LOOP;
END
$$;

-- The customers of orders that may be handed to an outlet, or to another customer.
CREATE OR REPLACE FUNCTION sync.customers_of_moves(asked sync.asked[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE AS $$
DECLARE
    orders uuid[] := ARRAY(SELECT a.pk FROM unnest(asked) a WHERE a.said IN ('relayed', 'withdrawn', 'amended', 'undone'));
BEGIN
    RETURN QUERY SELECT s.customer_id FROM sync.order_standing s WHERE s.order_id = ANY (orders);
    RETURN QUERY SELECT coalesce(a.data ->> 'customer', a.data #>> '{fields,customer}')::uuid FROM unnest(asked) a
    WHERE a.said IN ('opened', 'amended') AND a.entity = 'order_event';
END
$$;

-- Rows that must be there for a change to mean anything. Not there, or not for this login's eyes: it waits.
CREATE OR REPLACE FUNCTION sync.links_of(asked sync.asked[]) RETURNS TABLE (n integer, cmd_n integer, entity text, pk uuid, is_parent boolean)
LANGUAGE sql STABLE AS $$
    SELECT a.n, a.cmd_n, t.parent_entity, (a.fields #>> ARRAY[t.parent_column, '1'])::uuid, true
    FROM unnest(asked) a JOIN sync.audience t ON t.entity = a.entity
    WHERE t.parent_entity IS NOT NULL AND a.fields #>> ARRAY[t.parent_column, '1'] IS NOT NULL
    UNION ALL
    SELECT a.n, a.cmd_n, l.value, (a.fields #>> ARRAY[l.key, '1'])::uuid, false
    FROM unnest(asked) a JOIN sync.audience t ON t.entity = a.entity CROSS JOIN LATERAL jsonb_each_text(t.links) l
    WHERE a.fields #>> ARRAY[l.key, '1'] IS NOT NULL
    UNION ALL
    SELECT a.n, a.cmd_n, CASE a.fields #>> '{subject_kind,1}' WHEN 'order' THEN 'service_order' ELSE a.fields #>> '{subject_kind,1}' END,
        (a.fields #>> '{subject_id,1}')::uuid, true
    FROM unnest(asked) a WHERE a.entity = 'attachment'
    UNION ALL
    SELECT a.n, a.cmd_n, v.name, coalesce(a.data ->> v.name, nullif(a.data -> 'fields' ->> v.name, ''))::uuid, false
    FROM unnest(asked) a CROSS JOIN (VALUES ('customer'), ('address'), ('asset')) v (name)
    WHERE a.entity = 'order_event' AND a.said IN ('opened', 'amended')
        AND coalesce(a.data ->> v.name, nullif(a.data -> 'fields' ->> v.name, '')) IS NOT NULL
$$;

-- {n: site of the parent} and the changes whose links are not there.
CREATE OR REPLACE FUNCTION sync.linked(asked sync.asked[], OUT sites jsonb, OUT broken sync.objection[])
LANGUAGE plpgsql AS $$
DECLARE
    of_entity text;
    ids uuid[];
    known jsonb := '{}';
BEGIN
    sites := '{}';
    IF NOT EXISTS (SELECT FROM unnest(asked) a WHERE a.kind <> 'event' OR a.said IN ('opened', 'amended')) THEN
        RETURN;
    END IF;
    FOR of_entity, ids IN SELECT l.entity, array_agg(DISTINCT l.pk) FROM sync.links_of(asked) l GROUP BY l.entity LOOP
        SELECT known || coalesce(jsonb_object_agg(s.pk, s.site), '{}') INTO known FROM sync.sites(of_entity, ids) s;
    END LOOP;
    SELECT coalesce(jsonb_object_agg(l.n, known ->> l.pk::text) FILTER (WHERE l.is_parent AND known ? l.pk::text), '{}'),
        array_agg(ROW(l.n, l.cmd_n, 'waits', 'row.unknown', jsonb_build_object('entity', l.entity))::sync.objection)
            FILTER (WHERE NOT known ? l.pk::text AND NOT EXISTS (
                SELECT FROM unnest(asked) a WHERE a.pk = l.pk AND a.kind = 'create' AND a.entity = l.entity AND a.n < l.n))
    INTO sites, broken FROM sync.links_of(asked) l;
END
$$;

-- What a command of the run builds on and is not there: an earlier command, or the event its writer had seen last.
CREATE OR REPLACE FUNCTION sync.unmet(wanted sync.wanted[], asked sync.asked[], settled uuid[], decided boolean) RETURNS SETOF sync.objection
LANGUAGE sql STABLE AS $$
    SELECT NULL::integer, w.cmd_n, 'waits', 'command.needs', jsonb_build_object('needs', need)
    FROM unnest(wanted) w CROSS JOIN LATERAL unnest(w.needs) need
    WHERE NOT need = ANY (settled)
        AND NOT EXISTS (SELECT FROM unnest(wanted) b WHERE b.cmd = need AND b.cmd_n < w.cmd_n)
        AND NOT EXISTS (SELECT FROM sync.command c WHERE c.cmd_id = need AND c.answer ->> 'result' <> 'refused')
        AND NOT decided
    UNION ALL
    SELECT a.n, a.cmd_n, 'waits', 'after.unknown', jsonb_build_object('event', a.said)
    FROM unnest(asked) a
    WHERE a.after IS NOT NULL AND a.kind = 'event' AND NOT decided
        AND NOT EXISTS (SELECT FROM unnest(asked) b WHERE b.change = a.after AND b.n < a.n)
        AND NOT EXISTS (SELECT FROM sync.applied p WHERE p.change_id = a.after)
$$;

-- A dispatcher acts on what their outlets see. A visit that took place is told of an order that has moved on, too.
CREATE OR REPLACE FUNCTION sync.other_outlets(asked sync.asked[], standings sync.order_standing[], mine uuid[]) RETURNS SETOF sync.objection
LANGUAGE sql STABLE AS $$
    SELECT a.n, a.cmd_n, 'refused', 'order.other_outlet', jsonb_build_object('event', a.said)
    FROM unnest(asked) a JOIN unnest(standings) s ON s.order_id = a.pk
    JOIN sync.event_kind k ON k.machine = 'order' AND k.kind = a.said
    WHERE a.entity = 'order_event' AND mine IS NOT NULL AND a.said <> 'opened' AND NOT a.roles && ARRAY['agent', 'supervisor', 'rule']
        AND (a.outlet IS NOT NULL AND NOT a.outlet = ANY (mine)
            OR NOT coalesce(s.seen_by = ANY (mine), false) AND (k.nature = 'decision' OR NOT k.needs_outlet))
$$;

-- An event refused by the lifecycle, in the words of the desk's own refusal.
CREATE OR REPLACE FUNCTION sync.illegal(machine text, v sync.judged, e sync.asked) RETURNS sync.objection
LANGUAGE sql STABLE AS $$
    SELECT ROW(v.n, v.cmd_n, 'refused',
        machine || '.' || CASE WHEN v.objection IN ('no_right', 'undo_not_yours', 'undo_too_late') THEN v.objection ELSE 'illegal' END,
        jsonb_build_object('event', e.said, 'state', v.state_before, 'objection', v.objection, 'possible', (
            SELECT coalesce(jsonb_agg(kind ORDER BY first), '[]') FROM (
                SELECT l.kind, min(l.n) AS first FROM sync.lifecycle l
                WHERE l.machine = illegal.machine AND l.source = v.state_before AND (e.is_import OR l.roles && e.roles) GROUP BY l.kind
            ) possible
        )) || CASE v.objection
            WHEN 'no_right' THEN jsonb_build_object('roles', (
                SELECT k.roles FROM sync.event_kind k WHERE k.machine = illegal.machine AND k.kind = e.said))
            WHEN 'undo_too_late' THEN jsonb_build_object('seconds', coalesce((sync.profile_now() #>> '{limits,undo_seconds}')::integer, 600))
            ELSE '{}' END
    )::sync.objection
$$;

-- The first command that looks back at what this very run brings: it says something about an event of it, or changes a row after
-- an order may have gone out of an outlet's sight, where who sees the row has to be asked anew.
CREATE OR REPLACE FUNCTION sync.looks_back(asked sync.asked[]) RETURNS integer
LANGUAGE plpgsql STABLE AS $$
DECLARE
    first_move integer;
BEGIN
    IF NOT EXISTS (SELECT FROM unnest(asked) a WHERE a.said IN ('undone', 'corrected') OR a.kind = 'patch') THEN
        RETURN NULL;
    END IF;
    SELECT min(a.cmd_n) INTO first_move FROM unnest(asked) a
    WHERE a.entity = 'order_event' AND a.said IN ('relayed', 'withdrawn', 'amended', 'undone', 'corrected');
    RETURN (
        SELECT min(cmd_n) FROM (
            SELECT a.cmd_n, a.said, min(a.cmd_n) OVER (PARTITION BY a.pk) AS first FROM unnest(asked) a WHERE a.entity = 'order_event'
            UNION ALL
            SELECT a.cmd_n, 'undone', first_move FROM unnest(asked) a WHERE a.kind = 'patch' AND a.entity IN (
                SELECT u.entity FROM sync.audience u WHERE u.feed <> 'company' AND u.outlet_sees <> '{}')
        ) e WHERE e.said IN ('undone', 'corrected') AND e.first < e.cmd_n
    );
END
$$;

-- Stored events of orders and complaints, with their words.
CREATE OR REPLACE FUNCTION sync.store_order_events(judged sync.judged_order[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO public.order_event (
        id, order_id, pos, kind, at, stated_at, actor_id, desk, outlet_id, technician_id, data, effect, state_before, state_after, site)
    SELECT a.change, a.pk, (j.verdict).pos, a.said, (j.verdict).at, (j.verdict).stated_at, a.actor, a.desk, a.outlet, a.technician,
        a.data, (j.verdict).effect, (j.verdict).state_before, (j.verdict).state_after, (j.now).site
    FROM unnest(judged) j CROSS JOIN LATERAL (SELECT (j.said).*) a;
    INSERT INTO public.event_text (event_id, texts, site)
    SELECT a.change, a.texts, (j.now).site
    FROM unnest(judged) j CROSS JOIN LATERAL (SELECT (j.said).*) a WHERE a.texts <> '{}';
$$;

CREATE OR REPLACE FUNCTION sync.store_complaint_events(judged sync.judged_complaint[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO public.complaint_event (
        id, complaint_id, pos, kind, at, stated_at, actor_id, desk, data, effect, state_before, state_after, site)
    SELECT a.change, a.pk, (j.verdict).pos, a.said, (j.verdict).at, (j.verdict).stated_at, a.actor, a.desk, a.data,
        (j.verdict).effect, (j.verdict).state_before, (j.verdict).state_after, (j.now).site
    FROM unnest(judged) j CROSS JOIN LATERAL (SELECT (j.said).*) a;
    INSERT INTO public.complaint_text (event_id, texts, site)
    SELECT a.change, a.texts, (j.now).site
    FROM unnest(judged) j CROSS JOIN LATERAL (SELECT (j.said).*) a WHERE a.texts <> '{}';
$$;

-- Where the orders stand after the run.
CREATE OR REPLACE FUNCTION sync.store_order_standings(standings sync.order_standing[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    UPDATE sync.order_standing o SET
        state = s.state, outlet_id = s.outlet_id, danger = s.danger, last_effective = s.last_effective,
        cancel_unanswered = s.cancel_unanswered, last_change = s.last_change, last_voice = s.last_voice, last_pos = s.last_pos,
        last_change_at = s.last_change_at, customer_id = s.customer_id, address_id = s.address_id, asset_id = s.asset_id,
        seen_by = s.seen_by, seen_before = s.seen_before, promised_at = s.promised_at
    FROM unnest(standings) s WHERE o.order_id = s.order_id
$$;

CREATE OR REPLACE FUNCTION sync.store_complaint_standings(standings sync.complaint_standing[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    UPDATE sync.complaint_standing o SET
        state = s.state, owner_id = s.owner_id, offered_to = s.offered_to, concerned = s.concerned,
        customer_called = s.customer_called, last_pos = s.last_pos, last_change_at = s.last_change_at
    FROM unnest(standings) s WHERE o.complaint_id = s.complaint_id
$$;

-- The orders that came into an outlet's sight or went out of it, event by event.
CREATE OR REPLACE FUNCTION sync.moves_of(judged sync.judged_order[], before sync.order_standing[]) RETURNS SETOF sync.moved
LANGUAGE sql STABLE AS $$
    WITH step AS (
        SELECT (j.verdict).n, (j.verdict).pos, j.now, j.said,
            coalesce(lag(j.now) OVER own, b) AS before, (j.verdict).state_before = 'none' AS begins
        FROM unnest(judged) j JOIN unnest(before) b ON b.order_id = (j.now).order_id
        WINDOW own AS (PARTITION BY (j.now).order_id ORDER BY (j.verdict).n)
    )
    SELECT s.n, row_number() OVER (PARTITION BY (s.now).order_id ORDER BY s.n)::integer, (s.said).change, (s.said).cmd,
        (s.said).actor, (s.said).device,
        (s.now).order_id, (s.now).site, s.pos,
        CASE WHEN NOT s.begins AND (s.before).seen_by IS DISTINCT FROM (s.now).seen_by THEN (s.before).seen_by END,
        CASE WHEN NOT s.begins AND ((s.before).seen_by IS DISTINCT FROM (s.now).seen_by
            OR (s.before).customer_id IS DISTINCT FROM (s.now).customer_id) AND (s.before).seen_by IS NOT NULL THEN (s.before).customer_id END,
        (s.now).seen_by, s.now
    FROM step s
    WHERE (s.before).seen_by IS DISTINCT FROM (s.now).seen_by
        OR (s.now).seen_by IS NOT NULL AND (s.begins OR ((s.before).customer_id, (s.before).address_id, (s.before).asset_id)
            IS DISTINCT FROM ((s.now).customer_id, (s.now).address_id, (s.now).asset_id))
$$;

-- The lines of stored events: the site's feed, and cut down that of the outlet that sees the order and was not just handed it.
CREATE OR REPLACE FUNCTION sync.order_event_entries(judged sync.judged_order[], moves sync.moved[], at_now timestamptz)
RETURNS SETOF sync.entry LANGUAGE sql STABLE AS $$
    WITH stored AS (
        SELECT a.n, a.change, a.cmd, a.pk, a.actor, a.device, (j.verdict).pos, (j.now).site, (j.now).seen_by,
            sync.judged_event_fields(j.verdict, j.said) AS fields
        FROM unnest(judged) j CROSS JOIN LATERAL (SELECT (j.said).*) a
    )
    SELECT n, 0, 'site:' || site, site, change, cmd, 'order_event', pk, 'event', pos, fields, actor, device, at_now FROM stored
    UNION ALL
    SELECT n, 1, 'outlet:' || s.seen_by, site, change, cmd, 'order_event', pk, 'event', pos, sync.cut_event(fields), actor, device, at_now
    FROM stored s WHERE s.seen_by IS NOT NULL AND NOT EXISTS (SELECT FROM unnest(moves) m WHERE m.n = s.n)
$$;

CREATE OR REPLACE FUNCTION sync.complaint_event_entries(judged sync.judged_complaint[], at_now timestamptz)
RETURNS SETOF sync.entry LANGUAGE sql STABLE AS $$
    SELECT a.n, 0, 'site:' || e.site, e.site, a.change, a.cmd, 'complaint_event', a.pk, 'event', e.pos,
        sync.complaint_event_fields(e, a.texts), a.actor, a.device, at_now
    FROM unnest(judged) j CROSS JOIN LATERAL (SELECT (j.said).*) a JOIN public.complaint_event e ON e.id = a.change
$$;
