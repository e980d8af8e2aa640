-- Who this server is, and in which schema it speaks.
CREATE TABLE sync.server (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    fingerprint uuid NOT NULL DEFAULT gen_random_uuid(),
    schema_v integer NOT NULL,
    oldest_schema_v integer NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Raised when the server was put back to an earlier time; until quiet_until claims wait.
CREATE TABLE sync.epoch (
    n integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    reason text NOT NULL,
    raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    quiet_until timestamptz NOT NULL DEFAULT '-infinity'
);

-- One login for each person. Roles, site and outlet follow the person's row (a trigger keeps them in step).
CREATE TABLE sync.member (
    login name PRIMARY KEY,
    person_id uuid NOT NULL UNIQUE REFERENCES public.person (id),
    roles text[] NOT NULL,
    site text NOT NULL,
    outlet_id uuid,
    locked boolean NOT NULL DEFAULT false,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE sync.device (
    device uuid PRIMARY KEY,
    incarnation uuid NOT NULL,
    person_id uuid NOT NULL,
    login name NOT NULL,
    app text NOT NULL,
    schema_v integer NOT NULL,
    cursors jsonb NOT NULL,
    met_at timestamptz NOT NULL
);
