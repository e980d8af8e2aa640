-- Whether a guard lets an event pass where the complaint stands: domain.complaints.GUARDS.
CREATE OR REPLACE FUNCTION sync.complaint_guard(guard text, now sync.complaint_standing, e sync.asked) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT CASE guard
        WHEN 'taker_owns' THEN NOT e.data ? 'owner' OR coalesce(e.data ->> 'person' = e.actor::text, false)
        WHEN 'owner_not_concerned' THEN NOT e.data ? 'person' OR e.data ->> 'person' IS DISTINCT FROM CASE e.said
            WHEN 'received' THEN coalesce(e.data ->> 'owner', e.actor::text) ELSE now.owner_id::text END
        WHEN 'by_owner' THEN coalesce(e.actor = now.owner_id, false)
        WHEN 'by_owner_or_above' THEN coalesce(e.actor = now.owner_id, false) OR e.roles && ARRAY['supervisor', 'rule']
        WHEN 'not_concerned' THEN e.actor IS DISTINCT FROM now.concerned
        WHEN 'offered_not_concerned' THEN e.data ->> 'person' IS DISTINCT FROM now.concerned::text
        WHEN 'by_the_offered' THEN coalesce(e.actor = now.offered_to, false)
        WHEN 'within_limit' THEN coalesce((e.data ->> 'compensation_fen')::bigint, 0) <= coalesce((
            SELECT max((v.value #>> '{}')::bigint) FROM jsonb_each(sync.profile_now() -> 'approval_fen') v
            WHERE v.key = ANY (e.roles)), 0)
        WHEN 'customer_called' THEN now.customer_called
        WHEN 'explained' THEN btrim(coalesce(e.texts ->> 'explanation', '')) <> ''
    END
$$;

CREATE OR REPLACE FUNCTION sync.complaint_objection(rule sync.lifecycle, now sync.complaint_standing, e sync.asked) RETURNS text
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
        IF sync.complaint_guard(guard, now, e) IS NOT TRUE THEN
            RETURN guard;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- Where a complaint stands one applied event later: domain.complaint_story.advance.
CREATE OR REPLACE FUNCTION sync.complaint_advanced(now sync.complaint_standing, e sync.asked, state_after text)
RETURNS sync.complaint_standing LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    now.state := state_after;
    IF e.said = 'received' THEN
        now.owner_id := coalesce((e.data ->> 'owner')::uuid, e.actor);
    END IF;
    IF e.said IN ('received', 'assessed') AND coalesce(e.data ->> 'person', '') <> '' THEN
        now.concerned := (e.data ->> 'person')::uuid;
    ELSIF e.said = 'remedy_given' THEN
        now.customer_called := false;
    ELSIF e.said = 'contacted' AND e.data ->> 'outcome' = 'reached' THEN
        now.customer_called := true;
    ELSIF e.said = 'owner_offered' THEN
        now.offered_to := (e.data ->> 'person')::uuid;
    ELSIF e.said = 'owner_accepted' THEN
        now.owner_id := e.actor;
        now.offered_to := NULL;
    ELSIF e.said = 'owner_returned' THEN
        now.offered_to := NULL;
    END IF;
    RETURN now;
END
$$;

CREATE OR REPLACE FUNCTION sync.complaint_begun(which uuid, site text) RETURNS sync.complaint_standing
LANGUAGE sql IMMUTABLE AS $$
    SELECT ROW(which, site, 'none', NULL, NULL, NULL, false, 0, NULL)::sync.complaint_standing
$$;

CREATE OR REPLACE FUNCTION sync.judged_complaint(now sync.complaint_standing, e sync.asked, of_kind sync.event_kind, at_now timestamptz)
RETURNS sync.judged_complaint LANGUAGE plpgsql STABLE AS $$
DECLARE
    table_of text := CASE WHEN e.is_import AND e.said IN ('received', 'ended') THEN 'complaint_import' ELSE 'complaint' END;
    rule sync.lifecycle;
    verdict sync.judged;
    stated timestamptz := sync.moment(sync.told_at(e));
BEGIN
    SELECT * INTO rule FROM sync.lifecycle l
    WHERE l.machine = table_of AND l.kind = e.said AND l.source = now.state
        AND (l.when_field IS NULL OR e.data -> l.when_field = l.when_value)
    ORDER BY l.n LIMIT 1;
    verdict.n := e.n;
    verdict.cmd_n := e.cmd_n;
    verdict.state_before := now.state;
    verdict.state_after := now.state;
    verdict.objection := sync.complaint_objection(rule, now, e);
    IF verdict.objection IS NULL AND e.fields ? 'fence' AND sync.fenced_off(e) THEN
        verdict.objection := 'claim';
    END IF;
    IF NOT e.is_import AND NOT of_kind.roles && e.roles THEN
        verdict.objection := 'no_right';
        RETURN (verdict, NULL::sync.asked, now);
    ELSIF verdict.objection IS NULL THEN
        verdict.effect := 'applied';
        verdict.state_after := coalesce(rule.to_state, now.state);
    ELSIF e.is_import OR of_kind.nature = 'decision' OR verdict.objection = 'role' OR EXISTS (
        SELECT FROM sync.guard g WHERE g.machine = table_of AND g.name = verdict.objection AND g.about_person
    ) THEN
        RETURN (verdict, NULL::sync.asked, now);
    ELSE
        verdict.objection := NULL;
        verdict.effect := 'set_aside';
    END IF;
    verdict.pos := now.last_pos + 1;
    verdict.at := least(stated, at_now);
    IF verdict.effect = 'applied' THEN
        IF rule.to_state IS NOT NULL AND now.last_change_at > verdict.at THEN
            verdict.at := now.last_change_at;
        END IF;
        IF verdict.state_after <> now.state OR of_kind.reenters THEN
            now.last_change_at := verdict.at;
        END IF;
        now := sync.complaint_advanced(now, e, verdict.state_after);
    END IF;
    verdict.stated_at := nullif(stated, verdict.at);
    now.last_pos := verdict.pos;
    RETURN (verdict, NULL::sync.asked, now);
END
$$;

CREATE OR REPLACE FUNCTION sync.judged_complaints(asked sync.asked[], standings sync.complaint_standing[], at_now timestamptz)
RETURNS SETOF sync.judged_complaint LANGUAGE sql STABLE AS $$
    WITH RECURSIVE event AS MATERIALIZED (
        SELECT a AS said, k AS of_kind, a.pk, row_number() OVER (PARTITION BY a.pk ORDER BY a.n) AS turn
        FROM unnest(asked) a LEFT JOIN sync.event_kind k ON k.machine = 'complaint' AND k.kind = a.said WHERE a.entity = 'complaint_event'
    ), way AS (
        SELECT s.complaint_id AS pk, 0::bigint AS turn, NULL::sync.judged AS verdict, NULL::sync.asked AS said, s AS now FROM unnest(standings) s
        UNION ALL
        SELECT way.pk, event.turn, (judged.one).verdict, event.said, (judged.one).now
        FROM way JOIN event ON event.pk = way.pk AND event.turn = way.turn + 1
        CROSS JOIN LATERAL (SELECT sync.judged_complaint(way.now, event.said, event.of_kind, at_now) OFFSET 0) judged (one)
    )
    SELECT verdict, said, now FROM way WHERE turn > 0
$$;
