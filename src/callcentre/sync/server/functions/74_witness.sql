-- sync.held_commands: what witnesses have brought and nobody has decided; for supervisors of the site.
CREATE OR REPLACE FUNCTION sync.held_commands(body jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
BEGIN
    RETURN jsonb_build_object('now', sync.now(), 'held', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('cmd', h.cmd_id, 'witness', h.witness, 'command', h.command, 'at', sync.micros(h.at))
            ORDER BY h.at), '[]')
        FROM sync.held h WHERE h.state = 'open' AND sync.is_keeper()));
END
$$;

-- sync.decide: a supervisor accepts what a witness has brought, or a command whose past nobody brings back; or drops it.
CREATE OR REPLACE FUNCTION sync.decide(body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me sync.member := sync.asking();
    chosen sync.held;
    reply jsonb;
BEGIN
    IF NOT 'supervisor' = ANY (me.roles) THEN
        RAISE EXCEPTION 'act.no_right' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT h.* INTO chosen FROM sync.held h WHERE h.cmd_id = (body ->> 'cmd')::uuid AND h.state = 'open' FOR UPDATE;
    IF chosen.cmd_id IS NULL THEN
        RETURN jsonb_build_object('now', sync.now(), 'results', '[]'::jsonb);
    END IF;
    IF chosen.command #>> '{changes,0,kind}' = 'erased' THEN
        PERFORM sync.erased(me, (chosen.command #>> '{changes,0,pk}')::uuid, chosen.device)
        WHERE chosen.command #>> '{changes,0,entity}' = 'customer' AND (body ->> 'accept')::boolean;
        PERFORM sync.erased_again(chosen) WHERE (body ->> 'accept')::boolean;
        reply := jsonb_build_object('now', sync.now(), 'results', '[]'::jsonb);
    ELSIF coalesce((body ->> 'accept')::boolean, false) THEN
        reply := sync.pushed(jsonb_build_object('device', chosen.device, 'commands', jsonb_build_array(
            chosen.command - 'witness' || '{"behalf": true}')), me, true);
    ELSE
        -- Should its author come back, they hear that it was decided.
        INSERT INTO sync.command (cmd_id, person_id, device, answer, at)
        VALUES (chosen.cmd_id, (chosen.command ->> 'actor')::uuid, chosen.device, jsonb_build_object(
            'cmd', chosen.cmd_id, 'result', 'refused', 'code', 'decided.dropped', 'data', '{}'::jsonb, 'duplicate', false,
            'changes', '{}'::jsonb), clock_timestamp()) ON CONFLICT DO NOTHING;
        -- And so do its witnesses.
        INSERT INTO sync.refused (change_id, cmd_id)
        SELECT (c.said ->> 'change')::uuid, chosen.cmd_id FROM jsonb_array_elements(chosen.command -> 'changes') c (said)
        ON CONFLICT DO NOTHING;
        reply := jsonb_build_object('now', sync.now(), 'results', '[]'::jsonb);
    END IF;
    IF coalesce(reply #>> '{results,0,result}', 'dropped') <> 'waits' THEN
        UPDATE sync.held h SET state = CASE WHEN (body ->> 'accept')::boolean THEN 'accepted' ELSE 'dropped' END WHERE h.cmd_id = chosen.cmd_id;
    END IF;
    RETURN reply;
END
$$;

-- What was erased anew has changes of its own. That the old ones are done as well, whoever brought them shall hear.
CREATE OR REPLACE FUNCTION sync.erased_again(chosen sync.held) RETURNS void
LANGUAGE sql VOLATILE AS $$
    WITH drawn AS (INSERT INTO sync.mark VALUES (gen_random_uuid(), clock_timestamp()) RETURNING mark, at)
    INSERT INTO sync.applied (change_id, cmd_id, mark, at)
    SELECT (c.said ->> 'change')::uuid, chosen.cmd_id, d.mark, d.at
    FROM drawn d, jsonb_array_elements(chosen.command -> 'changes') c (said) ON CONFLICT DO NOTHING
$$;
