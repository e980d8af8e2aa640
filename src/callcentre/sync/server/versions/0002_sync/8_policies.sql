-- Who may see and write which rows. FORCE: the policies hold inside the functions of the owner as well,
-- and they ask session_user, the login, which no function and no client can change.
DO $$
DECLARE
    place text;
BEGIN
    FOR place IN
        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname = 'sync' OR schemaname = 'public' AND tablename <> 'server_version'
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', place);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', place);
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', place);
    END LOOP;

    -- Bookkeeping that says nothing about anybody's rows: the functions alone read it.
    FOREACH place IN ARRAY ARRAY[
        'server', 'epoch', 'member', 'device', 'head', 'command', 'applied', 'backup', 'taken', 'mark', 'refused', 'erasure',
        'lifecycle', 'event_kind', 'guard', 'field', 'audience'
    ] LOOP
        EXECUTE format('CREATE POLICY kept ON sync.%I TO callcentre_owner USING (true) WITH CHECK (true)', place);
    END LOOP;

    -- Rows of the company: every member reads them. Who may write them is the business of sync.push.
    FOREACH place IN ARRAY ARRAY['outlet', 'technician', 'person', 'product', 'part', 'article', 'profile_version'] LOOP
        EXECUTE format(
            'CREATE POLICY members ON public.%I '
            'USING ((SELECT sync.is_member()) OR (SELECT sync.is_owner())) '
            'WITH CHECK ((SELECT sync.is_member()) OR (SELECT sync.is_owner()))', place
        );
    END LOOP;

    -- Rows of a site: the centre by the site, a dispatcher by what their outlets see.
    FOREACH place IN ARRAY ARRAY[
        'public.customer: sync.sees_customer(id) OR made_for = ANY ((SELECT sync.my_outlets())::uuid[])',
        'public.phone: EXISTS (SELECT FROM public.customer c WHERE c.id = customer_id)',
        'public.address: EXISTS (SELECT FROM public.customer c WHERE c.id = customer_id)',
        'public.asset: EXISTS (SELECT FROM public.customer c WHERE c.id = customer_id)',
        'public.cover: EXISTS (SELECT FROM public.asset a WHERE a.id = asset_id)',
        'public.service_order: sync.saw_order(id) OR made_for = ANY ((SELECT sync.my_outlets())::uuid[])',
        'public.order_alias: sync.saw_order(order_id)',
        'public.order_event: sync.saw_order(order_id)',
        'public.event_text: EXISTS (SELECT FROM public.order_event e WHERE e.id = event_id)',
        'public.call: agent_id = (SELECT (sync.me()).person_id)',
        'public.attachment: subject_kind = ''order'' AND sync.saw_order(subject_id)'
            ' OR subject_kind = ''customer'' AND sync.sees_customer(subject_id)',
        'public.complaint: false',
        'public.complaint_event: false',
        'public.complaint_text: false',
        'public.field_change: actor_id = (SELECT (sync.me()).person_id)',
        'sync.order_standing: seen_before && (SELECT sync.my_outlets())::uuid[]',
        'sync.complaint_standing: false',
        'sync.conflict: outlet_id = ANY ((SELECT sync.my_outlets())::uuid[])',
        'sync.lease: false',
        'sync.held: false'
    ] LOOP
        EXECUTE format(
            'CREATE POLICY audience ON %1$s '
            'USING (CASE WHEN (SELECT sync.my_site()) IS NOT NULL THEN site = (SELECT sync.my_site()) '
            'ELSE (SELECT sync.is_owner()) OR %2$s END) '
            'WITH CHECK (CASE WHEN (SELECT sync.my_site()) IS NOT NULL THEN site = (SELECT sync.my_site()) '
            'ELSE (SELECT sync.is_owner()) OR %2$s END)',
            split_part(place, ': ', 1), split_part(place, ': ', 2)
        );
    END LOOP;
END
$$;

-- A conflict a dispatcher has run into stands in the site of the row; a witness may be of any site.
CREATE POLICY raised ON sync.conflict FOR INSERT TO callcentre_owner WITH CHECK ((SELECT sync.is_member()));
CREATE POLICY offered ON sync.held FOR INSERT TO callcentre_owner WITH CHECK ((SELECT sync.is_member()));

-- Feeds are written for others; they are read by their audience. A keeper blanks what was erased on their site.
CREATE POLICY written ON sync.feed FOR INSERT TO callcentre_owner WITH CHECK (true);
CREATE POLICY readable ON sync.feed FOR SELECT TO callcentre_owner
    USING (feed = ANY ((SELECT sync.my_feeds())::text[]) OR (SELECT sync.is_owner())
        OR (SELECT sync.is_keeper()) AND site = (SELECT sync.my_site()));
CREATE POLICY blanked ON sync.feed FOR UPDATE TO callcentre_owner
    USING ((SELECT sync.is_keeper()) AND site = (SELECT sync.my_site()) OR (SELECT sync.is_owner()));

-- Bytes belong to whoever sees an attachment that speaks of them.
CREATE POLICY attached ON sync.blob TO callcentre_owner
    USING (EXISTS (SELECT FROM public.attachment a WHERE a.sha256 = blob.sha256))
    WITH CHECK (EXISTS (SELECT FROM public.attachment a WHERE a.sha256 = blob.sha256));

-- Events are append-only, for the owner's functions too. One column may be updated, or no foreign key could be checked.
REVOKE UPDATE, DELETE, TRUNCATE ON public.order_event, public.complaint_event FROM callcentre_owner;
GRANT UPDATE (site) ON public.order_event, public.complaint_event TO callcentre_owner;
REVOKE DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public FROM callcentre_owner;
REVOKE DELETE, TRUNCATE ON sync.feed, sync.applied, sync.command, sync.conflict FROM callcentre_owner;

-- The centre's desks read whole tables, under the policies above, for their first copy; outlets use functions alone.
DO $$
DECLARE
    place text;
BEGIN
    FOR place IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'server_version' LOOP
        EXECUTE format('GRANT SELECT ON public.%I TO callcentre_desk', place);
    END LOOP;
END
$$;
