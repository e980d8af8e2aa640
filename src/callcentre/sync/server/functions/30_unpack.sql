-- The commands of a push, each with the roles its actor acts in and, where they may not, the objection.
CREATE OR REPLACE FUNCTION sync.commands_of(body jsonb, me sync.member) RETURNS sync.wanted[]
LANGUAGE sql STABLE AS $$
    SELECT array_agg(ROW(
        c.n, (c.said ->> 'cmd')::uuid, (c.said ->> 'actor')::uuid,
        ARRAY(SELECT jsonb_array_elements_text(coalesce(c.said -> 'needs', '[]')))::uuid[],
        coalesce((c.said ->> 'behalf')::boolean, false), nullif(c.said -> 'witness', 'null'),
        CASE
            WHEN p.id = me.person_id THEN me.roles
            ELSE coalesce(ARRAY(SELECT jsonb_array_elements_text(p.roles)), '{}')
        END,
        coalesce(p.kind = 'import', false),
        coalesce((c.said -> 'witness' ->> 'device')::uuid, (body ->> 'device')::uuid),
        sync.actor_objection(me, p, coalesce((c.said ->> 'behalf')::boolean, false), nullif(c.said -> 'witness', 'null'))
    )::sync.wanted ORDER BY c.n)
    FROM jsonb_array_elements(body -> 'commands') WITH ORDINALITY c (said, n)
    LEFT JOIN public.person p ON p.id = (c.said ->> 'actor')::uuid
$$;

-- Everybody acts as themselves. The centre's desks run the rules, an administrator imports, a supervisor
-- sends on behalf of a colleague of the site; what a witness has seen may be anybody's, and is held for a supervisor.
CREATE OR REPLACE FUNCTION sync.actor_objection(me sync.member, actor public.person, behalf boolean, witness jsonb)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN witness IS NOT NULL THEN NULL
        WHEN actor.id = me.person_id THEN NULL
        WHEN actor.kind = 'rule' AND me.roles && ARRAY['agent', 'supervisor'] THEN NULL
        WHEN actor.kind = 'import' AND 'administrator' = ANY (me.roles) THEN NULL
        WHEN behalf AND 'supervisor' = ANY (me.roles) AND actor.kind = 'person' AND coalesce(actor.site, '') = me.site THEN NULL
        ELSE 'actor.forged'
    END
$$;

-- The changes of a push in their order.
CREATE OR REPLACE FUNCTION sync.changes_of(body jsonb, wanted sync.wanted[]) RETURNS sync.asked[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(ROW(
        a.n, a.cmd_n, a.cmd, a.actor, a.device, (a.said ->> 'change')::uuid, a.said ->> 'entity', (a.said ->> 'pk')::uuid,
        a.said ->> 'kind', (a.said ->> 'after')::uuid, a.said -> 'fields', sync.moment((a.said ->> 'stated_at')::bigint),
        f.kind, f.data, f.texts, f.outlet, f.technician, f.desk, a.roles, a.is_import
    )::sync.asked ORDER BY a.n), '{}')
    FROM (
        SELECT row_number() OVER (ORDER BY w.cmd_n, c.n)::integer AS n, w.cmd_n, w.cmd, w.actor, w.device, w.roles, w.is_import, c.said
        FROM jsonb_array_elements(body -> 'commands') WITH ORDINALITY b (said, n)
        JOIN unnest(wanted) w ON w.cmd_n = b.n
        CROSS JOIN LATERAL jsonb_array_elements(b.said -> 'changes') WITH ORDINALITY c (said, n)
    ) a
    LEFT JOIN LATERAL (
        SELECT a.said #>> '{fields,kind,1}' AS kind, coalesce(a.said #> '{fields,data,1}', '{}') AS data,
            coalesce(a.said #> '{fields,texts,1}', '{}') AS texts, (a.said #>> '{fields,outlet_id,1}')::uuid AS outlet,
            (a.said #>> '{fields,technician_id,1}')::uuid AS technician, coalesce(a.said #>> '{fields,desk,1}', '') AS desk
    ) f ON a.said ->> 'kind' = 'event'
$$;

-- When the writer of an event says it happened.
CREATE OR REPLACE FUNCTION sync.told_at(e sync.asked) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce((e.fields #>> '{stated_at,1}')::bigint, (e.fields #>> '{at,1}')::bigint)
$$;
