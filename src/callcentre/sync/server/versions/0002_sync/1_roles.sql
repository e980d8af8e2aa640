-- Roles belong to the cluster: a second database of the same cluster finds them there.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['callcentre_owner', 'callcentre_desk', 'callcentre_outlet'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', wanted);
        END IF;
    END LOOP;
    -- Whoever sets the server up acts for the owner from here on.
    EXECUTE format('GRANT callcentre_owner TO %I', current_user);
    EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO callcentre_desk, callcentre_outlet', current_database());
END
$$;

CREATE SCHEMA sync AUTHORIZATION callcentre_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO callcentre_desk;
GRANT USAGE, CREATE ON SCHEMA public TO callcentre_owner;
GRANT USAGE ON SCHEMA sync TO callcentre_desk, callcentre_outlet;
