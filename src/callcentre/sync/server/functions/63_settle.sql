-- The end of a push: places in the feeds, stored answers, and a word to whoever listens.

-- Gives each line its place. Heads are locked last and in the order of their names, so that feed order is commit order.
CREATE OR REPLACE FUNCTION sync.placed(entries sync.entry[], mark uuid, at_now timestamptz)
RETURNS TABLE (n integer, part integer, feed text, seq bigint)
LANGUAGE plpgsql AS $$
DECLARE
    feeds text[] := ARRAY(SELECT DISTINCT e.feed COLLATE "C" FROM unnest(entries) e ORDER BY 1);
    tell boolean;
BEGIN
    INSERT INTO sync.head (feed) SELECT unnest(feeds) ON CONFLICT DO NOTHING;
    PERFORM FROM sync.head h WHERE h.feed = ANY (feeds) ORDER BY h.feed FOR NO KEY UPDATE;
    -- One word in a quarter of a second is enough: whoever hears it looks once more a little later.
    SELECT bool_or(h.told_at < at_now - interval '250 milliseconds') INTO tell FROM sync.head h WHERE h.feed = ANY (feeds);
    RETURN QUERY
    WITH line AS (
        SELECT e.*, h.seq + row_number() OVER (PARTITION BY e.feed ORDER BY e.n, e.part, e.pk) AS place
        FROM unnest(entries) e JOIN sync.head h ON h.feed = e.feed
    ), put AS (
        INSERT INTO sync.feed (feed, seq, mark, site, change_id, cmd_id, entity, pk, kind, version, fields, actor_id, device, at)
        SELECT l.feed, l.place, mark, l.site, l.change, l.cmd, l.entity, l.pk, l.kind, l.version, l.fields, l.actor, l.device, l.at
        FROM line l
    ), moved AS (
        UPDATE sync.head h SET seq = h.seq + t.lines, told_at = CASE WHEN tell THEN at_now ELSE h.told_at END
        FROM (SELECT l.feed, count(*) AS lines FROM line l GROUP BY l.feed) t WHERE h.feed = t.feed
    )
    SELECT l.n, l.part, l.feed, l.place FROM line l;
    IF tell THEN
        PERFORM pg_notify('callcentre', '');
    END IF;
END
$$;

-- The answer of each command in the order asked, stored for the next time it is asked. `told` are all commands, `wanted`
-- those that were not answered before.
CREATE OR REPLACE FUNCTION sync.settled(
    body jsonb, told sync.wanted[], wanted sync.wanted[], me sync.member, answers jsonb, entries sync.entry[], outcomes sync.outcome[],
    repeated sync.outcome[], stops sync.objection[], at_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    drawn uuid := gen_random_uuid();
    mine text[] := sync.my_feeds();
    results jsonb;
BEGIN
    WITH place AS MATERIALIZED (
        SELECT DISTINCT ON (p.n) p.n, p.feed, p.seq FROM sync.placed(entries, drawn, at_now) p
        WHERE p.feed = ANY (mine) ORDER BY p.n, p.part
    ), line AS (
        -- What belongs to one command, one under the other: arrays are not joined, they would be gone through for each member.
        SELECT o.cmd_n, NULL::sync.wanted AS w, NULL::sync.objection AS stop, o.change, o.clashed, false AS known,
            o.said || jsonb_build_object('feed', coalesce(p.feed, ''), 'seq', coalesce(p.seq, sync.micros(at_now)), 'mark', drawn) AS said
        FROM unnest(outcomes) o LEFT JOIN place p ON p.n = o.n
        UNION ALL SELECT r.cmd_n, NULL, NULL, r.change, r.clashed, true, r.said FROM unnest(repeated) r
        UNION ALL SELECT w.cmd_n, w, NULL, NULL, NULL, NULL, NULL FROM unnest(wanted) w
        UNION ALL SELECT s.cmd_n, NULL, s, NULL, NULL, NULL, NULL FROM unnest(stops) s
    ), command AS (
        SELECT l.cmd_n, (array_agg(l.w) FILTER (WHERE (l.w).cmd IS NOT NULL))[1] AS w,
            (array_agg(l.stop) FILTER (WHERE (l.stop).code IS NOT NULL))[1] AS stop, coalesce(bool_or(l.clashed), false) AS clashed,
            coalesce(bool_and(l.known), false) AS known,
            coalesce(jsonb_object_agg(l.change, l.said) FILTER (WHERE l.change IS NOT NULL), '{}') AS changes
        FROM line l GROUP BY l.cmd_n
    ), answer AS MATERIALIZED (
        SELECT cmd_n, (w).cmd, (w).actor, (w).device, (stop).result AS stopped, (stop).code AS code, jsonb_build_object(
            'cmd', (w).cmd, 'result', coalesce((stop).result, CASE WHEN clashed THEN 'conflict' ELSE 'applied' END), 'code', (stop).code,
            'data', coalesce((stop).data, '{}'), 'duplicate', known AND (stop).result IS NULL,
            'changes', CASE WHEN (stop).result IS NULL THEN changes ELSE '{}' END) AS said
        FROM command
    ), stored AS (
        INSERT INTO sync.command (cmd_id, person_id, device, answer, at)
        SELECT a.cmd, a.actor, a.device, a.said, at_now FROM answer a
        WHERE a.stopped IS NULL OR a.stopped = 'refused' AND a.code <> 'actor.forged'
    )
    SELECT coalesce(jsonb_agg(said ORDER BY cmd_n), '[]') INTO results FROM (
        SELECT a.cmd_n, a.said FROM answer a
        UNION ALL SELECT t.cmd_n, answers -> t.cmd::text FROM unnest(told) t WHERE answers <> '{}' AND answers ? t.cmd::text
    ) result;
    IF cardinality(outcomes) > 0 THEN
        INSERT INTO sync.applied (change_id, cmd_id, mark, at)
        SELECT o.change, told[o.cmd_n].cmd, drawn, at_now FROM unnest(outcomes) o;
        INSERT INTO sync.mark (mark, at) VALUES (drawn, at_now);
    END IF;
    IF cardinality(stops) > 0 THEN
        PERFORM sync.keep_stopped(body, wanted, stops, me, at_now);
    END IF;
    IF EXISTS (SELECT FROM sync.held h WHERE h.state = 'open') THEN
        -- Whose author came back needs no witness any more.
        UPDATE sync.held h SET state = 'returned'
        FROM sync.command c WHERE c.cmd_id = h.cmd_id AND h.state = 'open' AND c.cmd_id IN (SELECT w.cmd FROM unnest(wanted) w);
    END IF;
    RETURN jsonb_build_object('now', sync.now(), 'results', results);
END
$$;

-- Keeps what was stopped: refusals by their changes; what a witness brought, or what builds on things that are not there,
-- until its author comes back or a supervisor of the site decides. What only needs another command waits for that one.
CREATE OR REPLACE FUNCTION sync.keep_stopped(body jsonb, wanted sync.wanted[], stops sync.objection[], me sync.member, at_now timestamptz)
RETURNS void LANGUAGE sql VOLATILE AS $$
    INSERT INTO sync.refused (change_id, cmd_id)
    SELECT (c.said ->> 'change')::uuid, w.cmd
    FROM unnest(wanted) w JOIN unnest(stops) s ON s.cmd_n = w.cmd_n AND s.result = 'refused' AND s.code <> 'actor.forged'
    CROSS JOIN LATERAL jsonb_array_elements(body -> 'commands' -> (w.cmd_n - 1) -> 'changes') c (said)
    WHERE c.said ->> 'change' IS NOT NULL ON CONFLICT DO NOTHING;
    INSERT INTO sync.held (cmd_id, site, witness, device, command, at)
    SELECT w.cmd, coalesce(p.site, me.site), me.person_id, w.device, body -> 'commands' -> (w.cmd_n - 1), at_now
    FROM unnest(wanted) w JOIN unnest(stops) s ON s.cmd_n = w.cmd_n AND s.code IN ('command.witnessed', 'row.unknown', 'after.unknown')
    LEFT JOIN public.person p ON p.id = w.actor
    ON CONFLICT DO NOTHING;
$$;
