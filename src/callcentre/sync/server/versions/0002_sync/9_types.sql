-- What the functions hand one another within one push. Results carry what was asked with them (`said`): arrays that
-- had to be joined again would be gone through once for each of their members.

-- One command as it was asked for. `roles` and `is_import` are those of its actor.
CREATE TYPE sync.wanted AS (
    cmd_n integer, cmd uuid, actor uuid, needs uuid[], behalf boolean, witness jsonb, roles text[], is_import boolean,
    device uuid, objection text
);

-- One change as it was asked for; the columns from `said` on are those of events.
CREATE TYPE sync.asked AS (
    n integer, cmd_n integer, cmd uuid, actor uuid, device uuid, change uuid, entity text, pk uuid, kind text, after uuid,
    fields jsonb, stated timestamptz,
    said text, data jsonb, texts jsonb, outlet uuid, technician uuid, desk text, roles text[], is_import boolean
);

-- What stands in the way of a change: refused or waits, a code of the desk's problems, and data for its sentence.
CREATE TYPE sync.objection AS (n integer, cmd_n integer, result text, code text, data jsonb);

-- A row as it stands.
CREATE TYPE sync.found AS (
    entity text, pk uuid, site text, version bigint, field_by jsonb, made_for uuid, now jsonb
);

-- A patch after each field was compared with what its writer had seen.
CREATE TYPE sync.compared AS (
    n integer, said sync.asked, entity text, pk uuid, site text, landed jsonb, was jsonb, lost jsonb, version bigint, now jsonb
);

-- What became of an event.
CREATE TYPE sync.judged AS (
    n integer, cmd_n integer, objection text, effect text, pos integer, at timestamptz, stated_at timestamptz,
    state_before text, state_after text
);
CREATE TYPE sync.judged_order AS (verdict sync.judged, said sync.asked, now sync.order_standing);
CREATE TYPE sync.judged_complaint AS (verdict sync.judged, said sync.asked, now sync.complaint_standing);

-- One line of a feed before it has its place.
-- `n` is the change it belongs to, `part` its place among the lines of one change.
CREATE TYPE sync.entry AS (
    n integer, part integer, feed text, site text, change uuid, cmd uuid, entity text, pk uuid, kind text, version bigint, fields jsonb,
    actor uuid, device uuid, at timestamptz
);

-- An order that came into or went out of an outlet's sight, or whose customer, address or asset changed there.
CREATE TYPE sync.moved AS (
    n integer, k integer, change uuid, cmd uuid, actor uuid, device uuid, order_id uuid, site text, pos integer,
    left_outlet uuid, left_customer uuid, entered uuid, now sync.order_standing
);

-- What became of a change, as its command's answer will say it.
CREATE TYPE sync.outcome AS (n integer, cmd_n integer, change uuid, said jsonb, clashed boolean);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'wanted', 'asked', 'objection', 'found', 'compared', 'judged', 'judged_order', 'judged_complaint', 'entry', 'moved',
        'outcome'
    ] LOOP
        EXECUTE format('ALTER TYPE sync.%I OWNER TO callcentre_owner', name);
    END LOOP;
END
$$;
