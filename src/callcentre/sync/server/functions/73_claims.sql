-- Claims: who works on what, by the server's clock. A fence is the number of a claim; a higher one makes it worthless.

CREATE OR REPLACE FUNCTION sync.claim(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN sync.claimed(sync.asking(), body ->> 'entity', (body ->> 'pk')::uuid, (body ->> 'device')::uuid,
        (body ->> 'seconds')::integer, (body ->> 'fence')::bigint);
END
$$;

-- Takes what is free, whose lease is over, or one's own. After a restore only who shows the fence they had.
CREATE OR REPLACE FUNCTION sync.claimed(me sync.member, of_entity text, which uuid, at_device uuid, seconds integer, shown bigint)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    of_site text := sync.claimable(of_entity, which);
    at_now timestamptz := clock_timestamp();
    taken sync.lease;
    quiet timestamptz := (SELECT max(e.quiet_until) FROM sync.epoch e);
BEGIN
    IF of_site IS NULL THEN
        RAISE EXCEPTION 'row.unknown' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF quiet > at_now AND shown IS NULL AND NOT EXISTS (
        SELECT FROM sync.lease l WHERE l.entity = of_entity AND l.pk = which AND l.since > quiet - interval '15 minutes'
    ) THEN
        RETURN jsonb_build_object('now', sync.now(), 'granted', false, 'fence', NULL, 'until', sync.micros(quiet), 'by', NULL);
    END IF;
    INSERT INTO sync.lease AS l (entity, pk, site, person_id, device, fence, since, until)
    VALUES (of_entity, which, of_site, me.person_id, at_device, greatest(sync.now(), coalesce(shown, 0) + 1), at_now,
        at_now + make_interval(secs => least(greatest(coalesce(seconds, 900), 10), 3600)))
    ON CONFLICT (entity, pk) DO UPDATE SET person_id = excluded.person_id, device = excluded.device, until = excluded.until,
        fence = CASE WHEN l.until > at_now THEN l.fence ELSE greatest(l.fence + 1, excluded.fence) END,
        since = CASE WHEN l.until > at_now THEN l.since ELSE excluded.since END
    WHERE l.until <= at_now OR l.person_id = me.person_id AND l.device = at_device
    RETURNING * INTO taken;
    IF taken.fence IS NULL THEN
        SELECT l.* INTO taken FROM sync.lease l WHERE l.entity = of_entity AND l.pk = which;
        RETURN sync.lease_said(taken, false);
    END IF;
    RETURN sync.lease_said(taken, true);
END
$$;

CREATE OR REPLACE FUNCTION sync.lease_said(l sync.lease, granted boolean) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('now', sync.now(), 'granted', granted, 'entity', l.entity, 'pk', l.pk,
        'fence', CASE WHEN granted THEN l.fence END, 'until', sync.micros(l.until),
        'by', jsonb_build_object('person', l.person_id, 'name', (SELECT p.name FROM public.person p WHERE p.id = l.person_id),
            'since', sync.micros(l.since)))
$$;

-- The site of an order or complaint that a member of the centre may claim; null for all others.
CREATE OR REPLACE FUNCTION sync.claimable(of_entity text, which uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT s.site FROM sync.order_standing s WHERE of_entity = 'order' AND s.order_id = which AND sync.my_site() IS NOT NULL
    UNION ALL
    SELECT s.site FROM sync.complaint_standing s WHERE of_entity = 'complaint' AND s.complaint_id = which AND sync.my_site() IS NOT NULL
$$;

-- sync.next: the first of the orders in `among`, as the desk would call them, that nobody else has; without it the callback
-- that has waited longest and that nobody has. Whoever asks at the same time gets the one after it.
CREATE OR REPLACE FUNCTION sync.next(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    which uuid;
BEGIN
    IF body ->> 'queue' IS DISTINCT FROM 'callbacks' THEN
        RAISE EXCEPTION 'queue.unknown' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT s.order_id INTO which FROM sync.order_standing s
    WHERE s.state = 'awaiting_callback' AND s.site = sync.my_site()
        AND CASE WHEN body ? 'among' THEN s.order_id = ANY (ARRAY(SELECT jsonb_array_elements_text(body -> 'among'))::uuid[])
            ELSE s.promised_at IS NULL OR s.promised_at <= clock_timestamp() END
        AND NOT EXISTS (
            SELECT FROM sync.lease l WHERE l.entity = 'order' AND l.pk = s.order_id AND l.until > clock_timestamp()
                AND NOT (body ? 'among' AND l.person_id = me.person_id AND l.device = (body ->> 'device')::uuid))
    ORDER BY array_position(ARRAY(SELECT jsonb_array_elements_text(body -> 'among')), s.order_id::text), s.last_change_at
    LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF which IS NULL THEN
        RETURN jsonb_build_object('now', sync.now(), 'granted', false, 'fence', NULL, 'until', NULL, 'by', NULL);
    END IF;
    RETURN sync.claimed(me, 'order', which, (body ->> 'device')::uuid, (body ->> 'seconds')::integer, NULL);
END
$$;

-- sync.renew: longer, for whoever holds the valid fence. One that has ended is claimed anew; one that a restore has
-- forgotten is given back to whoever shows its fence while claims wait.
CREATE OR REPLACE FUNCTION sync.renew(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    kept sync.lease;
BEGIN
    UPDATE sync.lease l SET until = clock_timestamp() + make_interval(secs => least(greatest(coalesce((body ->> 'seconds')::integer, 900), 10), 3600))
    WHERE l.entity = body ->> 'entity' AND l.pk = (body ->> 'pk')::uuid AND l.person_id = me.person_id
        AND l.fence = (body ->> 'fence')::bigint AND l.until > clock_timestamp()
    RETURNING * INTO kept;
    IF kept.fence IS NULL AND EXISTS (SELECT FROM sync.lease l WHERE l.entity = body ->> 'entity' AND l.pk = (body ->> 'pk')::uuid) THEN
        SELECT l.* INTO kept FROM sync.lease l WHERE l.entity = body ->> 'entity' AND l.pk = (body ->> 'pk')::uuid;
        RETURN sync.lease_said(kept, false);
    ELSIF kept.fence IS NULL THEN
        RETURN sync.claimed(me, body ->> 'entity', (body ->> 'pk')::uuid, (body ->> 'device')::uuid,
            (body ->> 'seconds')::integer, (body ->> 'fence')::bigint);
    END IF;
    RETURN sync.lease_said(kept, true);
END
$$;

-- sync.release: done with it.
CREATE OR REPLACE FUNCTION sync.release(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
BEGIN
    UPDATE sync.lease l SET until = clock_timestamp()
    WHERE l.entity = body ->> 'entity' AND l.pk = (body ->> 'pk')::uuid AND l.person_id = me.person_id
        AND l.fence = (body ->> 'fence')::bigint AND l.until > clock_timestamp();
    RETURN jsonb_build_object('now', sync.now(), 'released', FOUND);
END
$$;

-- sync.break_claim: a supervisor takes somebody's claim away; with `take` it is the supervisor's in the same moment.
CREATE OR REPLACE FUNCTION sync.break_claim(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    broken boolean;
BEGIN
    IF NOT 'supervisor' = ANY (me.roles) THEN
        RAISE EXCEPTION 'act.no_right' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE sync.lease l SET until = clock_timestamp()
    WHERE l.entity = body ->> 'entity' AND l.pk = (body ->> 'pk')::uuid AND l.until > clock_timestamp()
        AND NOT (coalesce((body ->> 'take')::boolean, false) AND l.person_id = me.person_id AND l.device = (body ->> 'device')::uuid);
    broken := FOUND;
    IF coalesce((body ->> 'take')::boolean, false) THEN
        -- The row stays locked until the end: nobody comes between.
        RETURN sync.claimed(me, body ->> 'entity', (body ->> 'pk')::uuid, (body ->> 'device')::uuid,
            (body ->> 'seconds')::integer, NULL) || jsonb_build_object('released', broken);
    END IF;
    RETURN jsonb_build_object('now', sync.now(), 'released', broken);
END
$$;

-- Whether an event was written under a claim that is worth nothing any more: a colleague has a higher fence, or, where it was
-- taken while alone (fence 0), has it now. An event that names no fence was written under no claim.
CREATE OR REPLACE FUNCTION sync.fenced_off(e sync.asked) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM sync.lease l CROSS JOIN LATERAL (SELECT CASE WHEN e.fields #>> '{fence,1}' ~ '^[0-9]{1,18}$'
            THEN (e.fields #>> '{fence,1}')::bigint ELSE 0 END) shown (fence)
        WHERE l.entity = split_part(e.entity, '_', 1) AND l.pk = e.pk AND l.person_id <> e.actor
            AND CASE WHEN shown.fence > 0 THEN l.fence > shown.fence ELSE l.until > clock_timestamp() END)
$$;

-- sync.claims: every valid claim of the site, so that lists can show who has what.
CREATE OR REPLACE FUNCTION sync.claims(body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
BEGIN
    RETURN jsonb_build_object('now', sync.now(), 'claims', (
        SELECT coalesce(jsonb_agg(sync.lease_said(l, l.person_id = me.person_id) - 'now' ORDER BY l.since), '[]')
        FROM sync.lease l WHERE l.until > clock_timestamp()));
END
$$;
