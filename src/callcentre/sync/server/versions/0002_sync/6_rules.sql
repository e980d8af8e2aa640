-- Tables of data that `upgrade` fills from the program: one truth for window, file and server.
CREATE TABLE sync.lifecycle (
    machine text NOT NULL,
    n integer NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    to_state text,
    nature text NOT NULL,
    roles text[] NOT NULL,
    when_field text,
    when_value jsonb,
    guards text[] NOT NULL,
    PRIMARY KEY (machine, kind, source, n)
);

CREATE TABLE sync.event_kind (
    machine text NOT NULL,
    kind text NOT NULL,
    nature text NOT NULL,
    roles text[] NOT NULL,
    moves boolean NOT NULL,
    reenters boolean NOT NULL,
    needs_outlet boolean NOT NULL,
    PRIMARY KEY (machine, kind)
);

CREATE TABLE sync.guard (
    machine text NOT NULL,
    name text NOT NULL,
    about_person boolean NOT NULL,
    PRIMARY KEY (machine, name)
);

-- What may be said: `thing` is an entity, or machine:kind of an event. `among` of a people_only field binds no import.
CREATE TABLE sync.field (
    thing text NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    required boolean NOT NULL,
    among text[],
    people_only boolean NOT NULL DEFAULT false,
    correctable boolean NOT NULL DEFAULT false,
    outlet_sees boolean NOT NULL DEFAULT false,
    outlet_writes boolean NOT NULL DEFAULT false,
    PRIMARY KEY (thing, name)
);

CREATE TABLE sync.audience (
    entity text PRIMARY KEY,
    n integer NOT NULL,
    feed text NOT NULL,
    creates text[] NOT NULL,
    patches text[] NOT NULL,
    parent_column text,
    parent_entity text,
    links jsonb NOT NULL,
    key text[] NOT NULL,
    together jsonb NOT NULL,
    outlet_sees text[] NOT NULL
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lifecycle', 'event_kind', 'guard', 'field', 'audience'] LOOP
        EXECUTE format('ALTER TABLE sync.%I OWNER TO callcentre_owner', name);
    END LOOP;
END
$$;
