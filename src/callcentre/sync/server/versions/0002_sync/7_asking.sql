-- Who is asking. The login is what the server trusts; nothing a client says about itself counts.
CREATE FUNCTION sync.me() RETURNS sync.member
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (SELECT m FROM sync.member m WHERE m.login = session_user AND NOT m.locked);

CREATE FUNCTION sync.is_member() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (SELECT FROM sync.member WHERE login = session_user AND NOT locked);

-- Whoever set the server up: no member, but may look after everything.
CREATE FUNCTION sync.is_owner() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN pg_has_role(session_user, 'callcentre_owner', 'MEMBER');

-- The site a member of the centre works for; null for a dispatcher and for strangers.
CREATE FUNCTION sync.my_site() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT site FROM sync.member
    WHERE login = session_user AND NOT locked AND roles && ARRAY['agent', 'supervisor', 'administrator']
);

CREATE FUNCTION sync.is_keeper() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM sync.member
    WHERE login = session_user AND NOT locked AND roles && ARRAY['supervisor', 'administrator']
);

-- A dispatcher's outlet and those below it; null for the centre and for strangers.
CREATE FUNCTION sync.my_outlets() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (
    WITH RECURSIVE mine AS (
        SELECT outlet_id AS id FROM sync.member
        WHERE login = session_user AND NOT locked AND 'dispatcher' = ANY (roles)
            AND NOT roles && ARRAY['agent', 'supervisor', 'administrator']
        UNION
        SELECT o.id FROM public.outlet o JOIN mine ON o.parent_id = mine.id
    )
    SELECT array_agg(id) FROM mine WHERE id IS NOT NULL
);

CREATE FUNCTION sync.my_feeds() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT array_agg(feed ORDER BY feed COLLATE "C") FROM (
        SELECT 'company' WHERE sync.is_member()
        UNION ALL SELECT 'site:' || sync.my_site() WHERE sync.my_site() IS NOT NULL
        UNION ALL SELECT 'outlet:' || id FROM unnest(sync.my_outlets()) id
    ) readable (feed)
);

-- Whether a dispatcher has seen the order, now or before; whether they see the customer now.
CREATE FUNCTION sync.saw_order(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM sync.order_standing WHERE order_id = which AND seen_before && sync.my_outlets()
);

CREATE FUNCTION sync.sees_customer(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM sync.order_standing WHERE customer_id = which AND seen_by = ANY (sync.my_outlets())
);

DO $$
DECLARE
    asks text;
BEGIN
    FOREACH asks IN ARRAY ARRAY[
        'me()', 'is_member()', 'is_owner()', 'my_site()', 'is_keeper()', 'my_outlets()', 'my_feeds()',
        'saw_order(uuid)', 'sees_customer(uuid)'
    ] LOOP
        EXECUTE format('ALTER FUNCTION sync.%s OWNER TO callcentre_owner', asks);
        EXECUTE format('REVOKE ALL ON FUNCTION sync.%s FROM PUBLIC', asks);
    END LOOP;
    -- Policies ask these for whoever reads a table. They answer about the asker alone.
    GRANT EXECUTE ON FUNCTION sync.me(), sync.is_member(), sync.is_owner(), sync.my_site(), sync.my_outlets(), sync.my_feeds(),
        sync.saw_order(uuid), sync.sees_customer(uuid) TO callcentre_desk, callcentre_outlet;
END
$$;
